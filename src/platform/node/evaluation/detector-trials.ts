import {
  CHAIN_RANGES,
  drawBackground,
  drawBand,
  drawChain,
  drawClipping,
  drawCompression,
  drawEcho,
  drawLogUniform,
  drawLossyCoding,
  drawNoise,
  drawRoom,
  pitchShiftOf,
  tempoRatioOf,
  chain,
  type Alteration,
  type SoundStretch,
} from '../../../augment/index.js';
import type { AlterationKind, TrueAlteration } from '../../../detection/index.js';
import type { Rng } from '../../../numeric/index.js';
import { codecSampleRateHz } from '../audio/lossy-coder.js';

type Draw = (rng: Rng, foreign: SoundStretch) => readonly Alteration[];

/** Alterations that detectors are judged on, by the name of their trial. */
export const DETECTOR_TRIALS = {
  unaltered: () => [],
  pitch: (rng) => [{ kind: 'pitch', shiftSemitones: rng.uniform(-7, 7) }],
  tempo: (rng) => [{ kind: 'tempo', tempoRatio: drawLogUniform({ min: 0.5, max: 2 }, rng) }],
  'tempo and pitch': (rng) => [
    { kind: 'tempo', tempoRatio: drawLogUniform({ min: 0.6, max: 1.7 }, rng) },
    { kind: 'pitch', shiftSemitones: rng.uniform(-6, 6) },
  ],
  speed: (rng) => [{ kind: 'speed', speedRatio: drawLogUniform({ min: 0.6, max: 1.6 }, rng) }],
  'slight speed': (rng) => [{ kind: 'speed', speedRatio: drawLogUniform({ min: 0.98, max: 1.02 }, rng) }],
  band: (rng) => [drawBand({ lowPassHz: { min: 1200, max: 7000 }, highPassHz: { min: 80, max: 800 } }, rng)],
  noise: (rng) => [drawNoise({ snrDb: { min: 0, max: 40 }, pulseHz: CHAIN_RANGES.pulseHz }, rng)],
  room: (rng) => [
    drawRoom(
      { ...CHAIN_RANGES.room, decaySeconds: { min: 0.3, max: 2.5 }, wetDb: { min: -15, max: 3 } },
      rng,
    ),
  ],
  echo: (rng) => [drawEcho(CHAIN_RANGES.echo, rng)],
  codec: (rng) => [drawLossyCoding(CHAIN_RANGES.bitratesKbps, rng)],
  gain: (rng) => [{ kind: 'gain', gainDb: rng.choose([-1, 1]) * drawLogUniform({ min: 0.5, max: 20 }, rng) }],
  clipping: (rng) => [drawClipping(CHAIN_RANGES.clippingDepthDb, rng)],
  compression: (rng) => [drawCompression(CHAIN_RANGES.compression, rng)],
  background: (rng, foreign) => [drawBackground(CHAIN_RANGES.snrDb, foreign, rng)],
  'speed and noise': (rng) => [
    { kind: 'speed', speedRatio: drawLogUniform({ min: 0.7, max: 1.4 }, rng) },
    drawNoise({ snrDb: { min: 0, max: 30 }, pulseHz: CHAIN_RANGES.pulseHz }, rng),
  ],
  chain: (rng, foreign) => drawChain(rng, foreign).alterations,
} as const satisfies Record<string, Draw>;

/** Smaller changes of level or frequency are nobody's alteration. */
const LEAST_GAIN_DB = 1;

/** What detectors should find in a fragment that was altered so, each with its strength. */
export function truthOf(alterations: readonly Alteration[]): TrueAlteration[] {
  return [
    ...timeTruth(alterations),
    ...alterations.flatMap((alteration): TrueAlteration[] => {
      switch (alteration.kind) {
        case 'band-limit':
          return [bandTruth(alteration.lowHz, alteration.highHz)];
        case 'telephone':
          return [bandTruth(300, 3400)];
        case 'coloured-noise': {
          const { snrDb } = alteration;
          const steady = alteration.pulseHz === undefined ? 'steady' : 'in bursts';
          return [
            {
              alteration: { kind: 'added-noise', snrDb },
              strength: `${steady}, ${classOf(snrDb, [0, 10, 20, 30])} dB`,
            },
          ];
        }
        case 'room': {
          const { decaySeconds, wetDb } = alteration;
          return [
            {
              alteration: { kind: 'reverberation', decaySeconds },
              strength: `${classOf(wetDb, [-15, -9, -3])} dB`,
            },
          ];
        }
        case 'codec':
          return [
            {
              alteration: {
                kind: 'lossy-coding',
                codec: alteration.codec,
                sampleRateHz: codecSampleRateHz(alteration),
              },
              strength: `${alteration.codec} at ${alteration.bitrateKbps} kbit/s`,
            },
          ];
        case 'gain': {
          const { gainDb } = alteration;
          if (Math.abs(gainDb) < LEAST_GAIN_DB) return [];
          return [
            { alteration: { kind: 'gain', gainDb }, strength: `${classOf(Math.abs(gainDb), [1, 2, 5])} dB` },
          ];
        }
        // What changes time is put together above; for the others there is no detector, or no number to compare.
        case 'pitch':
        case 'tempo':
        case 'speed':
        case 'reverb':
        case 'echo':
        case 'gaussian-noise':
        case 'clipping':
        case 'compression':
        case 'background':
          return [];
      }
    }),
  ];
}

/** Detectors that may speak or not: what was done resembles what they look for, or hides or undoes it. */
export function undecidedOf(alterations: readonly Alteration[]): AlterationKind[] {
  const kinds = new Set(alterations.map(({ kind }) => kind));
  const undecided: AlterationKind[] = [];
  if (kinds.has('echo') || kinds.has('reverb')) undecided.push('reverberation');
  if (kinds.has('gaussian-noise')) undecided.push('added-noise');
  // A codec narrows the band where it has to, and fills it with noise.
  if (kinds.has('codec')) undecided.push('band-limit', 'added-noise');
  if (kinds.has('telephone')) undecided.push('added-noise');
  // A stationary sound underneath is noise; that of rain or of an engine, say.
  if (kinds.has('background')) undecided.push('added-noise');
  if (kinds.has('clipping')) undecided.push('added-noise');
  for (const kind of ['clipping', 'compression', 'room', 'reverb', 'echo'] as const) {
    if (kinds.has(kind)) undecided.push('gain');
  }
  const gain = alterations.find((alteration) => alteration.kind === 'gain');
  if (gain !== undefined && Math.abs(gain.gainDb) < LEAST_GAIN_DB) undecided.push('gain');
  return undecided;
}

function timeTruth(alterations: readonly Alteration[]): TrueAlteration[] {
  const tempoRatio = tempoRatioOf(chain(...alterations));
  const shiftSemitones = pitchShiftOf(chain(...alterations));
  const kinds = new Set(alterations.map(({ kind }) => kind));
  const percent = 100 * Math.abs(tempoRatio - 1);
  const strength = `${classOf(percent, [0, 0.5, 1, 5])} %`;
  if (kinds.has('speed')) return [{ alteration: { kind: 'speed-change', speedRatio: tempoRatio }, strength }];
  return [
    ...(kinds.has('tempo') ? [{ alteration: { kind: 'tempo-change' as const, tempoRatio }, strength }] : []),
    ...(kinds.has('pitch')
      ? [
          {
            alteration: { kind: 'pitch-shift' as const, shiftSemitones },
            strength: `${classOf(Math.abs(shiftSemitones), [0, 0.3, 1])} semitones`,
          },
        ]
      : []),
  ];
}

function bandTruth(lowHz: number | undefined, highHz: number | undefined): TrueAlteration {
  const ends = [...(lowHz === undefined ? [] : ['low']), ...(highHz === undefined ? [] : ['high'])];
  return {
    alteration: {
      kind: 'band-limit',
      ...(lowHz === undefined ? {} : { lowHz }),
      ...(highHz === undefined ? {} : { highHz }),
    },
    strength: `${ends.join(' and ')} end`,
  };
}

/** The class that a value falls into, by the lower ends of the classes. */
function classOf(value: number, starts: readonly number[]): string {
  const place = starts.findLastIndex((start) => value >= start);
  const next = starts[place + 1];
  if (place < 0) return `< ${starts[0]}`;
  return next === undefined ? `≥ ${starts[place]}` : `${starts[place]} to ${next}`;
}
