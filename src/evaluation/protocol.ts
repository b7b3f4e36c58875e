import { CHAIN_RANGES, type LossyCodec, type RoomRanges, type SettingRange } from '../augment/index.js';

/** A setting's range, and whether it is drawn uniformly as it is (as by default) or in its logarithm. */
export interface DrawnRange extends SettingRange {
  readonly scale?: 'linear' | 'logarithmic';
}

/** How the altered copies of a protocol come about. */
export type ProtocolAlteration =
  | { readonly kind: 'tempo'; readonly tempoRatio: DrawnRange }
  | { readonly kind: 'pitch'; readonly shiftSemitones: SettingRange }
  | { readonly kind: 'speed'; readonly speedRatio: DrawnRange }
  | { readonly kind: 'noise'; readonly snrDb: SettingRange; readonly pulseHz: SettingRange }
  | {
      readonly kind: 'reverb';
      readonly room: RoomRanges;
      readonly echo: { readonly delaySeconds: SettingRange; readonly decay: SettingRange };
    }
  | { readonly kind: 'codec'; readonly bitratesKbps: Readonly<Record<LossyCodec, readonly number[]>> }
  | { readonly kind: 'band'; readonly lowPassHz: SettingRange; readonly highPassHz: SettingRange }
  | { readonly kind: 'chain' }
  /** Not altered, but inside foreign sound. */
  | { readonly kind: 'partial'; readonly beforeSeconds: number; readonly afterSeconds: number };

/** What trials of a protocol consist of. */
export interface ProtocolSpec {
  readonly name: string;
  /** For people, e.g. the title of a figure. */
  readonly title: string;
  /** Length of both fragments before the alteration; a candidate played faster is shorter. */
  readonly fragmentSeconds: number;
  readonly alteration: ProtocolAlteration;
}

const FRAGMENT_SECONDS = 20;
const { bitratesKbps, lowPassHz, highPassHz, pulseHz } = CHAIN_RANGES;

/**
 * The paper's two test sets, `tempo` and `pitch` (parameters are drawn uniformly, in ratio and in semitones: it states
 * the ranges alone), and harder ones of our own.
 */
export const PROTOCOLS = {
  tempo: {
    name: 'tempo',
    title: 'Tempo × 0.85 to 1.35',
    fragmentSeconds: FRAGMENT_SECONDS,
    alteration: { kind: 'tempo', tempoRatio: { min: 0.85, max: 1.35 } },
  },
  pitch: {
    name: 'pitch',
    title: 'Pitch −4 to +4 semitones',
    fragmentSeconds: FRAGMENT_SECONDS,
    alteration: { kind: 'pitch', shiftSemitones: { min: -4, max: 4 } },
  },
  'tempo-wide': {
    name: 'tempo-wide',
    title: 'Tempo × 0.5 to 2',
    fragmentSeconds: FRAGMENT_SECONDS,
    alteration: { kind: 'tempo', tempoRatio: { min: 0.5, max: 2, scale: 'logarithmic' } },
  },
  'pitch-wide': {
    name: 'pitch-wide',
    title: 'Pitch −7 to +7 semitones',
    fragmentSeconds: FRAGMENT_SECONDS,
    alteration: { kind: 'pitch', shiftSemitones: { min: -7, max: 7 } },
  },
  speed: {
    name: 'speed',
    title: 'Speed × 0.6 to 1.6',
    fragmentSeconds: FRAGMENT_SECONDS,
    alteration: { kind: 'speed', speedRatio: { min: 0.6, max: 1.6, scale: 'logarithmic' } },
  },
  noise: {
    name: 'noise',
    title: 'White, pink, brown or pulsating noise at 0 dB SNR',
    fragmentSeconds: FRAGMENT_SECONDS,
    alteration: { kind: 'noise', snrDb: { min: 0, max: 0 }, pulseHz },
  },
  reverb: {
    name: 'reverb',
    title: 'Reverberation of 0.5 to 3 s, or echo',
    fragmentSeconds: FRAGMENT_SECONDS,
    alteration: {
      kind: 'reverb',
      room: {
        decaySeconds: { min: 0.5, max: 3 },
        wetDb: { min: -3, max: 6 },
        dampingPercent: { min: 0, max: 80 },
      },
      echo: { delaySeconds: { min: 0.1, max: 0.6 }, decay: { min: 0.4, max: 0.8 } },
    },
  },
  codec: {
    name: 'codec',
    title: 'MP3, AAC or Opus at 12 to 128 kbit/s',
    fragmentSeconds: FRAGMENT_SECONDS,
    alteration: { kind: 'codec', bitratesKbps },
  },
  band: {
    name: 'band',
    title: 'Low, high or band pass, or telephone',
    fragmentSeconds: FRAGMENT_SECONDS,
    alteration: { kind: 'band', lowPassHz, highPassHz },
  },
  chain: {
    name: 'chain',
    title: 'Two to four alterations at once',
    fragmentSeconds: FRAGMENT_SECONDS,
    alteration: { kind: 'chain' },
  },
  partial: {
    name: 'partial',
    title: 'Excerpt between 5 s of foreign sound before and after',
    fragmentSeconds: FRAGMENT_SECONDS,
    alteration: { kind: 'partial', beforeSeconds: 5, afterSeconds: 5 },
  },
} as const satisfies Readonly<Record<string, ProtocolSpec>>;

export type ProtocolName = keyof typeof PROTOCOLS;
