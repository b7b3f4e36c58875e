import { z } from 'zod';
import { DoppeltonError } from '../errors/index.js';
import type { Rng } from '../numeric/index.js';

/** A closed interval that a setting is drawn from, both ends included. */
export interface SettingRange {
  readonly min: number;
  readonly max: number;
}

/**
 * Schema of a range whose ends lie in [lowest, highest].
 *
 * @param lowest - The smallest value that the effect supports.
 * @param highest - The largest value that the effect supports.
 */
export function settingRangeSchema(lowest: number, highest: number): z.ZodType<SettingRange> {
  const end = z.number().min(lowest).max(highest);
  return z
    .strictObject({ min: end, max: end })
    .refine((range) => range.min <= range.max, { error: 'min must not exceed max' })
    .readonly();
}

/** A uniform draw from a range. A range of one point gives that point. */
export function drawUniform(range: SettingRange, rng: Rng): number {
  return rng.uniform(range.min, range.max);
}

/** A draw from a range of numbers > 0, uniform in the logarithm: every factor is as likely as its inverse. */
export function drawLogUniform({ min, max }: SettingRange, rng: Rng): number {
  return Math.exp(drawUniform({ min: Math.log(min), max: Math.log(max) }, rng));
}

/** @throws DoppeltonError `SETTING_OUT_OF_RANGE` unless `value` is a number within the range. */
export function requireSetting(name: string, value: number, range: SettingRange): void {
  if (value >= range.min && value <= range.max) return;
  throw new DoppeltonError(
    'SETTING_OUT_OF_RANGE',
    `${name} is ${value}; it must lie between ${range.min} and ${range.max}.`,
  );
}
