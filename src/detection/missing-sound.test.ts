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
import { CommonSound } from './common-sound.js';
import { missingSound } from './missing-sound.js';
import { reed, string, tune } from './tunes.contract.js';

const SECONDS = 15;
const original = tune(4, string, reed);
const rendition = tune(4, reed, string);

function missing(reference: Signal, candidate: Signal, seconds = SECONDS): number | undefined {
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
    prominence: 5,
  };
  const common = new CommonSound({
    reference: plane(reference),
    candidate: plane(candidate),
    segments: [segment],
    config: PAPER_CONSTANT_Q,
  });
  return missingSound(common);
}

describe('missingSound', () => {
  it('is much where the same notes are played by other instruments, whichever comes first', () => {
    expect(missing(original, rendition)).toBeGreaterThan(0.1);
    expect(missing(rendition, original)).toBeCloseTo(missing(original, rendition)!, 10);
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
  ])('is little in a copy that %s', (_, alter) => {
    expect(missing(original, alter(original))).toBeLessThan(0.05);
    expect(missing(alter(original), original)).toBeLessThan(0.05);
  });

  it('is little in a copy that other music was mixed to, whichever comes first', () => {
    const other = tune(9, reed, string);
    const samples = original.samples.map((value, i) => value + other.samples[i]!);
    const mixed = { samples, sampleRateHz: original.sampleRateHz };
    expect(missing(original, mixed)).toBeLessThan(0.05);
    expect(missing(mixed, original)).toBeLessThan(0.05);
  });

  it('is not known where little of the two runs together', () => {
    expect(missing(original, rendition, 3)).toBeUndefined();
  });
});
