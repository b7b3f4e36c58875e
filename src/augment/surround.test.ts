import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { meanSquare } from './level.js';
import { surroundSeconds, surroundSignal } from './surround.js';

const RATE_HZ = 22_050;
const rng = new Rng(5);
const sound = (seconds: number, level: number) => ({
  samples: Float32Array.from({ length: Math.round(seconds * RATE_HZ) }, () => level * rng.normal()),
  sampleRateHz: RATE_HZ,
});
const surround = { recordingId: 'other', startSeconds: 0, beforeSeconds: 2, afterSeconds: 1 };

describe('a signal inside foreign sound', () => {
  const signal = sound(3, 0.05);
  const foreign = sound(surroundSeconds(surround), 0.4);
  const { samples } = surroundSignal(signal, foreign, surround);
  const begin = 2 * RATE_HZ;
  const end = begin + signal.samples.length;

  it('stands unaltered between the two parts, at their loudness', () => {
    expect(samples).toHaveLength(6 * RATE_HZ);
    expect(samples.subarray(begin + 221, end - 221)).toEqual(signal.samples.subarray(221, -221));
    const level = Math.sqrt(meanSquare(signal.samples));
    for (const part of [samples.subarray(0, begin), samples.subarray(end)]) {
      expect(Math.sqrt(meanSquare(part)) / level).toBeGreaterThan(0.97);
      expect(Math.sqrt(meanSquare(part)) / level).toBeLessThan(1.03);
    }
  });

  it('passes over within 10 ms on either side, without a step in level', () => {
    const level = meanSquare(signal.samples);
    for (const start of [begin, end - 221]) {
      const fade = meanSquare(samples.subarray(start, start + 221)) / level;
      expect(fade).toBeGreaterThan(0.6);
      expect(fade).toBeLessThan(1.5);
    }
  });

  it('of silence stays silent inside, and too little foreign sound is refused', () => {
    const silence = { samples: new Float32Array(RATE_HZ), sampleRateHz: RATE_HZ };
    const inside = surroundSignal(silence, foreign, surround).samples.subarray(
      begin + 221,
      begin + RATE_HZ - 221,
    );
    expect(inside.every((sample) => sample === 0)).toBe(true);
    expect(() => surroundSignal(signal, sound(3, 0.1), surround)).toThrow('do not surround');
  });

  it('may have none on one side', () => {
    const only = surroundSignal(signal, foreign, { ...surround, beforeSeconds: 0, afterSeconds: 0 });
    expect(only.samples).toEqual(signal.samples);
  });
});
