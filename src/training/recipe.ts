import { z } from 'zod';
import { paperAugmentationRangesSchema, planeAlterationRangesSchema } from '../augment/index.js';
import { featureSettingsSchema } from '../embedding/index.js';
import { DoppeltonError } from '../errors/index.js';
import { compressedFrames, frameCount } from '../features/index.js';
import { networkSpecSchema } from '../network/index.js';
import { scheduleSchema } from './schedule.js';

/**
 * The paper's task: every recording is a class, and the network names the recording that an altered fragment comes
 * from. Fragments are altered in the time domain.
 */
const classificationSchema = z.strictObject({
  kind: z.literal('classification'),
  augmentation: paperAugmentationRangesSchema,
  /** From the start of one fragment of a recording to the start of the next; a fragment's length leaves no gaps. */
  fragmentSpacingSeconds: z.number().positive(),
  /**
   * Epochs whose fragments are drawn and rendered anew; later epochs use them again in another order. As many as
   * there are epochs means that no fragment is heard twice.
   */
  renderedEpochs: z.int().positive(),
});

/** Two altered copies of one stretch are to lie closer than any other two of the batch. */
const contrastiveSchema = z.strictObject({
  kind: z.literal('contrastive'),
  temperature: z.number().positive(),
  /** By how much the cosine of a pair is to exceed all others of the batch; 0 unless given. */
  margin: z.number().min(0).lt(1).optional(),
  /** Alterations of the first and of the second copy, made on the constant-Q plane. */
  first: planeAlterationRangesSchema,
  second: planeAlterationRangesSchema,
  stepsPerEpoch: z.int().positive(),
  /**
   * So many copies of every recording are altered in the time domain beforehand, as `drawRenderedCopy` says; the second
   * of a pair is made of one of them with this probability, of the recording itself otherwise.
   */
  rendered: z.strictObject({ copies: z.int().positive(), probability: z.number().min(0).max(1) }).optional(),
  /** Up to so many recordings of one album stand in a batch together, as hard negatives; 1 unless given. */
  recordingsPerGroup: z.int().positive().optional(),
});

const optimiserSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sgd'),
    momentum: z.number().min(0).lt(1),
    weightDecay: z.number().nonnegative(),
  }),
  z.strictObject({
    kind: z.literal('adamw'),
    beta1: z.number().min(0).lt(1),
    beta2: z.number().min(0).lt(1),
    epsilon: z.number().positive(),
    weightDecay: z.number().nonnegative(),
  }),
]);

/** How a model is trained: all that decides its weights, beside the corpus. */
export const recipeSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and hyphens'),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'three numbers with dots'),
  description: z.string(),
  seed: z.int().nonnegative(),
  features: featureSettingsSchema,
  /** Without `classes`: a classifier gets one for every recording of the train split. */
  network: networkSpecSchema,
  /**
   * Another model whose tensors this one begins with wherever names and shapes are the same; what it has besides is
   * drawn. The hash is that of its weights.
   */
  startFrom: z
    .strictObject({ model: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
    .optional(),
  /** Length of a training fragment. */
  fragmentSeconds: z.number().positive(),
  task: z.discriminatedUnion('kind', [classificationSchema, contrastiveSchema]),
  optimiser: optimiserSchema,
  schedule: scheduleSchema,
  /** Fragments per step; even for a contrastive task. */
  batchSize: z.int().positive(),
  epochs: z.int().positive(),
  /** `auto` takes the blocked lowering where a probe shows that it is right here. */
  lowering: z.enum(['auto', 'blocked', 'portable']),
  /** How the finished model cuts recordings. */
  embedding: z.strictObject({
    seconds: z.number().positive(),
    hopSeconds: z.number().positive(),
    minimumSeconds: z.number().positive(),
  }),
});

export type Recipe = z.infer<typeof recipeSchema>;
export type ClassificationTask = z.infer<typeof classificationSchema>;
export type ContrastiveTask = z.infer<typeof contrastiveSchema>;

/**
 * Reads a recipe from its JSON text.
 *
 * @param where - What to call the source in an error, e.g. the path.
 * @throws DoppeltonError `RECIPE_INVALID` naming every wrong place.
 */
export function parseRecipe(text: string, where: string): Recipe {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DoppeltonError('RECIPE_INVALID', `${where} is not JSON: ${String(cause)}`, cause);
  }
  const result = recipeSchema.safeParse(json);
  if (!result.success) {
    const places = result.error.issues.map(
      ({ path, message }) => `${path.length === 0 ? 'top level' : path.join('.')}: ${message}`,
    );
    throw new DoppeltonError('RECIPE_INVALID', `${where}: ${places.join('; ')}`);
  }
  const recipe = result.data;
  if (recipe.network.classes !== undefined) {
    throw new DoppeltonError(
      'RECIPE_INVALID',
      `${where}: network.classes is set by the corpus; leave it out of the recipe`,
    );
  }
  if (recipe.task.kind === 'contrastive' && recipe.batchSize % 2 !== 0) {
    throw new DoppeltonError('RECIPE_INVALID', `${where}: batchSize must be even for a contrastive task`);
  }
  return recipe;
}

/** Constant-Q columns of a training fragment. */
export function fragmentFrames(recipe: Recipe): number {
  return frameCount(recipe.fragmentSeconds, recipe.features.constantQ);
}

/** Columns of a training fragment that reach the network. */
export function networkFrames(recipe: Recipe): number {
  return compressedFrames(fragmentFrames(recipe), recipe.features.compression);
}
