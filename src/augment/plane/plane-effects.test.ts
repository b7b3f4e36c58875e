import { describe, expect, it } from 'vitest';
import { PAPER_CONSTANT_Q, constantQ, type ConstantQ } from '../../features/index.js';
import { Rng } from '../../numeric/index.js';
import { mixPlaneBackground } from './plane-background.js';
import { compressPlaneDynamics, saturatePlane } from './plane-dynamics.js';
import { equalizePlane, equalizerGains } from './plane-equalizer.js';
import { maskPlane } from './plane-mask.js';
import { addPlaneNoise } from './plane-noise.js';
import { planePower } from './plane-power.js';
import { reverberatePlane } from './plane-reverberation.js';

const planeOf = (bins: number, frames: number, value: (bin: number, frame: number) => number): ConstantQ => ({
  data: Float32Array.from({ length: bins * frames }, (_, i) => value(Math.floor(i / frames), i % frames)),
  bins,
  frames,
});
const at = (plane: ConstantQ, bin: number, frame: number) => plane.data[bin * plane.frames + frame]!;
const rowPower = (plane: ConstantQ, bin: number) =>
  planePower({
    data: plane.data.subarray(bin * plane.frames, (bin + 1) * plane.frames),
    bins: 1,
    frames: plane.frames,
  });
const decibels = (powerRatio: number) => 10 * Math.log10(powerRatio);

const steady = planeOf(84, 400, () => 1);
const silent = planeOf(84, 20, () => 0);

describe('addPlaneNoise', () => {
  const noise = { slopeDbPerOctave: 0, snrDb: 6, seed: 1 };

  it('adds power as the ratio says', () => {
    const noisy = addPlaneNoise(steady, noise);
    const added = planePower(noisy) / planePower(steady) - 1;
    expect(decibels(1 / added)).toBeCloseTo(6, 0);
  });

  it.each([0, -3, -6])('slopes by %d dB an octave', (slopeDbPerOctave) => {
    const noisy = addPlaneNoise(steady, { ...noise, slopeDbPerOctave, snrDb: -60 });
    const band = (first: number) =>
      [0, 1, 2, 3, 4, 5].reduce((sum, offset) => sum + rowPower(noisy, first + offset), 0);
    expect(Math.abs(decibels(band(72) / band(36)) / 3 - slopeDbPerOctave)).toBeLessThan(0.5);
  });

  it('looks like the transform of white noise: flat, and fluctuating as much in every octave', () => {
    const rng = new Rng(5);
    const samples = Float32Array.from({ length: 512 * 399 }, () => rng.normal());
    const real = constantQ({ samples, sampleRateHz: PAPER_CONSTANT_Q.sampleRateHz });
    const drawn = addPlaneNoise(
      planeOf(84, 400, () => 1e-3),
      { ...noise, snrDb: -60 },
    );
    const describeBand = (plane: ConstantQ, first: number) => {
      let power = 0;
      let change = 0;
      for (let bin = first; bin < first + 12; bin++) {
        power += rowPower(plane, bin);
        for (let t = 30; t < 369; t++) change += (at(plane, bin, t + 1) - at(plane, bin, t)) ** 2;
      }
      return { power, change: change / power };
    };
    for (const first of [12, 36, 72]) {
      const [expected, actual] = [describeBand(real, first), describeBand(drawn, first)];
      const level = expected.power / describeBand(real, 60).power;
      expect(Math.abs(decibels(level / (actual.power / describeBand(drawn, 60).power)))).toBeLessThan(1.5);
      expect(actual.change / expected.change).toBeGreaterThan(0.6);
      expect(actual.change / expected.change).toBeLessThan(1.6);
    }
  });

  it('repeats itself for a seed and differs for another', () => {
    expect(addPlaneNoise(steady, noise)).toEqual(addPlaneNoise(steady, noise));
    expect(addPlaneNoise(steady, noise)).not.toEqual(addPlaneNoise(steady, { ...noise, seed: 2 }));
  });

  it('leaves silence silent', () => {
    expect(addPlaneNoise(silent, noise)).toEqual(silent);
  });
});

describe('mixPlaneBackground', () => {
  const other = planeOf(84, 30, (bin, t) => bin + t);

  it('adds power as the ratio says, going round a short background', () => {
    const mixed = mixPlaneBackground(steady, other, { snrDb: 10, startFraction: 0.5 });
    expect(decibels(1 / (planePower(mixed) / planePower(steady) - 1))).toBeCloseTo(10, 3);
    expect(at(mixed, 3, 0)).toBe(at(mixed, 3, 30));
    expect(at(mixed, 3, 15)).toBeLessThan(at(mixed, 3, 14));
  });

  it('changes nothing when either is silent', () => {
    const options = { snrDb: 0, startFraction: 0 };
    expect(mixPlaneBackground(steady, silent, options)).toEqual(steady);
    expect(mixPlaneBackground(silent, other, options)).toEqual(silent);
  });

  it('refuses a background of another shape', () => {
    const outOfRange = expect.objectContaining({ code: 'SETTING_OUT_OF_RANGE' }) as Error;
    for (const wrong of [planeOf(83, 5, () => 1), planeOf(84, 0, () => 1)]) {
      expect(() => mixPlaneBackground(steady, wrong, { snrDb: 0, startFraction: 0 })).toThrow(outOfRange);
    }
  });
});

describe('equalizerGains', () => {
  const flat = { tiltDbPerOctave: 0, peaks: [] };
  const gainDb = (equalizer: Parameters<typeof equalizerGains>[0], bin: number) =>
    2 * decibels(equalizerGains(equalizer, 84)[bin]!);

  it('is one everywhere for a flat one', () => {
    expect(equalizerGains(flat, 84).every((gain) => gain === 1)).toBe(true);
  });

  it('loses 3 dB at a cutoff and 6 dB an octave and order beyond', () => {
    const lowPass = { ...flat, lowPass: { octaves: 3, order: 2 } };
    expect(gainDb(lowPass, 36)).toBeCloseTo(-3.01, 2);
    expect(gainDb(lowPass, 83) - gainDb(lowPass, 71)).toBeCloseTo(-12, 1);
    expect(gainDb(lowPass, 0)).toBeCloseTo(0, 2);
    const highPass = { ...flat, highPass: { octaves: 3, order: 2 } };
    expect(gainDb(highPass, 36)).toBeCloseTo(-3.01, 2);
    expect(gainDb(highPass, 0) - gainDb(highPass, 12)).toBeCloseTo(-12, 0);
  });

  it('tilts about the middle and peaks at the centre', () => {
    const tilted = { ...flat, tiltDbPerOctave: 2 };
    expect(gainDb(tilted, 60) - gainDb(tilted, 24)).toBeCloseTo(6, 4);
    expect(gainDb(tilted, 0)).toBeCloseTo(-gainDb(tilted, 83), 4);
    const peaked = { ...flat, peaks: [{ centreOctaves: 4, gainDb: -7, widthOctaves: 0.5 }] };
    expect(gainDb(peaked, 48)).toBeCloseTo(-7, 4);
    expect(gainDb(peaked, 0)).toBeCloseTo(0, 4);
  });

  it('is what equalizePlane multiplies every row by', () => {
    const equalizer = { ...flat, tiltDbPerOctave: 1.5 };
    const gains = equalizerGains(equalizer, 84);
    expect(equalizePlane(steady, equalizer)).toEqual(planeOf(84, 400, (bin) => gains[bin]!));
  });
});

describe('reverberatePlane', () => {
  const impulse = planeOf(84, 400, (_, t) => (t === 10 ? 1 : 0));
  const frameSeconds = 512 / 22_050;

  it('lets an impulse fall by 60 dB in the decay time, sooner in high bins', () => {
    const ringing = reverberatePlane(impulse, { decaySeconds: 2, highDecayRatio: 0.25, wet: 0.5 });
    const lossDb = (bin: number) => 2 * decibels(at(ringing, bin, 20) / at(ringing, bin, 40));
    expect(lossDb(0)).toBeCloseTo((60 * 20 * frameSeconds) / 2, 2);
    expect(lossDb(83)).toBeCloseTo((60 * 20 * frameSeconds) / 0.5, 2);
    expect(at(ringing, 0, 9)).toBe(0);
  });

  it('keeps the level of a steady sound, and everything when dry', () => {
    const ringing = reverberatePlane(steady, { decaySeconds: 0.5, highDecayRatio: 1, wet: 0.7 });
    expect(at(ringing, 40, 399)).toBeCloseTo(1, 4);
    expect(reverberatePlane(impulse, { decaySeconds: 2, highDecayRatio: 1, wet: 0 })).toEqual(impulse);
  });
});

describe('compressPlaneDynamics and saturatePlane', () => {
  const swelling = planeOf(4, 50, (bin, t) => (bin + 1) * 2 ** (t / 10));

  it('halve the level differences in dB at exponent 0.5 and keep the loudest frame and the balance of bins', () => {
    const even = compressPlaneDynamics(swelling, 0.5);
    expect(at(even, 2, 49)).toBeCloseTo(at(swelling, 2, 49), 3);
    expect(at(even, 2, 40) / at(even, 2, 0)).toBeCloseTo(4, 4);
    expect(at(even, 3, 7) / at(even, 0, 7)).toBeCloseTo(4, 4);
    expect(compressPlaneDynamics(swelling, 1)).toEqual(swelling);
    expect(compressPlaneDynamics(silent, 0.5)).toEqual(silent);
  });

  it('limit strong cells to the knee and leave weak ones', () => {
    const loud = planeOf(1, 2, (_, t) => (t === 0 ? 1000 : 1));
    const limited = saturatePlane(loud, 0.1);
    expect(limited.data[0]).toBeCloseTo(100 / Math.sqrt(1.01), 2);
    expect(limited.data[1]).toBeCloseTo(1, 3);
    expect(saturatePlane(silent, 0.1)).toEqual(silent);
  });
});

describe('maskPlane', () => {
  it('silences the spans and nothing else', () => {
    const masked = maskPlane(
      planeOf(10, 20, () => 1),
      [{ startFraction: 0.2, widthFraction: 0.1 }],
      [{ startFraction: 0.5, widthFraction: 0.5 }],
    );
    expect(masked).toEqual(planeOf(10, 20, (bin, t) => (bin === 2 || t >= 10 ? 0 : 1)));
  });
});
