import { describe, expect, it } from 'vitest';
import { PAPER_CONSTANT_Q, binFrequencyHz, constantQ, type ConstantQ } from '../../features/index.js';
import { Rng } from '../../numeric/index.js';
import { warpPlane } from './plane-warp.js';

const rng = new Rng(1);
const random: ConstantQ = {
  data: Float32Array.from({ length: 84 * 60 }, () => rng.uniform()),
  bins: 84,
  frames: 60,
};
const still = { startFrame: 0, frames: 60, tempoRatio: 1, shiftSemitones: 0 };
const at = (plane: ConstantQ, bin: number, frame: number) => plane.data[bin * plane.frames + frame]!;

describe('warpPlane', () => {
  it('changes nothing at tempo 1 and shift 0, and does not write to its input', () => {
    const before = random.data.slice();
    expect(warpPlane(random, still)).toEqual(random);
    warpPlane(random, { ...still, tempoRatio: 1.3, shiftSemitones: 0.4 });
    expect(random.data).toEqual(before);
  });

  it('reads frame t at startFrame + t · tempoRatio, in between by interpolation', () => {
    const ramp = { data: Float32Array.from({ length: 100 }, (_, t) => t), bins: 1, frames: 100 };
    const warped = warpPlane(ramp, { startFrame: 7.5, frames: 40, tempoRatio: 1.08, shiftSemitones: 0 });
    for (let t = 0; t < 40; t++) expect(at(warped, 0, t)).toBeCloseTo(7.5 + 1.08 * t, 4);
  });

  it('moves bin k to bin k + semitones, with silence from outside', () => {
    const up = warpPlane(random, { ...still, shiftSemitones: 3 });
    const down = warpPlane(random, { ...still, shiftSemitones: -3 });
    for (const t of [0, 31, 59]) {
      expect(at(up, 2, t)).toBe(0);
      expect(at(up, 3, t)).toBe(at(random, 0, t));
      expect(at(down, 80, t)).toBe(at(random, 83, t));
      expect(at(down, 81, t)).toBe(0);
    }
  });

  it('shares a tone between two bins for a fraction of a semitone', () => {
    const tone = { data: new Float32Array(84), bins: 84, frames: 1 };
    tone.data[40] = 1;
    const warped = warpPlane(tone, { ...still, frames: 1, shiftSemitones: 1.25 });
    expect([...warped.data.entries()].filter(([, magnitude]) => magnitude > 0)).toEqual([
      [41, 0.75],
      [42, 0.25],
    ]);
    const finer = warpPlane(tone, { ...still, frames: 1, shiftSemitones: 1 }, 36);
    expect(finer.data[43]).toBe(1);
  });

  it('is silent before the beginning and after the end', () => {
    const warped = warpPlane(random, { ...still, startFrame: -10, frames: 100 });
    for (let t = 0; t < 100; t++) {
      expect(at(warped, 5, t)).toBe(t < 10 || t >= 70 ? 0 : at(random, 5, t - 10));
    }
  });

  it('comes near the transform of sound that was really played faster and higher', () => {
    const speed = 2 ** (3 / 12);
    const glide = (playback: number) => {
      const value = (seconds: number) => Math.sin(2 * Math.PI * (300 * seconds + 60 * seconds * seconds));
      const samples = Float32Array.from({ length: 66_150 }, (_, n) => value((n * playback) / 22_050));
      return constantQ({ samples, sampleRateHz: PAPER_CONSTANT_Q.sampleRateHz });
    };
    const faster = glide(speed);
    const warped = warpPlane(glide(1), { startFrame: 0, frames: 100, tempoRatio: speed, shiftSemitones: 3 });
    const strongest = (plane: ConstantQ, t: number) => {
      const column = Array.from({ length: 84 }, (_, bin) => at(plane, bin, t));
      return column.indexOf(Math.max(...column));
    };
    expect(binFrequencyHz(PAPER_CONSTANT_Q, strongest(faster, 50))).toBeGreaterThan(300 * speed);
    for (const t of [20, 40, 60, 80]) {
      expect(Math.abs(strongest(warped, t) - strongest(faster, t))).toBeLessThanOrEqual(1);
    }
  });
});
