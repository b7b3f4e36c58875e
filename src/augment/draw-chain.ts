import { Rng } from '../numeric/index.js';
import type { Alteration } from './alteration.js';
import { chain, type Augmentation } from './augmentation.js';
import { drawBackground } from './background.js';
import { drawBandLimit } from './band-limit.js';
import { drawColouredNoise, drawPulsatingNoise, NOISE_COLOURS } from './coloured-noise.js';
import { drawClipping, drawCompression, drawGain, type CompressionRanges } from './dynamics.js';
import { drawEcho } from './echo.js';
import { drawLossyCoding, type LossyCodec } from './lossy-coding.js';
import { drawRoom, type RoomRanges } from './room.js';
import { drawLogUniform, type SettingRange } from './setting-range.js';
import type { SoundStretch } from './sound-stretch.js';
import { drawPitch } from './tempo-and-pitch.js';

/** What `drawChain` draws from. */
export interface ChainRanges {
  readonly tempoRatio: SettingRange;
  readonly shiftSemitones: SettingRange;
  readonly speedRatio: SettingRange;
  readonly clippingDepthDb: SettingRange;
  readonly compression: CompressionRanges;
  readonly room: RoomRanges;
  readonly echo: { readonly delaySeconds: SettingRange; readonly decay: SettingRange };
  /** Of noise and of background sound. */
  readonly snrDb: SettingRange;
  readonly pulseHz: SettingRange;
  readonly lowPassHz: SettingRange;
  readonly highPassHz: SettingRange;
  readonly bitratesKbps: Readonly<Record<LossyCodec, readonly number[]>>;
  readonly gainDb: SettingRange;
}

/**
 * What recordings meet with on their way: each setting over the range in which music stays recognisable by ear, two
 * to four of them together included. Ratios and frequencies are drawn uniformly in the logarithm, all else uniformly.
 */
export const CHAIN_RANGES: ChainRanges = {
  tempoRatio: { min: 0.7, max: 1.5 },
  shiftSemitones: { min: -5, max: 5 },
  speedRatio: { min: 0.75, max: 1.35 },
  clippingDepthDb: { min: 3, max: 18 },
  compression: {
    thresholdDb: { min: -40, max: -20 },
    ratio: { min: 3, max: 10 },
    attackSeconds: { min: 0.001, max: 0.02 },
    releaseSeconds: { min: 0.05, max: 0.3 },
    makeUpDb: { min: 0, max: 12 },
  },
  room: {
    decaySeconds: { min: 0.3, max: 2 },
    wetDb: { min: -12, max: 0 },
    dampingPercent: { min: 0, max: 80 },
  },
  echo: { delaySeconds: { min: 0.08, max: 0.5 }, decay: { min: 0.2, max: 0.6 } },
  snrDb: { min: 5, max: 25 },
  pulseHz: { min: 0.5, max: 4 },
  lowPassHz: { min: 1500, max: 6000 },
  highPassHz: { min: 100, max: 600 },
  bitratesKbps: {
    mp3: [24, 32, 40, 48, 64, 80, 96, 128],
    aac: [24, 32, 48, 64, 96],
    opus: [12, 16, 24, 32, 48, 64],
  },
  gainDb: { min: -20, max: 6 },
};

type Draw = (ranges: ChainRanges, rng: Rng, background?: SoundStretch) => Alteration;

/** In the order in which they befall a recording: played, mastered, heard in a room among others, sent, turned up. */
const FAMILIES: readonly Draw[] = [
  drawTimeChange,
  (ranges, rng) =>
    rng.uniform() < 0.5
      ? drawClipping(ranges.clippingDepthDb, rng)
      : drawCompression(ranges.compression, rng),
  (ranges, rng) => (rng.uniform() < 0.7 ? drawRoom(ranges.room, rng) : drawEcho(ranges.echo, rng)),
  drawDisturbance,
  drawBand,
  ({ bitratesKbps }, rng) => drawLossyCoding(bitratesKbps, rng),
  ({ gainDb }, rng) => drawGain(gainDb, rng),
];

/** What {@link drawChain} is to draw. */
export interface ChainOptions {
  readonly ranges?: ChainRanges;
  /** Whether tempo, pitch and speed are left alone. */
  readonly keepsTime?: boolean;
  /** How many alterations; 2 to 4 unless given. */
  readonly fewest?: number;
  readonly most?: number;
}

/**
 * Several alterations of different families at once, all numbers and all sets of a number as likely, in the order
 * time (tempo, pitch or speed), dynamics (clipping or compression), space (reverberation or echo), disturbance (noise
 * or background sound), band (low, high or band pass, or telephone), lossy codec, gain.
 *
 * Takes one draw from `rng`.
 *
 * @param background - Of another recording, for background sound; without it, disturbances are noises.
 */
export function drawChain(
  rng: Rng,
  background?: SoundStretch,
  { ranges = CHAIN_RANGES, keepsTime = false, fewest = 2, most = 4 }: ChainOptions = {},
): Augmentation {
  const own = new Rng(rng.uint32());
  const families = keepsTime ? FAMILIES.filter((family) => family !== drawTimeChange) : FAMILIES;
  const count = fewest + own.integer(most - fewest + 1);
  const chosen = new Set(own.shuffled(families).slice(0, count));
  const drawn = families.filter((family) => chosen.has(family));
  return chain(...drawn.map((draw) => draw(ranges, own, background)));
}

function drawTimeChange({ tempoRatio, shiftSemitones, speedRatio }: ChainRanges, rng: Rng): Alteration {
  switch (rng.choose(['tempo', 'pitch', 'speed'] as const)) {
    case 'tempo':
      return { kind: 'tempo', tempoRatio: drawLogUniform(tempoRatio, rng) };
    case 'pitch':
      return drawPitch(shiftSemitones, rng);
    case 'speed':
      return { kind: 'speed', speedRatio: drawLogUniform(speedRatio, rng) };
  }
}

function drawDisturbance(ranges: ChainRanges, rng: Rng, background?: SoundStretch): Alteration {
  if (background !== undefined && rng.uniform() < 0.5) return drawBackground(ranges.snrDb, background, rng);
  return drawNoise(ranges, rng);
}

/** Noise: white, pink, brown, or of any of these colours in bursts, all four as likely. */
export function drawNoise(ranges: Pick<ChainRanges, 'snrDb' | 'pulseHz'>, rng: Rng): Alteration {
  const colour = rng.choose([...NOISE_COLOURS, 'pulsating'] as const);
  return colour === 'pulsating'
    ? drawPulsatingNoise({ ...ranges, colours: NOISE_COLOURS }, rng)
    : drawColouredNoise({ ...ranges, colours: [colour] }, rng);
}

/** Low pass, high pass, band pass or telephone, all four as likely. */
export function drawBand(
  { lowPassHz, highPassHz }: Pick<ChainRanges, 'lowPassHz' | 'highPassHz'>,
  rng: Rng,
): Alteration {
  switch (rng.choose(['low-pass', 'high-pass', 'band-pass', 'telephone'] as const)) {
    case 'low-pass':
      return drawBandLimit({ highHz: lowPassHz }, rng);
    case 'high-pass':
      return drawBandLimit({ lowHz: highPassHz }, rng);
    case 'band-pass':
      return drawBandLimit({ lowHz: highPassHz, highHz: lowPassHz }, rng);
    case 'telephone':
      return { kind: 'telephone' };
  }
}
