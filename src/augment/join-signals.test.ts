import { describe, expect, it } from 'vitest';
import { joinSignals } from './join-signals.js';

const constant = (value: number, length: number) => ({
  sampleRateHz: 10,
  samples: new Float32Array(length).fill(value),
});

describe('sounds one after the other', () => {
  it('follow without a gap when they are concatenated', () => {
    const joined = joinSignals([constant(1, 3), constant(2, 2)], [{ kind: 'concatenated', seconds: 0 }]);
    expect([...joined.samples]).toEqual([1, 1, 1, 2, 2]);
  });

  it('both sound in full where they overlap', () => {
    const joined = joinSignals([constant(1, 4), constant(2, 4)], [{ kind: 'overlapped', seconds: 0.2 }]);
    expect([...joined.samples]).toEqual([1, 1, 3, 3, 2, 2]);
  });

  it('give way to one another linearly when they are faded', () => {
    const joined = joinSignals([constant(1, 6), constant(1, 6)], [{ kind: 'faded', seconds: 0.4 }]);
    expect(joined.samples).toHaveLength(8);
    for (const sample of joined.samples) expect(sample).toBeCloseTo(1, 6);
  });

  it('are refused when a join is longer than a sound, or one is missing', () => {
    expect(() => joinSignals([constant(1, 3), constant(1, 9)], [{ kind: 'faded', seconds: 0.5 }])).toThrow();
    expect(() => joinSignals([constant(1, 3), constant(1, 9)], [])).toThrow();
  });
});
