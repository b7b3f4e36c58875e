import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { meanSquare } from './level.js';
import { applyRoom } from './room.js';

const RATE_HZ = 22_050;

/** Energy of an impulse's reverberation from each tenth of a second to the end, in decibels (Schroeder's integral). */
function decayCurveDb(samples: Float32Array): number[] {
  const step = RATE_HZ / 10;
  const energies: number[] = [];
  for (let start = step; start < samples.length; start += step) {
    const rest = samples.subarray(start);
    energies.push(10 * Math.log10(meanSquare(rest) * rest.length));
  }
  return energies;
}

describe('a room', () => {
  it.each([0.5, 1, 3])('with %f s of decay falls by 60 dB in that time', (decaySeconds) => {
    const samples = new Float32Array(Math.ceil(1.6 * decaySeconds * RATE_HZ));
    samples[0] = 1;
    const room = { kind: 'room', decaySeconds, wetDb: 0, dampingPercent: 0 } as const;
    const curve = decayCurveDb(applyRoom({ samples, sampleRateHz: RATE_HZ }, room).samples);
    // From 0.1 s to half of the time and a little more: the end of the integral is cut off.
    const steps = Math.round(5 * decaySeconds);
    const perSecond = (10 * (curve[0]! - curve[steps]!)) / steps;
    expect(60 / perSecond / decaySeconds).toBeGreaterThan(0.9);
    expect(60 / perSecond / decaySeconds).toBeLessThan(1.1);
  });

  it.each([-12, 0, 6])('is as strong as asked for: %f dB', (wetDb) => {
    const rng = new Rng(3);
    const samples = Float32Array.from({ length: 2 * RATE_HZ }, () => 0.1 * rng.normal());
    const room = { kind: 'room', decaySeconds: 1, wetDb, dampingPercent: 50 } as const;
    const heard = applyRoom({ samples, sampleRateHz: RATE_HZ }, room).samples;
    const wet = heard.map((sample, i) => sample - samples[i]!);
    expect(10 * Math.log10(meanSquare(wet) / meanSquare(samples))).toBeCloseTo(wetDb, 1);
  });

  it('that damps more keeps fewer of the high frequencies', () => {
    const rng = new Rng(3);
    const samples = Float32Array.from({ length: RATE_HZ }, (_, i) => (i < 500 ? rng.normal() : 0));
    const roughness = [0, 100].map((dampingPercent) => {
      const room = { kind: 'room', decaySeconds: 1, wetDb: 0, dampingPercent } as const;
      const tail = applyRoom({ samples, sampleRateHz: RATE_HZ }, room).samples.subarray(RATE_HZ / 2);
      const slopes = tail.map((sample, i) => sample - (tail[i - 1] ?? 0));
      return meanSquare(slopes) / meanSquare(tail);
    });
    expect(roughness[1]!).toBeLessThan(0.3 * roughness[0]!);
  });
});
