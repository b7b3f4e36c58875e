import { describe, expect, it } from 'vitest';
import { decodeSignal, type AudioDecoder } from './index.js';

const RATE_HZ = 100;

/** A decoder of counted samples 0, 1, 2 …, that keeps account of being closed. */
function countingDecoder(chunkLengths: readonly number[]): { decoder: AudioDecoder; closed: () => number } {
  let closed = 0;
  async function* chunks(): AsyncGenerator<Float32Array> {
    let next = 0;
    for (const length of chunkLengths) {
      yield Float32Array.from({ length }, () => next++);
      await Promise.resolve();
    }
  }
  const decoder: AudioDecoder = {
    open: () =>
      Promise.resolve({
        format: { container: 'count', codec: 'count', sampleRateHz: RATE_HZ, channels: 1 },
        sampleRateHz: RATE_HZ,
        chunks: chunks(),
        warnings: ['counted'],
        close: () => {
          closed++;
          return Promise.resolve();
        },
      }),
  };
  return { decoder, closed: () => closed };
}

describe('decodeSignal', () => {
  it('puts the chunks together, whatever their number and size', async () => {
    const { decoder, closed } = countingDecoder([1, 300_000, 7, 400_000]);
    const signal = await decodeSignal(decoder, 'any');
    expect(signal.samples.length).toBe(700_008);
    expect(signal.samples.every((x, i) => x === i)).toBe(true);
    expect(signal).toMatchObject({ sampleRateHz: RATE_HZ, warnings: ['counted'] });
    expect(closed()).toBeGreaterThan(0);
  });

  it('cuts to the sample, also inside a chunk and over chunks', async () => {
    const cut = async (startSeconds: number, durationSeconds: number) => {
      const { decoder, closed } = countingDecoder([50, 50, 50]);
      const { samples } = await decodeSignal(decoder, 'any', { startSeconds, durationSeconds });
      expect(closed()).toBeGreaterThan(0);
      return [samples[0], samples.at(-1), samples.length];
    };
    expect(await cut(0, 0.1)).toEqual([0, 9, 10]);
    expect(await cut(0.2, 0.1)).toEqual([20, 29, 10]);
    expect(await cut(0.45, 0.6)).toEqual([45, 104, 60]);
    expect(await cut(1.2, 9)).toEqual([120, 149, 30]);
  });

  it('refuses a range that is none, and one after the end', async () => {
    const { decoder, closed } = countingDecoder([50]);
    for (const range of [{ startSeconds: -1 }, { startSeconds: NaN }, { durationSeconds: 0 }]) {
      await expect(decodeSignal(decoder, 'any', range)).rejects.toMatchObject({
        code: 'SETTING_OUT_OF_RANGE',
      });
    }
    expect(closed()).toBe(0);
    await expect(decodeSignal(decoder, 'any', { startSeconds: 0.5 })).rejects.toThrow(/lasts 0.5 s/);
    expect(closed()).toBe(1);
  });
});
