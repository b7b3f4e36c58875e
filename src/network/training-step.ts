import { DoppeltonError } from '../errors/index.js';
import { loweringFactory } from './lowering-factory.js';
import { isRunningStatistic, parameterShapes, requireFrames } from './cqt-net.js';
import type { GraphRuntime, GraphSession, Tensor } from './graph-runtime.js';
import type { LossSpec } from './losses.js';
import type { LoweringName } from './lowering.js';
import type { NamedTensor, NamedTensors } from './named-tensors.js';
import type { NetworkSpec } from './network-spec.js';
import { createOptimiser, type Optimiser, type OptimiserSpec } from './optimisers.js';
import {
  buildTrainingGraph,
  GRAPH_NAMES,
  gradientName,
  slotTensorName,
  updatedName,
} from './training-graph.js';
import { requireShapes } from './weights.js';

/** All that training changes; with it, a run goes on where it stopped. */
export interface TrainingState {
  /** Learned parameters and running statistics, as {@link parameterShapes} names them. */
  readonly parameters: NamedTensors;
  /** What the optimiser remembers, named `<parameter>/<slot>`. */
  readonly optimiser: NamedTensors;
  /** Steps done. */
  readonly step: number;
}

/** What a training step is built for. */
export interface TrainingStepSettings {
  /** Fragments in a batch; even for NT-Xent, a multiple of 16 for the blocked lowering (of 8 on some processors). */
  readonly batch: number;
  /** Constant-Q frames of every fragment. */
  readonly frames: number;
  readonly loss: LossSpec;
  readonly optimiser: OptimiserSpec;
  readonly lowering: LoweringName;
  /** Also keeps each step's gradients, for {@link TrainingStep.gradients}. Off by default. */
  readonly outputGradients?: boolean;
}

/** What a step found out about its batch before it updated the parameters. */
export interface StepResult {
  /** Mean over the batch. */
  readonly loss: number;
  /** Rows whose best guess was right: the top class, or the nearest neighbour within the batch. */
  readonly correct: number;
}

/** The state at the start of training: given parameters, an optimiser that remembers nothing. */
export function initialTrainingState(
  spec: NetworkSpec,
  parameters: NamedTensors,
  optimiser: OptimiserSpec,
): TrainingState {
  const slots = slotShapes(spec, createOptimiser(optimiser)).map(({ name, dims }): [string, NamedTensor] => [
    name,
    { dims, data: new Float32Array(elementCount(dims)) },
  ]);
  return { parameters, optimiser: new Map(slots), step: 0 };
}

/** Trains a network batch by batch. Forward, backward and update are one graph in the runtime. */
export class TrainingStep {
  readonly #session: GraphSession;
  readonly #spec: NetworkSpec;
  readonly #settings: TrainingStepSettings;
  readonly #optimiser: Optimiser;
  #state: TrainingState;
  #gradients: NamedTensors = new Map();

  private constructor(
    session: GraphSession,
    spec: NetworkSpec,
    settings: TrainingStepSettings,
    state: TrainingState,
  ) {
    this.#session = session;
    this.#spec = spec;
    this.#settings = settings;
    this.#optimiser = createOptimiser(settings.optimiser);
    this.#state = state;
  }

  /**
   * @param state - Where to go on; see {@link initialTrainingState}. Not modified.
   * @throws DoppeltonError `SETTING_OUT_OF_RANGE` when network, batch, frames and loss do not fit each other;
   *   `MODEL_INCOMPATIBLE` when the parameters, `CHECKPOINT_INCOMPATIBLE` when the optimiser's tensors are not those
   *   of this network; `RUNTIME_FAILED` when the runtime refuses the graph.
   */
  static async create(
    runtime: GraphRuntime,
    spec: NetworkSpec,
    settings: TrainingStepSettings,
    state: TrainingState,
  ): Promise<TrainingStep> {
    requireSettings(spec, settings);
    requireShapes(spec, state.parameters);
    const optimiser = createOptimiser(settings.optimiser);
    requireSlots(spec, optimiser, state.optimiser);
    const { outputGradients = false } = settings;
    const createLowering = await loweringFactory(runtime, settings.lowering, settings.batch);
    const model = buildTrainingGraph(spec, { ...settings, optimiser, createLowering, outputGradients });
    return new TrainingStep(await runtime.load(model), spec, settings, state);
  }

  /**
   * One step on one batch.
   *
   * @param inputs - Fragments, shape [batch, 1, bins, frames].
   * @param labels - Class of each fragment for cross-entropy; undefined for NT-Xent, where rows 2i and 2i + 1 are a
   *   pair.
   * @param rate - Learning rate, ≥ 0.
   * @throws DoppeltonError `SETTING_OUT_OF_RANGE` when the batch has another shape or a label is no class;
   *   `RUNTIME_FAILED` when the graph could not run. The state is then as it was.
   */
  async run(inputs: Float32Array, labels: Int32Array | undefined, rate: number): Promise<StepResult> {
    const step = this.#state.step + 1;
    const feeds: Record<string, Tensor> = {
      ...this.#batchFeeds(inputs, labels),
      ...Object.fromEntries(this.#state.parameters),
      ...Object.fromEntries(this.#state.optimiser),
    };
    for (const [name, value] of Object.entries(this.#optimiser.scalars(rate, step))) {
      feeds[name] = { data: Float32Array.of(value), dims: [] };
    }
    const outputs = await this.#session.run(feeds);
    this.#state = {
      parameters: updatedTensors(this.#state.parameters, outputs, updatedName),
      optimiser: updatedTensors(this.#state.optimiser, outputs, updatedName),
      step,
    };
    if (this.#settings.outputGradients === true) this.#gradients = this.#gradientsOf(outputs);
    return {
      loss: floatData(outputs, GRAPH_NAMES.loss)[0]!,
      correct: floatData(outputs, GRAPH_NAMES.correct)[0]!,
    };
  }

  /** The state after the last step; its tensors are never written to afterwards. */
  state(): TrainingState {
    return this.#state;
  }

  /** Gradients of the last step by parameter; empty unless asked for in the settings. */
  gradients(): NamedTensors {
    return this.#gradients;
  }

  /** Frees the graph; the step cannot run afterwards. */
  async release(): Promise<void> {
    await this.#session.release();
  }

  #batchFeeds(inputs: Float32Array, labels: Int32Array | undefined): Record<string, Tensor> {
    const { batch, frames, loss } = this.#settings;
    const dims = [batch, 1, this.#spec.inputBins, frames];
    if (inputs.length !== elementCount(dims)) {
      throw outOfRange(
        `A batch needs ${elementCount(dims)} numbers [${dims.join(', ')}], not ${inputs.length}`,
      );
    }
    const feeds: Record<string, Tensor> = { [GRAPH_NAMES.constantQ]: { data: inputs, dims } };
    if (loss.kind === 'cross-entropy') {
      requireLabels(labels, batch, this.#spec.classes ?? 0);
      feeds[GRAPH_NAMES.labels] = { data: BigInt64Array.from(labels, BigInt), dims: [batch] };
    }
    return feeds;
  }

  #gradientsOf(outputs: Readonly<Record<string, Tensor>>): NamedTensors {
    const learned = [...this.#state.parameters].filter(([name]) => !isRunningStatistic(name));
    return updatedTensors(new Map(learned), outputs, gradientName);
  }
}

function requireSettings(spec: NetworkSpec, settings: TrainingStepSettings): void {
  const { batch, frames, loss } = settings;
  if (!Number.isInteger(batch) || batch < 2) {
    throw outOfRange(`A batch needs at least 2 fragments, not ${batch}`);
  }
  requireFrames(spec, frames);
  if (loss.kind === 'cross-entropy') {
    if (spec.classes === undefined) throw outOfRange('Cross-entropy needs a network with classes');
    return;
  }
  if (spec.classes !== undefined) throw outOfRange('NT-Xent needs a network without classes');
  if (batch % 2 !== 0) throw outOfRange(`NT-Xent needs an even batch, not ${batch}`);
  if (!(loss.temperature > 0)) throw outOfRange(`temperature must be > 0, not ${loss.temperature}`);
  const { margin = 0 } = loss;
  if (!(margin >= 0 && margin < 1)) throw outOfRange(`margin must be in [0, 1), not ${margin}`);
}

function requireLabels(
  labels: Int32Array | undefined,
  batch: number,
  classes: number,
): asserts labels is Int32Array {
  if (labels?.length !== batch) {
    throw outOfRange(`Cross-entropy needs ${batch} labels, not ${labels?.length ?? 0}`);
  }
  const wrong = labels.find((label) => label < 0 || label >= classes);
  if (wrong !== undefined) throw outOfRange(`Label ${wrong} is none of the ${classes} classes`);
}

function slotShapes(spec: NetworkSpec, optimiser: Optimiser): { name: string; dims: readonly number[] }[] {
  return parameterShapes(spec)
    .filter(({ name }) => !isRunningStatistic(name))
    .flatMap(({ name, dims }) =>
      optimiser.slotNames.map((slot) => ({ name: slotTensorName(name, slot), dims })),
    );
}

function requireSlots(spec: NetworkSpec, optimiser: Optimiser, tensors: NamedTensors): void {
  const expected = slotShapes(spec, optimiser);
  const fits = expected.every(({ name, dims }) => tensors.get(name)?.data.length === elementCount(dims));
  if (fits && tensors.size === expected.length) return;
  throw new DoppeltonError(
    'CHECKPOINT_INCOMPATIBLE',
    'The optimiser state is not that of this network and optimiser',
  );
}

function updatedTensors(
  tensors: NamedTensors,
  outputs: Readonly<Record<string, Tensor>>,
  outputName: (name: string) => string,
): NamedTensors {
  const updated = [...tensors].map(([name, { dims }]): [string, NamedTensor] => [
    name,
    { dims, data: floatData(outputs, outputName(name)) },
  ]);
  return new Map(updated);
}

function floatData(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new DoppeltonError('RUNTIME_FAILED', `The training graph returned no numbers for ${name}`);
}

function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

function outOfRange(message: string): DoppeltonError {
  return new DoppeltonError('SETTING_OUT_OF_RANGE', message);
}
