import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import {
  cqtNetLayers,
  finalChannels,
  forwardFlops,
  initialParameters,
  isRunningStatistic,
  minimumFrames,
  parameterShapes,
} from './cqt-net.js';
import { networkSpecSchema, PAPER_NETWORK, type NetworkSpec } from './network-spec.js';
import { oracle, ORACLE_SPEC } from './oracle.contract.js';

describe('cqtNetLayers', () => {
  it('has the parameters of the paper in their order and shapes', () => {
    const learned = parameterShapes(ORACLE_SPEC).filter(({ name }) => !isRunningStatistic(name));
    expect(learned.map(({ name, dims }) => ({ name, shape: dims }))).toEqual(oracle.parameters);
  });

  it('keeps channels at multiples of 16, at least 16, at any width', () => {
    for (const width of [0.01, 0.3, 0.5, 0.77, 1, 2]) {
      for (const layer of cqtNetLayers({ ...PAPER_NETWORK, width })) {
        if (layer.kind !== 'convolution') continue;
        expect(layer.outChannels % 16).toBe(0);
        expect(layer.outChannels).toBeGreaterThanOrEqual(16);
      }
    }
    expect(finalChannels({ ...PAPER_NETWORK, width: 0.5 })).toBe(256);
  });

  it('keeps as many of the four pools as the spec says, and one more after the first convolution', () => {
    const pools = (spec: NetworkSpec) => cqtNetLayers(spec).filter(({ kind }) => kind === 'time-pool').length;
    expect([0, 1, 2, 3, 4].map((timePools) => pools({ ...PAPER_NETWORK, timePools }))).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect(pools({ ...PAPER_NETWORK, extraTimePool: true })).toBe(5);
  });

  it('has a classifier only where the spec has classes', () => {
    const names = (spec: NetworkSpec) => parameterShapes(spec).map(({ name }) => name);
    expect(names(PAPER_NETWORK)).not.toContain('fc1.weight');
    expect(names(ORACLE_SPEC)).toContain('fc1.weight');
  });
});

describe('minimumFrames', () => {
  it('is the sum of what the convolutions take when there are no pools', () => {
    expect(minimumFrames({ ...PAPER_NETWORK, timePools: 0 })).toBe(1 + 5 * 2 + 5 * 4);
  });

  it('is where forwardFlops begins to give a number', () => {
    for (const timePools of [0, 1, 2, 3, 4]) {
      for (const extraTimePool of [false, true]) {
        const spec = { ...PAPER_NETWORK, timePools, extraTimePool };
        const minimum = minimumFrames(spec);
        expect(forwardFlops(spec, minimum)).toBeGreaterThan(0);
        expect(() => forwardFlops(spec, minimum - 1)).toThrow(`at least ${minimum}`);
      }
    }
  });
});

describe('forwardFlops', () => {
  it('gives 17.3 GFLOP for 8 s and 49.8 GFLOP for 20 s at full width', () => {
    expect(forwardFlops(PAPER_NETWORK, 345) / 1e9).toBeCloseTo(17.3, 1);
    expect(forwardFlops(PAPER_NETWORK, 862) / 1e9).toBeCloseTo(49.8, 1);
  });
});

describe('initialParameters', () => {
  it('draws convolutions within the limits of He initialisation, with its variance', () => {
    const { data } = initialParameters(PAPER_NETWORK, new Rng(1)).get('conv2.weight')!;
    const fanIn = 64 * 13 * 3;
    const largest = data.reduce((worst, value) => Math.max(worst, Math.abs(value)), 0);
    expect(largest).toBeLessThanOrEqual(Math.sqrt(6 / fanIn));
    const variance = data.reduce((sum, value) => sum + value * value, 0) / data.length;
    expect(variance * fanIn).toBeCloseTo(2, 1);
  });

  it('repeats itself for the same seed, and starts normalisation as the identity', () => {
    const spec = { ...PAPER_NETWORK, width: 0.05, featureSize: 16 };
    const parameters = initialParameters(spec, new Rng(7));
    expect(initialParameters(spec, new Rng(7))).toEqual(parameters);
    expect(new Set(parameters.get('norm0.weight')!.data)).toEqual(new Set([1]));
    expect(new Set(parameters.get('norm0.variance')!.data)).toEqual(new Set([1]));
    expect(new Set(parameters.get('norm0.mean')!.data)).toEqual(new Set([0]));
  });
});

describe('networkSpecSchema', () => {
  it('accepts the paper and refuses unknown keys and numbers out of range', () => {
    expect(networkSpecSchema.parse(PAPER_NETWORK)).toEqual(PAPER_NETWORK);
    for (const change of [{ width: 0 }, { timePools: 5 }, { inputBins: 96 }, { classes: 1 }, { depth: 3 }]) {
      expect(networkSpecSchema.safeParse({ ...PAPER_NETWORK, ...change }).success).toBe(false);
    }
  });
});
