import { CHAIN_RANGES, type SettingRange } from '../../augment/index.js';
import type { DetectedAlteration } from '../../detection/index.js';
import { PROTOCOLS, type ProtocolName, type RecordedValidation } from '../../evaluation/index.js';

/** Something of a case that a validation can have tested: a value, and where the tested values lie. */
export interface TestedQuantity {
  /** Absent where there is nothing to measure, only to be there. */
  readonly value?: number;
  /** By protocol. */
  readonly ranges: Partial<Readonly<Record<ProtocolName, SettingRange>>>;
}

const { tempo, pitch, speed, noise, reverb, band } = PROTOCOLS;
const wideTempo = PROTOCOLS['tempo-wide'];
const widePitch = PROTOCOLS['pitch-wide'];

const TEMPO_RANGES = {
  tempo: tempo.alteration.tempoRatio,
  'tempo-wide': wideTempo.alteration.tempoRatio,
  chain: CHAIN_RANGES.tempoRatio,
};
const PITCH_RANGES = {
  pitch: pitch.alteration.shiftSemitones,
  'pitch-wide': widePitch.alteration.shiftSemitones,
  chain: CHAIN_RANGES.shiftSemitones,
};
const SPEED_RANGES = { speed: speed.alteration.speedRatio, chain: CHAIN_RANGES.speedRatio };
const NOISE_RANGES = { noise: noise.alteration.snrDb, chain: CHAIN_RANGES.snrDb };
const ROOM_RANGES = {
  reverb: reverb.alteration.room.decaySeconds,
  chain: CHAIN_RANGES.room.decaySeconds,
};
const LOW_PASS_RANGES = { band: band.alteration.lowPassHz, chain: CHAIN_RANGES.lowPassHz };
const HIGH_PASS_RANGES = { band: band.alteration.highPassHz, chain: CHAIN_RANGES.highPassHz };
/** How many alterations a chain has. */
const CHAIN_LENGTH: SettingRange = { min: 2, max: 4 };

/** What protocols alter in the way that was found; none where none does. */
export function testedQuantities(alteration: DetectedAlteration): readonly TestedQuantity[] {
  switch (alteration.kind) {
    case 'pitch-shift':
      return [{ value: alteration.shiftSemitones, ranges: PITCH_RANGES }];
    case 'tempo-change':
      return [{ value: alteration.tempoRatio, ranges: TEMPO_RANGES }];
    case 'speed-change':
      return [{ value: alteration.speedRatio, ranges: SPEED_RANGES }];
    case 'added-noise':
      return [{ value: alteration.snrDb, ranges: NOISE_RANGES }];
    case 'reverberation':
      return [{ value: alteration.decaySeconds, ranges: ROOM_RANGES }];
    case 'gain':
      return [{ value: alteration.gainDb, ranges: { chain: CHAIN_RANGES.gainDb } }];
    case 'band-limit':
      return [
        ...(alteration.lowHz === undefined ? [] : [{ value: alteration.lowHz, ranges: HIGH_PASS_RANGES }]),
        ...(alteration.highHz === undefined ? [] : [{ value: alteration.highHz, ranges: LOW_PASS_RANGES }]),
      ];
    case 'lossy-coding':
      return [{ ranges: { codec: BITRATES, chain: BITRATES } }];
    case 'cut':
    case 'insertion':
      return [];
  }
}

const BITRATES: SettingRange = rangeOf(Object.values(CHAIN_RANGES.bitratesKbps).flat());

/** Several alterations at once. */
export function severalAtOnce(count: number): TestedQuantity {
  return { value: count, ranges: { chain: CHAIN_LENGTH } };
}

/** What was tested of a quantity: the protocols that were recorded, and the range that they span together. */
export interface TestedRange extends SettingRange {
  readonly protocols: readonly ProtocolName[];
}

/** @returns Undefined where no recorded protocol tests it. */
export function testedRange(
  { ranges }: TestedQuantity,
  recorded: readonly RecordedValidation[],
): TestedRange | undefined {
  const names = new Set(recorded.map(({ protocol }) => protocol));
  const own = Object.entries(ranges).filter(([protocol]) => names.has(protocol));
  if (own.length === 0) return undefined;
  return {
    ...rangeOf(own.flatMap(([, { min, max }]) => [min, max])),
    protocols: own.map(([protocol]) => protocol as ProtocolName),
  };
}

function rangeOf(values: readonly number[]): SettingRange {
  return { min: Math.min(...values), max: Math.max(...values) };
}
