import { describe, expect, it } from 'vitest';
import { applyLossyCoding, type LossyCoding } from '../../../augment/index.js';
import { decodeSignal } from '../../../audio/index.js';
import { Rng } from '../../../numeric/index.js';
import { createAudioDecoder } from './audio-decoder.js';
import { createLossyCoder } from './lossy-coder.js';
import { shippedPath } from '../files/package-root.js';

const coder = createLossyCoder();
const music = await decodeSignal(createAudioDecoder(), shippedPath('samples/original.ogg'), {
  startSeconds: 5,
  durationSeconds: 6,
});

const CODINGS = [
  { kind: 'codec', codec: 'mp3', bitrateKbps: 24 },
  { kind: 'codec', codec: 'mp3', bitrateKbps: 64 },
  { kind: 'codec', codec: 'mp3', bitrateKbps: 128 },
  { kind: 'codec', codec: 'aac', bitrateKbps: 24 },
  { kind: 'codec', codec: 'aac', bitrateKbps: 96 },
  { kind: 'codec', codec: 'opus', bitrateKbps: 12 },
  { kind: 'codec', codec: 'opus', bitrateKbps: 24 },
  { kind: 'codec', codec: 'opus', bitrateKbps: 64 },
] as const satisfies readonly LossyCoding[];

describe('a lossy codec', () => {
  it.each(CODINGS)('$codec at $bitrateKbps kbit/s lies on its input, and is not it', (coding) => {
    const before = music.samples.slice();
    const { samples, sampleRateHz } = applyLossyCoding(music, coding, coder);
    expect(music.samples).toEqual(before);
    expect(sampleRateHz).toBe(music.sampleRateHz);
    expect(samples.length).toBe(before.length);
    // A second is enough to tell where it lies.
    const [input, output] = [before, samples].map((all) => all.subarray(2 * sampleRateHz, 3 * sampleRateHz));
    const { lag, correlation } = bestLag(input!, output!, 2200);
    expect(Math.abs(lag)).toBeLessThanOrEqual(0.001 * sampleRateHz);
    expect(correlation).toBeGreaterThan(0.9);
    expect(correlation).toBeLessThan(0.99999);
  });

  it.each(['mp3', 'aac', 'opus'] as const)('%s keeps beginning and end of the sound', (codec) => {
    const { samples } = applyLossyCoding(music, { kind: 'codec', codec, bitrateKbps: 64 }, coder);
    for (const start of [0, samples.length - 2000]) {
      const [before, after] = [music.samples, samples].map((all) => all.subarray(start, start + 2000));
      expect(bestLag(before!, after!, 20).correlation).toBeGreaterThan(0.9);
    }
  });

  it('loses more at a lower bit rate', () => {
    for (const codec of ['mp3', 'aac', 'opus'] as const) {
      const [low, high] = [24, 96].map((bitrateKbps) => {
        const { samples } = applyLossyCoding(music, { kind: 'codec', codec, bitrateKbps }, coder);
        return bestLag(music.samples, samples, 40).correlation;
      });
      expect(low).toBeLessThan(high!);
    }
  });

  it('takes any length, and silence, and gives the same every time', () => {
    const rng = new Rng(1);
    for (const codec of ['mp3', 'aac', 'opus'] as const) {
      for (const length of [0, 1, 700, 30_001]) {
        const signal = {
          samples: Float32Array.from({ length }, () => 0.1 * rng.normal()),
          sampleRateHz: 22_050,
        };
        const coding = { kind: 'codec', codec, bitrateKbps: 32 } as const;
        const coded = applyLossyCoding(signal, coding, coder);
        expect(coded.samples.length).toBe(length);
        expect(coded.samples.every(Number.isFinite)).toBe(true);
        expect(applyLossyCoding(signal, coding, coder)).toEqual(coded);
        const silence = { ...signal, samples: new Float32Array(length) };
        const loudest = applyLossyCoding(silence, coding, coder).samples.reduce(
          (most, sample) => Math.max(most, Math.abs(sample)),
          0,
        );
        expect(loudest).toBeLessThan(1e-3);
      }
    }
  });

  it('without a coder says so', () => {
    expect(() => applyLossyCoding(music, CODINGS[0], undefined)).toThrow('no coder');
  });
});

/** The lag in samples, within ±reach, at which two signals of one length agree best. */
function bestLag(a: Float32Array, b: Float32Array, reach: number) {
  let best = { lag: 0, correlation: -Infinity };
  for (let lag = -reach; lag <= reach; lag++) {
    let [product, powerA, powerB] = [0, 0, 0];
    for (let i = Math.max(0, -lag); i < Math.min(a.length, b.length - lag); i++) {
      product += a[i]! * b[i + lag]!;
      powerA += a[i]! ** 2;
      powerB += b[i + lag]! ** 2;
    }
    const correlation = product / Math.sqrt(powerA * powerB);
    if (correlation > best.correlation) best = { lag, correlation };
  }
  return best;
}
