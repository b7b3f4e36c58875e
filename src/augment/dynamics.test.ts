import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import {
  applyClipping,
  applyCompression,
  applyEcho,
  applyGain,
  drawClipping,
  drawCompression,
  drawEcho,
  drawGain,
  type Compression,
} from './index.js';

const SAMPLE_RATE_HZ = 22_050;
const ramp = {
  samples: Float32Array.from({ length: 1000 }, (_, i) => i / 1000 - 0.5),
  sampleRateHz: SAMPLE_RATE_HZ,
};

function steady(level: number) {
  return { samples: new Float32Array(SAMPLE_RATE_HZ).fill(level), sampleRateHz: SAMPLE_RATE_HZ };
}

const COMPRESSION: Compression = {
  kind: 'compression',
  thresholdDb: -20,
  ratio: 4,
  attackSeconds: 0.005,
  releaseSeconds: 0.05,
  makeUpDb: 0,
};

describe('gain', () => {
  it('multiplies, without clipping', () => {
    const { samples } = applyGain(ramp, { kind: 'gain', gainDb: 20 });
    expect(samples[0]).toBeCloseTo(-5, 5);
    expect(ramp.samples[0]).toBe(-0.5);
  });
});

describe('clipping', () => {
  it('cuts off what lies above the depth below the peak and nothing else', () => {
    const { samples } = applyClipping(ramp, { kind: 'clipping', depthDb: 20 * Math.log10(2) });
    expect(samples[0]).toBeCloseTo(-0.25, 6);
    expect(samples[999]).toBeCloseTo(0.25, 6);
    expect(samples.subarray(300, 700)).toEqual(ramp.samples.subarray(300, 700));
  });

  it('at depth 0 changes nothing', () => {
    expect(applyClipping(ramp, { kind: 'clipping', depthDb: 0 })).toEqual(ramp);
  });
});

describe('compression', () => {
  it('a steady level above the threshold comes down by the ratio, one below stays', () => {
    const loud = applyCompression(steady(1), COMPRESSION).samples.at(-1)!;
    expect(20 * Math.log10(loud)).toBeCloseTo(-15, 2);
    expect(applyCompression(steady(0.05), COMPRESSION).samples.at(-1)).toBeCloseTo(0.05, 6);
  });

  it('sets in with the attack time and ends with the release time', () => {
    const samples = new Float32Array(4000).fill(1).fill(0.01, 2000);
    const { samples: out } = applyCompression({ samples, sampleRateHz: SAMPLE_RATE_HZ }, COMPRESSION);
    const reductionDb = (i: number) => 20 * Math.log10(samples[i]! / out[i]!);
    expect(reductionDb(Math.round(0.005 * SAMPLE_RATE_HZ) - 1)).toBeCloseTo(15 * (1 - Math.exp(-1)), 1);
    expect(reductionDb(1999 + Math.round(0.05 * SAMPLE_RATE_HZ))).toBeCloseTo(15 * Math.exp(-1), 1);
  });

  it('refuses a ratio below 1', () => {
    expect(() => applyCompression(ramp, { ...COMPRESSION, ratio: 0.5 })).toThrow(/Compression ratio/);
  });
});

describe('echo', () => {
  it('repeats a click at every delay, weaker by the decay, up to the end', () => {
    const samples = new Float32Array(500);
    samples[10] = 1;
    const out = applyEcho(
      { samples, sampleRateHz: 1000 },
      { kind: 'echo', delaySeconds: 0.2, decay: 0.5 },
    ).samples;
    const expected = samples.slice();
    expected[210] = 0.5;
    expected[410] = 0.25;
    expect(out).toEqual(expected);
    expect(samples[210]).toBe(0);
  });
});

describe('drawing', () => {
  it('follows the ranges and the seed', () => {
    const range = { min: 1, max: 2 };
    const compression = {
      thresholdDb: { min: -30, max: -30 },
      ratio: range,
      attackSeconds: { min: 0.1, max: 0.1 },
      releaseSeconds: { min: 0.2, max: 0.2 },
      makeUpDb: range,
    };
    const draw = (rng: Rng) => [
      drawGain(range, rng).gainDb,
      drawClipping(range, rng).depthDb,
      drawEcho({ delaySeconds: range, decay: { min: 0, max: 0 } }, rng).delaySeconds,
      drawCompression(compression, rng).ratio,
    ];
    const drawn = draw(new Rng(6));
    expect(draw(new Rng(6))).toEqual(drawn);
    for (const value of drawn) expect(Math.floor(value)).toBe(1);
    expect(new Set(drawn).size).toBe(4);
    expect(drawCompression(compression, new Rng(1))).toMatchObject({ thresholdDb: -30, releaseSeconds: 0.2 });
  });
});
