import { describe, expect, it } from 'vitest';
import type { AlignedSegment } from '../alignment/index.js';
import {
  applyBandLimit,
  applyColouredNoise,
  applyCompression,
  applyGain,
  applyRoom,
} from '../augment/index.js';
import type { Signal } from '../audio/index.js';
import { ConstantQPlane, constantQ, PAPER_CONSTANT_Q } from '../features/index.js';
import { Rng } from '../numeric/index.js';
import { CommonSound } from './common-sound.js';
import { soundsLikeAnotherRendition } from './unlike-sound.js';

const RATE = 22_050;
const SECONDS = 15;

/** How an instrument sounds: strength and decay of each partial. */
type Instrument = (partial: number) => { readonly strength: number; readonly decayPerSecond: number };

const string: Instrument = (partial) => ({ strength: 1 / partial, decayPerSecond: 2 + partial });
const reed: Instrument = (partial) => ({
  strength: partial % 2 === 1 ? 1 / Math.sqrt(partial) : 0.02,
  decayPerSecond: 0.6,
});
/** One voice low and plucked, the other high and held, or the other way round. */
function tune(seed: number, low: Instrument, high: Instrument): Signal {
  const rng = new Rng(seed);
  const samples = new Float32Array(SECONDS * RATE);
  for (let start = 0; start < SECONDS; start += rng.uniform(0.12, 0.3)) {
    const isLow = rng.uniform() < 0.5;
    const hertz = (isLow ? 80 : 320) * 2 ** (rng.integer(20) / 12);
    const instrument = isLow ? low : high;
    const first = Math.round(start * RATE);
    const length = Math.min(samples.length - first, Math.round(0.5 * RATE));
    for (let partial = 1; partial * hertz < 8000 && partial <= 12; partial++) {
      const { strength, decayPerSecond } = instrument(partial);
      const step = (2 * Math.PI * partial * hertz) / RATE;
      for (let n = 0; n < length; n++) {
        samples[first + n]! += 0.1 * strength * Math.exp((-decayPerSecond * n) / RATE) * Math.sin(step * n);
      }
    }
  }
  return { samples, sampleRateHz: RATE };
}

const original = tune(4, string, reed);
const rendition = tune(4, reed, string);

function sounds(reference: Signal, candidate: Signal, seconds = SECONDS): boolean {
  const plane = (signal: Signal) => ({ plane: ConstantQPlane.from(constantQ(signal)) });
  const segment: AlignedSegment = {
    referenceStartSeconds: 0,
    referenceEndSeconds: seconds,
    candidateStartSeconds: 0,
    candidateEndSeconds: seconds,
    tempoRatio: 1,
    pitchShiftSemitones: 0,
    score: 0.6,
    lead: 0.3,
  };
  const common = new CommonSound({
    reference: plane(reference),
    candidate: plane(candidate),
    segments: [segment],
    config: PAPER_CONSTANT_Q,
  });
  return soundsLikeAnotherRendition(common);
}

describe('soundsLikeAnotherRendition', () => {
  it('says so of the same notes by other instruments, whichever comes first', () => {
    expect(sounds(original, rendition)).toBe(true);
    expect(sounds(rendition, original)).toBe(true);
  });

  it.each<[string, (signal: Signal) => Signal]>([
    ['nothing was done to', (signal) => signal],
    ['is quieter', (signal) => applyGain(signal, { kind: 'gain', gainDb: -9 })],
    ['is filtered', (signal) => applyBandLimit(signal, { kind: 'band-limit', lowHz: 200, highHz: 2500 })],
    [
      'is compressed',
      (signal) =>
        applyCompression(signal, {
          kind: 'compression',
          thresholdDb: -30,
          ratio: 6,
          attackSeconds: 0.01,
          releaseSeconds: 0.15,
          makeUpDb: 0,
        }),
    ],
    [
      'is under noise',
      (signal) => applyColouredNoise(signal, { kind: 'coloured-noise', colour: 'pink', snrDb: 3, seed: 2 }),
    ],
    [
      'rings on',
      (signal) => applyRoom(signal, { kind: 'room', decaySeconds: 1.2, wetDb: -3, dampingPercent: 30 }),
    ],
  ])('does not of a copy that %s', (_, alter) => {
    expect(sounds(original, alter(original))).toBe(false);
    expect(sounds(alter(original), original)).toBe(false);
  });

  it('does not of a copy that other music was mixed to, whichever comes first', () => {
    const other = tune(9, reed, string);
    const samples = original.samples.map((value, i) => value + other.samples[i]!);
    const mixed = { samples, sampleRateHz: RATE };
    expect(sounds(original, mixed)).toBe(false);
    expect(sounds(mixed, original)).toBe(false);
  });

  it('says nothing where little of the two runs together', () => {
    expect(sounds(original, rendition, 3)).toBe(false);
  });
});
