import { describe, expect, it } from 'vitest';
import { ConstantQPlane, constantQ, PAPER_CONSTANT_Q } from '../features/index.js';
import { Rng } from '../numeric/index.js';
import { sampleMusic } from './music.contract.js';
import { soundVariety } from './sound-variety.js';

const RATE = 22_050;
const varietyOf = (samples: Float32Array) =>
  soundVariety(ConstantQPlane.from(constantQ({ samples, sampleRateHz: RATE })), PAPER_CONSTANT_Q);
const sound = (sampleAt: (seconds: number) => number) =>
  Float32Array.from({ length: 10 * RATE }, (_, i) => sampleAt(i / RATE));

describe('sound variety', () => {
  it('is low for what hums or ticks', () => {
    const note = (t: number) => 0.3 * Math.sin(2 * Math.PI * 440 * t);
    const chord = (t: number) =>
      [1, 2, 3, 4].reduce((sum, h) => sum + Math.sin(2 * Math.PI * 220 * h * t) / h, 0);
    const tick = (t: number) => Math.exp(-200 * (t % 0.5)) * Math.sin(2 * Math.PI * 1000 * (t % 0.5));
    for (const sampleAt of [note, chord, tick, (t: number) => chord(t) * Math.exp(-3 * (t % 1))]) {
      expect(varietyOf(sound(sampleAt))).toBeLessThan(2.5);
    }
  });

  it('is high for noise', () => {
    const rng = new Rng(1);
    expect(varietyOf(sound(() => 0.1 * rng.normal()))).toBeGreaterThan(25);
  });

  it('lies between for music, and does not depend on its loudness', async () => {
    const music = await sampleMusic('original.ogg', 0, 20);
    const variety = varietyOf(music.samples);
    expect(variety).toBeGreaterThan(3);
    expect(variety).toBeLessThan(22);
    expect(varietyOf(music.samples.map((sample) => 0.25 * sample)) / variety).toBeCloseTo(1, 1);
  });

  it('is 1 for silence', () => {
    expect(varietyOf(new Float32Array(10 * RATE))).toBe(1);
  });
});
