import { describe, expect, it } from 'vitest';
import { soundsLikeAnotherRendition, weighMissingSound } from './rendition-evidence.js';

/** Ratio 1 where 5 % are missing, a decade less for every 2 % more; bounded to −2 and 1.5. */
const weighting = (intercept: number) => ({ intercept, coefficients: [-0.5] });
const evidence = {
  calibration: {
    featureNames: ['missingSound'],
    means: [0.05],
    deviations: [0.01],
    ...weighting(0),
    bootstrap: [weighting(-0.2), weighting(0), weighting(0.2)],
    bounds: { lower: -2, upper: 1.5 },
    trials: { targets: 100, nonTargets: 100, recordings: 40 },
  },
  basis: 'chosen by hand',
  fittedTo: [],
};

describe('weighMissingSound', () => {
  it('falls as more is missing, within its interval and the bounds', () => {
    expect(weighMissingSound(0.05, evidence).logLikelihoodRatio).toBeCloseTo(0, 10);
    expect(weighMissingSound(0.07, evidence).logLikelihoodRatio).toBeCloseTo(-1, 10);
    const [low, high] = weighMissingSound(0.07, evidence).likelihoodRatioInterval95;
    expect([low, high].map((value) => Math.round(100 * value))).toEqual([-119, -81]);
    expect(weighMissingSound(0.5, evidence).logLikelihoodRatio).toBe(-2);
    expect(weighMissingSound(0, evidence).logLikelihoodRatio).toBe(1.5);
  });
});

describe('what it says in words', () => {
  it('supports a copy where nothing is missing, and another rendition where much is', () => {
    const copy = weighMissingSound(0, evidence);
    expect(copy.verbalScale).toMatchObject({ direction: 'same', strength: 'moderate' });
    const other = weighMissingSound(0.2, evidence);
    expect(other.verbalScale.direction).toBe('different');
    expect(other.verbalScale.phrase).toMatch(
      /support for the proposition that .* another rendition .*, relative to the alternative that .* altered copy/,
    );
    expect(other.propositions.different).toMatch(/another rendition/);
  });
});

describe('soundsLikeAnotherRendition', () => {
  it('goes by the ratio where there is one, and else by the share alone', () => {
    const byRatio = (share: number) => soundsLikeAnotherRendition(share, weighMissingSound(share, evidence));
    expect([0.06, 0.08].map(byRatio)).toEqual([false, true]);
    const byShare = (share: number) => soundsLikeAnotherRendition(share, undefined);
    expect([0.08, 0.12].map(byShare)).toEqual([false, true]);
  });
});
