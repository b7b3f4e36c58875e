import { NOISE_COLOURS, type Alteration, type ColouredNoise } from '../../augment/index.js';
import type { Rng } from '../../numeric/index.js';

/** How hard chunks are to recognise. */
export const COLLAGE_LEVELS = ['easy', 'medium', 'hard'] as const;
export type CollageLevel = (typeof COLLAGE_LEVELS)[number];

interface LevelSettings {
  readonly kinds: readonly ChunkAlteration[];
  /** Standard deviation of how much pitch and tempo change. */
  readonly sigma: number;
  /** The lowest of the signal-to-noise ratios. */
  readonly lowestSnrDb: number;
}

type ChunkAlteration = 'high-pass' | 'low-pass' | 'pitch' | 'tempo' | 'speed' | 'echo' | 'reverb';

const EASY_KINDS = ['high-pass', 'low-pass', 'pitch', 'tempo', 'speed'] as const;

const LEVELS: Readonly<Record<CollageLevel, LevelSettings>> = {
  easy: { kinds: EASY_KINDS, sigma: 0.04, lowestSnrDb: 10 },
  medium: { kinds: [...EASY_KINDS, 'echo'], sigma: 0.12, lowestSnrDb: 5 },
  hard: { kinds: [...EASY_KINDS, 'echo', 'reverb'], sigma: 0.25, lowestSnrDb: 0 },
};

/** Each kind is drawn with the probability of one in so many. */
const OUTCOMES = 15;
const NOISY_SHARE = 0.5;
const PULSATING_SHARE = 0.5;
/** A second of noise, a second without. */
const PULSE_HZ = 0.5;
const HIGHEST_SNR_DB = 15;
const SNR_STEP_DB = 5;

/** What is done to one chunk: at most one alteration, and noise under every other. */
export function drawChunkAlterations(level: CollageLevel, rng: Rng): readonly Alteration[] {
  const { kinds, sigma, lowestSnrDb } = LEVELS[level];
  const kind = kinds[rng.integer(OUTCOMES)];
  const altered = kind === undefined ? [] : [drawAlteration(kind, sigma, rng)];
  return rng.uniform() < NOISY_SHARE ? [...altered, drawNoise(lowestSnrDb, rng)] : altered;
}

function drawAlteration(kind: ChunkAlteration, sigma: number, rng: Rng): Alteration {
  switch (kind) {
    case 'high-pass':
      return { kind: 'band-limit', lowHz: 100 * (1 + rng.integer(4)) };
    case 'low-pass':
      return { kind: 'band-limit', highHz: 1000 * (3 + rng.integer(8)) };
    case 'pitch':
      return { kind: 'pitch', shiftSemitones: 12 * Math.log2(drawRatio(sigma, rng)) };
    case 'tempo':
      return { kind: 'tempo', tempoRatio: drawRatio(sigma, rng) };
    case 'speed':
      return { kind: 'speed', speedRatio: drawRatio(sigma, rng) };
    case 'echo':
      return { kind: 'echo', delaySeconds: 0.01 * (1 + rng.integer(50)), decay: rng.uniform(0.3, 0.6) };
    case 'reverb':
      return COLLAGE_ROOM;
  }
}

/** As much sound from the room as from the source, gone after 2.5 s. */
export const COLLAGE_ROOM: Alteration = { kind: 'room', decaySeconds: 2.5, wetDb: 0, dampingPercent: 30 };

/** 1 + x for x above 0, the inverse of it below, x normal; within what can be rendered. */
function drawRatio(sigma: number, rng: Rng): number {
  const x = sigma * rng.normal();
  return Math.min(2, Math.max(0.5, x >= 0 ? 1 + x : 1 / (1 - x)));
}

function drawNoise(lowestSnrDb: number, rng: Rng): ColouredNoise {
  const colour = rng.choose(NOISE_COLOURS);
  const steps = (HIGHEST_SNR_DB - lowestSnrDb) / SNR_STEP_DB + 1;
  const snrDb = lowestSnrDb + SNR_STEP_DB * rng.integer(steps);
  const isPulsating = rng.uniform() < PULSATING_SHARE;
  return {
    kind: 'coloured-noise',
    colour,
    snrDb,
    seed: rng.uint32(),
    ...(isPulsating && { pulseHz: PULSE_HZ }),
    ofAllPower: true,
  };
}
