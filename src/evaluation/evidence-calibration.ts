import { z } from 'zod';
import { DoppeltonError } from '../errors/index.js';
import { quantile } from './quantile.js';

const weightingSchema = z.strictObject({ coefficients: z.array(z.number()), intercept: z.number() });

/**
 * A calibration as it is stored: log10 LR = intercept + Σ coefficients · (feature − mean) / deviation, clipped to the
 * bounds. All JSON, no infinities.
 */
export const evidenceCalibrationSchema = z
  .strictObject({
    /** The features' names in their order; whoever applies the calibration must give the same. */
    featureNames: z.array(z.string().min(1)).min(1),
    means: z.array(z.number()),
    deviations: z.array(z.number().positive()),
    /** log10 units a deviation. */
    ...weightingSchema.shape,
    /** The same weights fitted to resamples of the recordings. */
    bootstrap: z.array(weightingSchema),
    /** In log10 units: no likelihood ratio is stated beyond these. */
    bounds: z.strictObject({ lower: z.number().max(0), upper: z.number().min(0) }),
    /** What the calibration was fitted on. */
    trials: z.strictObject({
      targets: z.int().positive(),
      nonTargets: z.int().positive(),
      recordings: z.int().positive(),
    }),
  })
  .refine(
    ({ featureNames, means, deviations, coefficients, bootstrap }) =>
      [means, deviations, coefficients, ...bootstrap.map((drawn) => drawn.coefficients)].every(
        (list) => list.length === featureNames.length,
      ),
    { message: 'means, deviations and coefficients need one number a feature' },
  );

export type EvidenceCalibration = z.infer<typeof evidenceCalibrationSchema>;

/** How strong the evidence is, in log10 units: 2 means 100 times more probable if target, −2 if non-target. */
export interface Evidence {
  readonly logLikelihoodRatio: number;
  /**
   * Percentile interval over resampled recordings, widened where it would leave the ratio itself outside; the bounds
   * where the calibration was never fitted to resamples.
   */
  readonly interval95: readonly [number, number];
}

/**
 * The likelihood ratio of one comparison. Ratio and interval lie within the calibration's bounds, so they are finite
 * whatever the features.
 *
 * @param features - In the order of `calibration.featureNames`; finite.
 * @throws DoppeltonError `TRIALS_INVALID` when features are missing, too many, or not finite.
 */
export function applyEvidenceCalibration(
  calibration: EvidenceCalibration,
  features: ArrayLike<number>,
): Evidence {
  const { featureNames, means, deviations, bounds } = calibration;
  if (features.length !== featureNames.length) {
    throw new DoppeltonError(
      'TRIALS_INVALID',
      `there are ${features.length} features, expected ${featureNames.length}: ${featureNames.join(', ')}`,
    );
  }
  const standardised = Array.from(features, (feature, i) => {
    if (Number.isFinite(feature)) return (feature - means[i]!) / deviations[i]!;
    throw new DoppeltonError('TRIALS_INVALID', `the feature ${featureNames[i]!} is ${feature}`);
  });
  const ratioBy = ({ coefficients, intercept }: z.infer<typeof weightingSchema>) => {
    const ratio = coefficients.reduce((sum, weight, i) => sum + weight * standardised[i]!, intercept);
    return Math.max(bounds.lower, Math.min(bounds.upper, ratio));
  };
  const logLikelihoodRatio = ratioBy(calibration);
  if (calibration.bootstrap.length === 0)
    return { logLikelihoodRatio, interval95: [bounds.lower, bounds.upper] };
  const drawn = Float64Array.from(calibration.bootstrap, ratioBy).sort();
  return {
    logLikelihoodRatio,
    interval95: [
      Math.min(logLikelihoodRatio, quantile(drawn, 0.025)),
      Math.max(logLikelihoodRatio, quantile(drawn, 0.975)),
    ],
  };
}
