import { describe, expect, it } from 'vitest';
import { afterEpoch, initialScheduleState, learningRate, type Schedule } from './schedule.js';

const PAPER: Schedule = { kind: 'plateau', rate: 0.001, factor: 0.3, patience: 3, threshold: 1e-4 };

function ratesOver(losses: readonly number[]): number[] {
  let state = initialScheduleState(PAPER);
  return losses.map((loss) => {
    state = afterEpoch(PAPER, state, loss);
    return learningRate(PAPER, state, 0);
  });
}

describe('plateau schedule', () => {
  it('keeps the rate while the loss falls', () => {
    expect(ratesOver([5, 4, 3, 2, 1])).toEqual([0.001, 0.001, 0.001, 0.001, 0.001]);
  });

  it('multiplies the rate by 0.3 in the fourth epoch in a row without improvement', () => {
    const rates = ratesOver([5, 5, 5, 5, 5, 5]);
    expect(rates.slice(0, 4)).toEqual([0.001, 0.001, 0.001, 0.001]);
    expect(rates[4]).toBeCloseTo(0.0003, 12);
    expect(rates[5]).toBeCloseTo(0.0003, 12);
  });

  it('does not take a change below the threshold for improvement', () => {
    const rates = ratesOver([5, 4.9999, 4.9998, 4.9997, 4.9996]);
    expect(rates[4]).toBeCloseTo(0.0003, 12);
  });
});

describe('cosine schedule', () => {
  const schedule: Schedule = { kind: 'cosine', rate: 0.01, warmupShare: 0.1 };
  const at = (progress: number) => learningRate(schedule, initialScheduleState(schedule), progress);

  it('rises from zero to the highest rate and falls to zero', () => {
    expect(at(0)).toBe(0);
    expect(at(0.05)).toBeCloseTo(0.005, 12);
    expect(at(0.1)).toBeCloseTo(0.01, 12);
    expect(at(0.55)).toBeCloseTo(0.005, 12);
    expect(at(0.999)).toBeLessThan(1e-5);
  });
});
