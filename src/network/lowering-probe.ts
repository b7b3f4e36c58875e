import { DoppeltonError } from '../errors/index.js';
import { Rng } from '../numeric/index.js';
import { initialParameters, minimumFrames } from './cqt-net.js';
import type { GraphRuntime } from './graph-runtime.js';
import type { LoweringName } from './lowering.js';
import { measureBlock } from './lowering-factory.js';
import type { NamedTensors } from './named-tensors.js';
import type { NetworkSpec } from './network-spec.js';
import { initialTrainingState, TrainingStep, type TrainingStepSettings } from './training-step.js';

/** Which lowering to train with, and why. */
export interface LoweringChoice {
  readonly lowering: LoweringName;
  /** In a few words, for the log. */
  readonly reason: string;
}

/** As small as a network with every kind of layer gets; its last layers have more channels than one block. */
const PROBE_SPEC: NetworkSpec = {
  kind: 'cqt-net',
  inputBins: 84,
  width: 1 / 16,
  extraTimePool: true,
  timePools: 0,
  featureSize: 32,
};

const PROBE_BATCH = 16;

/**
 * How far the gradients of the two lowerings may lie apart, relative to their length. Rounding alone, by turning some
 * decisions of ReLU and maximum, makes up to 0.01; a wrong layout about 1.
 */
const GRADIENT_TOLERANCE = 0.05;

interface ProbeResult {
  readonly loss: number;
  readonly gradients: NamedTensors;
}

/**
 * The blocked lowering where it can be had and computes what the portable one computes, else the portable one. Runs
 * one step of a tiny network with both.
 *
 * @param batch - Fragments in the batches to come; the blocked lowering admits only some sizes.
 */
export async function chooseLowering(runtime: GraphRuntime, batch: number): Promise<LoweringChoice> {
  const block = await measureBlock(runtime);
  if (block === undefined) return portable('the runtime has no blocked layout');
  if (batch % block !== 0) return portable(`a batch of ${batch} is not a multiple of ${block}`);
  const expected = await probe(runtime, 'portable');
  const found = await probeBlocked(runtime);
  if (typeof found === 'string') return portable(found);
  const distance = relativeDistance(found.gradients, expected.gradients);
  const sameLoss = Math.abs(found.loss - expected.loss) <= 1e-3 * Math.abs(expected.loss);
  if (!sameLoss || !(distance <= GRADIENT_TOLERANCE)) {
    return portable(`the blocked layout computes other gradients (${distance.toFixed(3)} apart)`);
  }
  return { lowering: 'blocked', reason: `blocks of ${block} channels, same gradients as portable` };
}

function portable(reason: string): LoweringChoice {
  return { lowering: 'portable', reason };
}

/** @returns A reason when the runtime refuses the graph. */
async function probeBlocked(runtime: GraphRuntime): Promise<ProbeResult | string> {
  try {
    return await probe(runtime, 'blocked');
  } catch (error) {
    if (error instanceof DoppeltonError && error.code === 'RUNTIME_FAILED') return error.message;
    throw error;
  }
}

async function probe(runtime: GraphRuntime, lowering: LoweringName): Promise<ProbeResult> {
  const rng = new Rng(1);
  const settings: TrainingStepSettings = {
    batch: PROBE_BATCH,
    frames: minimumFrames(PROBE_SPEC) + 1,
    loss: { kind: 'nt-xent', temperature: 0.5 },
    optimiser: { kind: 'sgd', momentum: 0, weightDecay: 0 },
    lowering,
    outputGradients: true,
  };
  const parameters = initialParameters(PROBE_SPEC, rng.fork('parameters'));
  const state = initialTrainingState(PROBE_SPEC, parameters, settings.optimiser);
  const noise = rng.fork('input');
  const size = PROBE_BATCH * PROBE_SPEC.inputBins * settings.frames;
  const step = await TrainingStep.create(runtime, PROBE_SPEC, settings, state);
  try {
    const { loss } = await step.run(
      Float32Array.from({ length: size }, () => noise.uniform()),
      undefined,
      0,
    );
    return { loss, gradients: step.gradients() };
  } finally {
    await step.release();
  }
}

/** Greatest distance of a tensor from its counterpart, relative to the counterpart's length. */
function relativeDistance(found: NamedTensors, expected: NamedTensors): number {
  const distances = Array.from(expected, ([name, { data }]) => {
    const other = found.get(name)!.data;
    const squares = data.reduce((sum, value) => sum + value * value, 0);
    const differences = data.reduce((sum, value, index) => sum + (value - other[index]!) ** 2, 0);
    return Math.sqrt(differences / squares);
  });
  return Math.max(...distances);
}
