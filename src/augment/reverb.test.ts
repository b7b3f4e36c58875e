import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { applyReverb, drawReverb, type Reverb } from './index.js';

const SAMPLE_RATE_HZ = 22_050;
const ROOM: Reverb = { kind: 'reverb', roomSizePercent: 20, dampingPercent: 10, reverberancePercent: 20 };

/** What follows the direct sound of a click. */
function response(reverb: Reverb, sampleRateHz = SAMPLE_RATE_HZ, seconds = 4): Float32Array {
  const click = new Float32Array(seconds * sampleRateHz);
  click[0] = 1;
  const { samples } = applyReverb({ samples: click, sampleRateHz }, reverb);
  return samples.map((sample, i) => sample - click[i]!);
}

function energy(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0);
}

/** Seconds until the energy still to come is 60 dB below all of it (Schroeder's backward integration). */
function reverberationSeconds(samples: Float32Array, sampleRateHz = SAMPLE_RATE_HZ): number {
  const floor = energy(samples) * 1e-6;
  let left = 0;
  let at = samples.length;
  while (at > 0 && left < floor) left += samples[--at]! ** 2;
  return at / sampleRateHz;
}

/** Share of the energy in the difference of neighbours: higher means brighter. */
function brightness(samples: Float32Array): number {
  return energy(samples.map((sample, i) => sample - (samples[i - 1] ?? 0))) / energy(samples);
}

describe('reverb', () => {
  it('an impulse response decays, quarter second by quarter second', () => {
    const tail = response({ ...ROOM, roomSizePercent: 100, reverberancePercent: 60 });
    const quarter = SAMPLE_RATE_HZ / 4;
    const energies = Array.from({ length: 8 }, (_, i) => energy(tail.slice(i * quarter, (i + 1) * quarter)));
    for (let i = 2; i < energies.length; i++) expect(energies[i]).toBeLessThan(0.8 * energies[i - 1]!);
  });

  it('the time to decay by 60 dB grows with room size and with reverberance', () => {
    const seconds = (changed: Partial<Reverb>) => reverberationSeconds(response({ ...ROOM, ...changed }));
    const bySize = [0, 20, 50, 100].map((roomSizePercent) => seconds({ roomSizePercent }));
    const byReverberance = [0, 20, 50, 80].map((reverberancePercent) => seconds({ reverberancePercent }));
    for (const times of [bySize, byReverberance]) {
      for (let i = 1; i < times.length; i++) expect(times[i]).toBeGreaterThan(1.2 * times[i - 1]!);
    }
  });

  it('damping darkens the tail', () => {
    const tailBrightness = (dampingPercent: number) => {
      const room = { ...ROOM, roomSizePercent: 60, reverberancePercent: 60, dampingPercent };
      return brightness(response(room).slice(SAMPLE_RATE_HZ / 4, SAMPLE_RATE_HZ));
    };
    expect(tailBrightness(50)).toBeLessThan(0.9 * tailBrightness(0));
    expect(tailBrightness(100)).toBeLessThan(0.9 * tailBrightness(50));
  });

  it('lasts as long at one sample rate as at another', () => {
    const room = { ...ROOM, roomSizePercent: 80, reverberancePercent: 50, dampingPercent: 0 };
    const at44 = reverberationSeconds(response(room, 44_100), 44_100);
    expect(reverberationSeconds(response(room)) / at44).toBeCloseTo(1, 0);
  });

  it('never grows without bound, even at the ends of its ranges', () => {
    const rng = new Rng(2);
    const noise = Float32Array.from({ length: 10 * SAMPLE_RATE_HZ }, () => rng.uniform(-1, 1));
    const longest = { ...ROOM, roomSizePercent: 100, reverberancePercent: 100, dampingPercent: 0 };
    const { samples } = applyReverb({ samples: noise, sampleRateHz: SAMPLE_RATE_HZ }, longest);
    expect(energy(samples) / energy(noise)).toBeLessThan(20);
  });

  it('leaves its input alone and keeps the direct sound and the length', () => {
    const samples = Float32Array.from({ length: 5000 }, (_, i) => Math.sin(i / 9));
    const before = samples.slice();
    const altered = applyReverb({ samples, sampleRateHz: SAMPLE_RATE_HZ }, ROOM).samples;
    expect(samples).toEqual(before);
    expect(altered.length).toBe(samples.length);
    expect(altered.subarray(0, 40)).toEqual(samples.subarray(0, 40));
    expect(altered).not.toEqual(samples);
  });

  it('draws each setting from its own range, by the seed', () => {
    const ranges = {
      roomSizePercent: { min: 0, max: 1 },
      dampingPercent: { min: 2, max: 3 },
      reverberancePercent: { min: 4, max: 5 },
    };
    const drawn = drawReverb(ranges, new Rng(1));
    expect(drawn).toEqual(drawReverb(ranges, new Rng(1)));
    expect([drawn.roomSizePercent, drawn.dampingPercent, drawn.reverberancePercent].map(Math.floor)).toEqual([
      0, 2, 4,
    ]);
  });

  it('refuses settings outside 0 to 100 %', () => {
    for (const name of ['roomSizePercent', 'dampingPercent', 'reverberancePercent'] as const) {
      expect(() => response({ ...ROOM, [name]: 101 })).toThrow(/between 0 and 100/);
    }
  });
});
