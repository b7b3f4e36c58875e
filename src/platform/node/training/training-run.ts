import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { splitByGroup, type Corpus, type Split } from '../../../corpus/index.js';
import { createNetworkEmbedder, type ModelManifest } from '../../../embedding/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import {
  chooseLowering,
  initialParameters,
  initialTrainingState,
  TrainingStep,
  type GraphRuntime,
  type LossSpec,
  type NamedTensors,
  type NetworkSpec,
  type TrainingState,
} from '../../../network/index.js';
import { Rng } from '../../../numeric/index.js';
import {
  candidateSeconds,
  chooseThreshold,
  networkFrames,
  parseRecipe,
  runTraining,
  thresholdFrames,
  validatePlanes,
  type BatchSource,
  type MetricsRecord,
  type Recipe,
} from '../../../training/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { loadPlanes } from '../corpus/corpus-planes.js';
import { readCorpus } from '../corpus/corpus-reader.js';
import { FeatureCache } from '../corpus/feature-cache.js';
import { readRenditions } from '../corpus/renditions.js';
import { readingError } from '../files/file-access.js';
import { readModel, writeModel } from '../models/model-store.js';
import { requireWritableFolder } from '../files/result-folder.js';
import { createTrainingBatches, type TrainingRecordings } from './training-batches.js';
import { openTrainingFolder } from './training-journal.js';

/** What a run is started with. */
export interface TrainingJob {
  readonly recipePath: string;
  readonly corpusFolder: string;
  /**
   * Holds a folder a composition, and in it renditions that play the same at the same time: hard negatives of a
   * contrastive task.
   */
  readonly renditionsFolder?: string;
  /** Receives the checkpoint, the log and, at the end, the model; an earlier run's work there is gone on with. */
  readonly outFolder: string;
  /** Where features are kept between runs. */
  readonly cacheFolder: string;
  readonly runtime: GraphRuntime;
  /** Threads that render fragments, >= 1. */
  readonly renderingThreads: number;
  /** Ends the run after this many steps in all. No model is written then. */
  readonly maximumSteps?: number;
  readonly signal?: AbortSignal;
  readonly observer: TrainingObserver;
}

/** Told what goes on. */
export interface TrainingObserver {
  /** A remark for the user: which lowering was chosen and why, what was skipped. */
  note(text: string): void;
  /** Work on the corpus before training: `done` of `total` recordings or fragments. */
  preparing(label: string, done: number, total: number): void;
  /** Training begins (or goes on) with these numbers. */
  starting(totalSteps: number, doneSteps: number): void;
  record(record: MetricsRecord): void;
}

const CHECKPOINT_EVERY_STEPS = 25;
const VALIDATION_FRAGMENTS_PER_RECORDING = 6;

/**
 * Trains a model by a recipe, from where an earlier run in the same folder stopped, and writes it.
 *
 * @returns The model's manifest, or undefined when the step limit ended the run.
 * @throws DoppeltonError `RECIPE_INVALID`, `CORPUS_EMPTY`, `CHECKPOINT_INCOMPATIBLE`, `INTERRUPTED`, `FILE_UNWRITABLE`.
 */
export async function trainModel(job: TrainingJob): Promise<ModelManifest | undefined> {
  const recipe = await readRecipe(job.recipePath);
  await requireWritableFolder(job.outFolder);
  if (job.renditionsFolder !== undefined) requireHardNegatives(recipe, job.recipePath);
  const corpus = await readSplitCorpus(job.corpusFolder, recipe.seed);
  const validation = await loadValidationPlanes(job, recipe, corpus.val);
  const recordings: TrainingRecordings = {
    train: corpus.train,
    ...(job.renditionsFolder !== undefined && { renditions: await readRenditions(job.renditionsFolder) }),
  };
  const prepared = await createTrainingBatches(recipe, recordings, job);
  const { batches, classes } = prepared;
  try {
    const spec: NetworkSpec = classes === undefined ? recipe.network : { ...recipe.network, classes };
    const { recordingIds } = prepared;
    const state = await trainNetwork(job, { recipe, spec, batches, recordingIds, recordings, validation });
    if (state.step < recipe.epochs * batches.stepsPerEpoch) return undefined;
    return await writeTrainedModel(job, recipe, state, validation);
  } finally {
    await prepared.close();
  }
}

interface PreparedTraining {
  readonly recipe: Recipe;
  readonly spec: NetworkSpec;
  readonly batches: BatchSource;
  readonly recordingIds: readonly string[];
  readonly recordings: TrainingRecordings;
  readonly validation: ValidationPlanes;
}

/** Runs the loop, from a checkpoint where there is one. */
async function trainNetwork(job: TrainingJob, prepared: PreparedTraining): Promise<TrainingState> {
  const { recipe, spec, batches, validation } = prepared;
  const folder = await openTrainingFolder(job.outFolder, identity(prepared));
  const { checkpoint } = folder;
  const step = await createStep(job, recipe, spec, checkpoint?.state);
  job.observer.starting(
    recipe.epochs * batches.stepsPerEpoch,
    checkpoint === undefined ? 0 : checkpoint.epoch * batches.stepsPerEpoch + checkpoint.step,
  );
  try {
    return await runTraining({
      step,
      batches,
      schedule: recipe.schedule,
      epochs: recipe.epochs,
      journal: folder,
      checkpointEverySteps: CHECKPOINT_EVERY_STEPS,
      validate: (current) => validateState(job, recipe, current, validation),
      onRecord: (record) => {
        job.observer.record(record);
      },
      ...(checkpoint !== undefined && { resumeFrom: checkpoint }),
      ...(job.signal !== undefined && { signal: job.signal }),
      ...(job.maximumSteps !== undefined && { maximumSteps: job.maximumSteps }),
    });
  } finally {
    await step.release();
  }
}

async function readRecipe(path: string): Promise<Recipe> {
  try {
    return parseRecipe(await readFile(path, 'utf8'), path);
  } catch (error) {
    throw error instanceof DoppeltonError ? error : readingError(path, error);
  }
}

/** The corpus' recordings by split; a corpus without splits gets them by group, drawn with the recipe's seed. */
type SplitCorpus = Readonly<Record<Split, Corpus>>;

async function readSplitCorpus(root: string, seed: number): Promise<SplitCorpus> {
  const corpus = await readCorpus(root, { hash: 'all' });
  const recordings = splitByGroup(corpus.recordings, { seed });
  const part = (split: Split): Corpus => ({
    ...corpus,
    recordings: recordings.filter((recording) => recording.split === split),
  });
  return { train: part('train'), val: part('val'), test: part('test') };
}

async function loadValidationPlanes(job: TrainingJob, recipe: Recipe, val: Corpus) {
  const cache = new FeatureCache(job.cacheFolder);
  const { planes, skipped } = await loadPlanes(val, cache, createAudioDecoder(), {
    config: recipe.features.constantQ,
    onProgress: (done, total) => {
      job.observer.preparing('validation recordings', done, total);
    },
    ...(job.signal !== undefined && { signal: job.signal }),
  });
  for (const { path, message } of skipped) job.observer.note(`skipped ${path}: ${message}`);
  const needed = thresholdFrames({ features: recipe.features, fragment: recipe.embedding });
  const usable = planes.filter(({ plane }) => plane.frames >= needed).length;
  if (usable < 2) {
    throw new DoppeltonError(
      'CORPUS_EMPTY',
      `the validation split has ${usable} recordings long enough to choose a threshold with; 2 are needed`,
    );
  }
  return planes.map(({ plane }) => plane);
}

/** @throws DoppeltonError `RECIPE_INVALID` when renditions would not stand in a batch together. */
function requireHardNegatives({ task }: Recipe, path: string): void {
  if (task.kind === 'contrastive' && (task.recordingsPerGroup ?? 1) > 1) return;
  throw new DoppeltonError(
    'RECIPE_INVALID',
    `${path}: renditions are for contrastive tasks with a recordingsPerGroup of 2 or more`,
  );
}

/** What a checkpoint belongs to: the recipe, the network and the recordings that are learned from, in their order. */
function identity({ recipe, spec, recordings, recordingIds }: PreparedTraining): string {
  const { train, renditions } = recordings;
  const known = [...train.recordings, ...(renditions?.recordings ?? [])];
  const hashes = new Map(known.map(({ id, sha256 }) => [id, sha256]));
  return createHash('sha256')
    .update(JSON.stringify([recipe, spec, recordingIds.map((id) => [id, hashes.get(id)])]))
    .digest('hex');
}

async function createStep(
  job: TrainingJob,
  recipe: Recipe,
  spec: NetworkSpec,
  resumed: TrainingState | undefined,
): Promise<TrainingStep> {
  const loss = lossOf(recipe);
  const { lowering, reason } =
    recipe.lowering === 'auto'
      ? await chooseLowering(job.runtime, recipe.batchSize)
      : { lowering: recipe.lowering, reason: 'the recipe says so' };
  job.observer.note(`${lowering} lowering: ${reason}`);
  const settings = {
    batch: recipe.batchSize,
    frames: networkFrames(recipe),
    loss,
    optimiser: recipe.optimiser,
    lowering,
  };
  const state =
    resumed ?? initialTrainingState(spec, await firstParameters(job, recipe, spec), recipe.optimiser);
  return TrainingStep.create(job.runtime, spec, settings, state);
}

function lossOf({ task }: Recipe): LossSpec {
  if (task.kind === 'classification') return { kind: 'cross-entropy' };
  const { temperature, margin } = task;
  return { kind: 'nt-xent', temperature, ...(margin !== undefined && { margin }) };
}

/** Drawn, but for what another model gives. */
async function firstParameters(
  job: TrainingJob,
  { seed, startFrom }: Recipe,
  spec: NetworkSpec,
): Promise<NamedTensors> {
  const drawn = initialParameters(spec, new Rng(seed).fork('parameters'));
  if (startFrom === undefined) return drawn;
  const { manifest, weights } = await readModel(startFrom.model);
  if (manifest.weights.sha256 !== startFrom.sha256) {
    throw new DoppeltonError(
      'MODEL_INCOMPATIBLE',
      `${startFrom.model} has weights ${manifest.weights.sha256.slice(0, 16)}…, the recipe starts from ${startFrom.sha256.slice(0, 16)}…`,
    );
  }
  const taken = [...drawn].filter(([name, { dims }]) => weights.get(name)?.dims.join() === dims.join());
  job.observer.note(`${taken.length} of ${drawn.size} tensors are those of ${startFrom.model}`);
  return new Map([...drawn, ...taken.map(([name]) => [name, weights.get(name)!] as const)]);
}

type ValidationPlanes = Awaited<ReturnType<typeof loadValidationPlanes>>;

async function validateState(
  job: TrainingJob,
  recipe: Recipe,
  state: TrainingState,
  planes: ValidationPlanes,
): Promise<Record<string, number>> {
  const embedder = await createNetworkEmbedder(
    job.runtime,
    { ...manifestOf(recipe), weights: UNWRITTEN_WEIGHTS },
    withoutClassifier(state.parameters),
  );
  try {
    return await validatePlanes(embedder, planes, {
      seed: recipe.seed,
      fragmentsPerRecording: VALIDATION_FRAGMENTS_PER_RECORDING,
      ...(recipe.task.kind === 'contrastive' && { alteration: recipe.task.second }),
    });
  } finally {
    await embedder.release();
  }
}

async function writeTrainedModel(
  job: TrainingJob,
  recipe: Recipe,
  state: TrainingState,
  planes: ValidationPlanes,
): Promise<ModelManifest> {
  const weights = withoutClassifier(state.parameters);
  const manifest = manifestOf(recipe);
  const embedder = await createNetworkEmbedder(
    job.runtime,
    { ...manifest, weights: UNWRITTEN_WEIGHTS },
    weights,
  );
  try {
    let done = 0;
    const chosen = await chooseThreshold(embedder, planes, {
      seed: recipe.seed,
      onProgress: () => {
        job.observer.preparing('threshold', ++done, planes.length);
      },
    });
    const percent = (rate: number) => `${(100 * rate).toFixed(2)} %`;
    const basis =
      `equal error rate on the validation split: ${chosen.targets} target and ${chosen.nonTargets} non-target pairs of a ` +
      `recording and an altered excerpt of ${candidateSeconds(manifest.fragment)} s; false alarms ${percent(chosen.far)}, misses ${percent(chosen.frr)}`;
    const decision = { threshold: chosen.threshold, basis };
    return await writeModel(join(job.outFolder, 'model'), { ...manifest, decision }, weights);
  } finally {
    await embedder.release();
  }
}

/** Stands where weights that are not on disk have no hash; never leaves this file. */
const UNWRITTEN_WEIGHTS = { file: 'unwritten', sha256: '0'.repeat(64) };

function manifestOf(recipe: Recipe): Omit<ModelManifest, 'weights'> {
  return {
    format: 'doppelton-model/1',
    name: recipe.name,
    version: recipe.version,
    description: recipe.description,
    features: recipe.features,
    network: recipe.network,
    fragment: recipe.embedding,
    decision: { threshold: 0, basis: 'not chosen yet' },
  };
}

/** A model ends at fc0: the classifier that taught it is cut off. */
function withoutClassifier(parameters: NamedTensors): NamedTensors {
  return new Map([...parameters].filter(([name]) => !name.startsWith('fc1.')));
}
