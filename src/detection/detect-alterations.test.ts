import { describe, expect, it } from 'vitest';
import { alignRecordings, type AlignedSegment } from '../alignment/index.js';
import {
  applyBandLimit,
  applyColouredNoise,
  applyGain,
  applyRoom,
  applySpeed,
  type NoiseColour,
} from '../augment/index.js';
import type { Signal } from '../audio/index.js';
import { ConstantQPlane, PAPER_CONSTANT_Q, bandSpectrum, constantQ } from '../features/index.js';
import { Rng } from '../numeric/index.js';
import { commonParts, type DetectionRecording } from './common-sound.js';
import { detectAlterations } from './detect-alterations.js';
import type { DetectedAlteration } from './detected-alteration.js';

const RATE = 22_050;
const SECONDS = 12;

/** Notes of many partials up to 10 kHz, struck at random and fading, with hissing strokes between. */
function music(seconds = SECONDS, seed = 11): Signal {
  const rng = new Rng(seed);
  const samples = new Float32Array(seconds * RATE);
  for (let start = 0; start < seconds; start += rng.uniform(0.1, 0.35)) {
    const first = Math.round(start * RATE);
    const hertz = 60 * 2 ** (rng.integer(40) / 12);
    const decay = rng.uniform(4, 12) / RATE;
    const length = Math.min(samples.length - first, RATE);
    const hiss = rng.uniform() < 0.5 ? 0.03 : 0;
    for (let n = 0; n < length; n++) {
      samples[first + n]! += hiss * Math.exp(-20 * decay * n) * rng.normal();
    }
    for (let partial = 1; partial * hertz < 10_000 && partial <= 40; partial++) {
      const step = (2 * Math.PI * partial * hertz) / RATE;
      for (let n = 0; n < length; n++) {
        samples[first + n]! += (0.1 / partial) * Math.exp(-decay * n) * Math.sin(step * n);
      }
    }
  }
  return { samples, sampleRateHz: RATE };
}

const analyse = (signal: Signal) => ({
  plane: ConstantQPlane.from(constantQ(signal)),
  bands: bandSpectrum(signal.samples),
});
const original = music();
const reference = analyse(original);

/** The two run together from beginning to end, as they do. */
function together(parts: Partial<AlignedSegment> = {}): AlignedSegment {
  return {
    referenceStartSeconds: 0,
    referenceEndSeconds: SECONDS,
    candidateStartSeconds: 0,
    candidateEndSeconds: SECONDS,
    tempoRatio: 1,
    pitchShiftSemitones: 0,
    score: 0.9,
    lead: 0.5,
    prominence: 5,
    ...parts,
  };
}

function detect(altered: Signal, segments: readonly AlignedSegment[] = [together()]): DetectedAlteration[] {
  return compare(analyse(altered), segments);
}

function compare(
  candidate: DetectionRecording,
  segments: readonly AlignedSegment[] = [together()],
): DetectedAlteration[] {
  return detectAlterations(commonParts({ reference, candidate, segments, config: PAPER_CONSTANT_Q }));
}

function only<K extends DetectedAlteration['kind']>(found: readonly DetectedAlteration[], kind: K) {
  expect(found.map((one) => one.kind)).toEqual([kind]);
  return found[0] as Extract<DetectedAlteration, { kind: K }>;
}

describe('detectAlterations', () => {
  it('finds nothing in a copy', () => {
    expect(detect(original)).toEqual([]);
  });

  it('finds a gain to half a decibel', () => {
    for (const gainDb of [-12, 4]) {
      const found = only(detect(applyGain(original, { kind: 'gain', gainDb })), 'gain');
      expect(Math.abs(found.gainDb - gainDb)).toBeLessThan(0.5);
    }
  });

  it('finds the ends of a band within a fifth of an octave', () => {
    const band = applyBandLimit(original, { kind: 'band-limit', lowHz: 300, highHz: 2500 });
    const both = only(detect(band), 'band-limit');
    expect(Math.abs(Math.log2(both.lowHz! / 300))).toBeLessThan(0.2);
    expect(Math.abs(Math.log2(both.highHz! / 2500))).toBeLessThan(0.2);
    const lowPass = only(
      detect(applyBandLimit(original, { kind: 'band-limit', highHz: 5500 })),
      'band-limit',
    );
    expect(lowPass.lowHz).toBeUndefined();
    expect(Math.abs(Math.log2(lowPass.highHz! / 5500))).toBeLessThan(0.2);
  });

  it.each<NoiseColour>(['white', 'pink'])('finds %s noise and its level', (colour) => {
    const noisy = applyColouredNoise(original, { kind: 'coloured-noise', colour, snrDb: 12, seed: 5 });
    expect(Math.abs(only(detect(noisy), 'added-noise').snrDb - 12)).toBeLessThan(4);
  });

  it('finds the decay of a room within a factor of two', () => {
    for (const decaySeconds of [0.8, 1.8]) {
      const wet = applyRoom(original, { kind: 'room', decaySeconds, wetDb: -4, dampingPercent: 10 });
      const found = detect(wet).find((one) => one.kind === 'reverberation');
      expect(Math.abs(Math.log2((found?.decaySeconds ?? 0) / decaySeconds))).toBeLessThan(1);
    }
  });

  it('finds a change of speed as one, beside what else was done', () => {
    const fast = applySpeed(original, { kind: 'speed', speedRatio: 1.15 });
    const noisy = applyColouredNoise(fast, { kind: 'coloured-noise', colour: 'white', snrDb: 15, seed: 5 });
    const anchors = [2.5, 5, 7.5].map((seconds) => ({ referenceSeconds: 6, candidateSeconds: seconds }));
    const segments = alignRecordings(reference.plane, analyse(noisy).plane, anchors, {
      config: PAPER_CONSTANT_Q,
    });
    const found = detect(noisy, segments);
    expect(found.map(({ kind }) => kind).toSorted()).toEqual(['added-noise', 'speed-change']);
    const speed = found.find((one) => one.kind === 'speed-change');
    expect(Math.abs((speed?.speedRatio ?? 0) - 1.15)).toBeLessThan(0.003);
  });

  describe('in parts of several tempi and pitches', () => {
    /** Seconds 6 to 12, then 4 s of other sound, then 0 to 6 at a speed. */
    function rearranged(second: Signal): { signal: Signal; segments: AlignedSegment[] } {
      const at = (seconds: number) => Math.round(seconds * RATE);
      const pieces = [original.samples.subarray(at(6)), music(4, 12).samples, second.samples];
      const signal = {
        samples: Float32Array.from(pieces.flatMap((piece) => [...piece])),
        sampleRateHz: RATE,
      };
      const seconds = second.samples.length / RATE;
      const tempoRatio = 6 / seconds;
      const first = { referenceStartSeconds: 6, referenceEndSeconds: 12, candidateEndSeconds: 6 };
      const other = {
        referenceEndSeconds: 6,
        candidateStartSeconds: 10,
        candidateEndSeconds: 10 + seconds,
        tempoRatio,
        pitchShiftSemitones: 12 * Math.log2(tempoRatio),
      };
      return { signal, segments: [together(first), together(other)] };
    }
    const beginning = { samples: original.samples.slice(0, 6 * RATE), sampleRateHz: RATE };
    const fast = applySpeed(beginning, { kind: 'speed', speedRatio: 1.125 });

    it('says which of them a change of speed holds for, and what was put between them', () => {
      const { signal, segments } = rearranged(fast);
      expect(detect(signal, segments)).toEqual([
        {
          kind: 'speed-change',
          speedRatio: expect.closeTo(1.125, 3) as number,
          uncertaintyRatio: expect.any(Number) as number,
          stretches: [
            { candidateStartSeconds: 10, candidateEndSeconds: expect.closeTo(15.333, 2) as number },
          ],
        },
        { kind: 'insertion', candidateStartSeconds: 6, candidateEndSeconds: 10 },
      ]);
    });

    it('says once and without a place what was done to all of them, and where what was not', () => {
      const { signal, segments } = rearranged(applyGain(fast, { kind: 'gain', gainDb: -10 }));
      const band = { kind: 'band-limit', lowHz: 300, highHz: 2500 } as const;
      const found = detect(applyBandLimit(signal, band), segments);
      expect(found.map(({ kind }) => kind).toSorted()).toEqual(
        ['band-limit', 'gain', 'insertion', 'speed-change'].toSorted(),
      );
      expect(found.find(({ kind }) => kind === 'band-limit')).not.toHaveProperty('stretches');
      expect(found.find(({ kind }) => kind === 'gain')).toMatchObject({
        gainDb: expect.closeTo(-10, 0) as number,
        stretches: [{ candidateStartSeconds: 10 }],
      });
    });

    it('takes a chance likeness beside what runs together for no part', () => {
      const { signal, segments } = rearranged(fast);
      const weak = [segments[0]!, { ...segments[1]!, score: 0.24, lead: 0.06 }];
      expect(detect(signal, weak)).toEqual(detect(signal, [segments[0]!]));
    });
  });

  it('says nothing about sound where little of it is shared, nor where nothing is', () => {
    const quiet = applyGain(original, { kind: 'gain', gainDb: -12 });
    expect(detect(quiet, [together({ candidateEndSeconds: 3, referenceEndSeconds: 3 })])).toEqual([]);
    expect(detect(quiet, [together({ score: 0.1 })])).toEqual([]);
    expect(detect(quiet, [])).toEqual([]);
  });

  it('looks no higher than the constant-Q transform without a band spectrum', () => {
    const lowPass = applyBandLimit(original, { kind: 'band-limit', highHz: 5500 });
    const { plane } = analyse(lowPass);
    expect(compare({ plane })).toEqual([]);
  });
});
