import { z } from 'zod';
import { DoppeltonError } from '../errors/index.js';
import { networkSpecSchema } from '../network/index.js';

/** How magnitudes are scaled before the network sees them. */
const compressionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('log'), gain: z.number().positive() }),
  z.strictObject({
    kind: z.literal('level-log'),
    gain: z.number().positive(),
    levelFrames: z.int().positive(),
    columnFrames: z.int().min(1).max(16),
  }),
]);

/** Settings that turn sound into the network's input; a model is valid for these alone. */
export const featureSettingsSchema = z.strictObject({
  constantQ: z.strictObject({
    sampleRateHz: z.number().positive(),
    hopSamples: z.int().positive(),
    minFrequencyHz: z.number().positive(),
    bins: z.int().positive(),
    binsPerOctave: z.int().positive(),
  }),
  compression: compressionSchema,
});

export type FeatureSettings = z.infer<typeof featureSettingsSchema>;

/** What stands beside the weights and pins everything that a score depends on. */
export const modelManifestSchema = z.strictObject({
  format: z.literal('doppelton-model/1'),
  name: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  description: z.string(),
  /** What the weights were trained on, for those who must judge whether it fits their case. */
  trainingData: z.string().min(1).optional(),
  features: featureSettingsSchema,
  network: networkSpecSchema,
  /** How recordings are cut: one vector per `seconds`, every `hopSeconds`, none from less than `minimumSeconds`. */
  fragment: z.strictObject({
    seconds: z.number().positive(),
    hopSeconds: z.number().positive(),
    minimumSeconds: z.number().positive(),
  }),
  weights: z.strictObject({ file: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  /** Two recordings match when their score exceeds `threshold`; `basis` says how it was chosen, on which trials. */
  decision: z.strictObject({ threshold: z.number().min(-1).max(1), basis: z.string() }),
});

export type ModelManifest = z.infer<typeof modelManifestSchema>;

/**
 * Reads a manifest from its JSON text.
 *
 * @param where - What to call the source in an error, e.g. the path.
 * @throws DoppeltonError `MODEL_MALFORMED` naming the first wrong place.
 */
export function parseModelManifest(text: string, where: string): ModelManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DoppeltonError('MODEL_MALFORMED', `${where} is not JSON`, cause);
  }
  const result = modelManifestSchema.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new DoppeltonError('MODEL_MALFORMED', `${where}, at ${issue.path.join('.')}: ${issue.message}`);
  }
  return result.data;
}
