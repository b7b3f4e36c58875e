import { z } from 'zod';
import { validationCurveSchema } from './validation-curve.js';

const rangeSchema = z.strictObject({ min: z.number().positive(), max: z.number().positive() });

/** Under which conditions a calibration was tried, and how it did there; stands beside every likelihood ratio. */
export const validationRecordSchema = z.strictObject({
  /** Name of the protocol, or of the user's list of pairs. */
  protocol: z.string().min(1),
  /** Length of the fragments compared; of a list of pairs the median of {@link pairLengths}' shorter recordings. */
  durationSeconds: z.number().positive(),
  /** Of a list of pairs, which are compared whole: in seconds, the shorter recording of each, and the longer. */
  pairLengths: z.strictObject({ shorter: rangeSchema, longer: rangeSchema }).exactOptional(),
  /** In [0, 1]. */
  eer: z.number().min(0).max(1),
  /** In bits, of the calibrated ratios. */
  cllr: z.number().min(0),
  /** In bits, after the best monotone map. */
  cllrMin: z.number().min(0).max(1),
  targets: z.int().positive(),
  nonTargets: z.int().positive(),
});

export type ValidationRecord = z.infer<typeof validationRecordSchema>;

/** As it stands beside a calibration: with the curve of the same trials, where that was recorded too. */
export const recordedValidationSchema = validationRecordSchema.extend({
  curve: validationCurveSchema.optional(),
});

export type RecordedValidation = z.infer<typeof recordedValidationSchema>;
