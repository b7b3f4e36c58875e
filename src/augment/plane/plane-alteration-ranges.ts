import { z } from 'zod';
import { settingRangeSchema } from '../setting-range.js';

const probability = z.number().min(0).max(1);
const ratio = settingRangeSchema(0.1, 10);
const fraction = settingRangeSchema(0, 1);
const snrDb = settingRangeSchema(-60, 120);
const octaves = settingRangeSchema(-12, 24);
const gainDb = settingRangeSchema(-60, 60);
const cutoff = z.strictObject({ probability, octaves, order: settingRangeSchema(0.1, 16) });
const mask = z.strictObject({ probability, maxCount: z.int().min(1).max(16), widthFraction: fraction });

/**
 * Checks ranges that were read from a recipe. Every part but the jitter may be absent and then never happens; a part
 * that is there happens with its `probability`. Settings are documented at the alterations themselves.
 */
export const planeAlterationRangesSchema = z.strictObject({
  /** The stretch read begins up to so many frames earlier or later than asked. */
  startJitterFrames: z.number().min(0).max(1e6),
  /** Tempo without pitch; drawn evenly on a logarithmic scale. */
  tempo: z.strictObject({ probability, tempoRatio: ratio }).readonly().optional(),
  /** Pitch without tempo. */
  pitch: z
    .strictObject({ probability, shiftSemitones: settingRangeSchema(-48, 48) })
    .readonly()
    .optional(),
  /** Both at once, as on a turntable; on top of the two above. Drawn evenly on a logarithmic scale. */
  speed: z.strictObject({ probability, speedRatio: ratio }).readonly().optional(),
  dynamics: z
    .strictObject({ probability, exponent: settingRangeSchema(0.1, 2) })
    .readonly()
    .optional(),
  saturation: z
    .strictObject({ probability, kneeRatio: settingRangeSchema(0.01, 100) })
    .readonly()
    .optional(),
  reverberation: z
    .strictObject({
      probability,
      decaySeconds: settingRangeSchema(0.01, 60),
      highDecayRatio: settingRangeSchema(0.01, 1),
      wet: fraction,
    })
    .readonly()
    .optional(),
  /** Needs another recording's plane when it is applied. */
  background: z.strictObject({ probability, snrDb }).readonly().optional(),
  /** One of the slopes is drawn: 0 white, −3 pink, −6 brown. */
  noise: z
    .strictObject({
      probability,
      snrDb,
      slopesDbPerOctave: z.array(z.number().min(-24).max(24)).min(1).readonly(),
    })
    .readonly()
    .optional(),
  highPass: cutoff.readonly().optional(),
  lowPass: cutoff.readonly().optional(),
  tilt: z
    .strictObject({ probability, dbPerOctave: settingRangeSchema(-24, 24) })
    .readonly()
    .optional(),
  /** From one to `maxCount` bumps or dips. */
  peaks: z
    .strictObject({
      probability,
      maxCount: z.int().min(1).max(16),
      centreOctaves: octaves,
      gainDb,
      widthOctaves: settingRangeSchema(0.01, 12),
    })
    .readonly()
    .optional(),
  /** From one to `maxCount` silent bands. */
  bandMask: mask.readonly().optional(),
  /** From one to `maxCount` silent stretches. */
  timeMask: mask.readonly().optional(),
});

/** What {@link drawPlaneAlteration} draws from; plain data, written in recipes as JSON. */
export type PlaneAlterationRanges = Readonly<z.infer<typeof planeAlterationRangesSchema>>;

/** A strong mixture for contrastive training; tempo and pitch reach a little beyond the paper's trials. */
export const DEFAULT_PLANE_ALTERATION_RANGES: PlaneAlterationRanges = {
  startJitterFrames: 20,
  tempo: { probability: 0.8, tempoRatio: { min: 0.75, max: 1.45 } },
  pitch: { probability: 0.8, shiftSemitones: { min: -5, max: 5 } },
  speed: { probability: 0.15, speedRatio: { min: 0.85, max: 1.2 } },
  dynamics: { probability: 0.3, exponent: { min: 0.5, max: 1 } },
  saturation: { probability: 0.15, kneeRatio: { min: 0.15, max: 1 } },
  reverberation: {
    probability: 0.4,
    decaySeconds: { min: 0.2, max: 3 },
    highDecayRatio: { min: 0.2, max: 1 },
    wet: { min: 0.1, max: 0.8 },
  },
  background: { probability: 0.2, snrDb: { min: 3, max: 20 } },
  noise: { probability: 0.5, snrDb: { min: 3, max: 40 }, slopesDbPerOctave: [0, -3, -6] },
  highPass: { probability: 0.3, octaves: { min: 0, max: 3 }, order: { min: 1, max: 4 } },
  lowPass: { probability: 0.3, octaves: { min: 4.5, max: 7 }, order: { min: 1, max: 8 } },
  tilt: { probability: 0.5, dbPerOctave: { min: -3, max: 3 } },
  peaks: {
    probability: 0.4,
    maxCount: 3,
    centreOctaves: { min: 0, max: 7 },
    gainDb: { min: -10, max: 10 },
    widthOctaves: { min: 0.2, max: 1 },
  },
  bandMask: { probability: 0.2, maxCount: 1, widthFraction: { min: 0.03, max: 0.15 } },
  timeMask: { probability: 0.1, maxCount: 2, widthFraction: { min: 0.01, max: 0.08 } },
};
