import { afterEach, describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { createOnnxRuntime } from '../platform/node/index.js';
import { initialParameters, isRunningStatistic, minimumFrames } from './cqt-net.js';
import type { Tensor } from './graph-runtime.js';
import type { LossSpec } from './losses.js';
import type { LoweringName } from './lowering.js';
import { loweringFactory } from './lowering-factory.js';
import type { NamedTensors } from './named-tensors.js';
import { PAPER_NETWORK, type NetworkSpec } from './network-spec.js';
import { createOptimiser, type OptimiserSpec } from './optimisers.js';
import { buildTrainingGraph, GRAPH_NAMES, gradientName, slotTensorName } from './training-graph.js';
import { initialTrainingState, TrainingStep, type TrainingStepSettings } from './training-step.js';

const runtime = createOnnxRuntime({ threads: 1 });
const SGD: OptimiserSpec = { kind: 'sgd', momentum: 0.9, weightDecay: 0 };
const ADAMW: OptimiserSpec = { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01 };
const CROSS_ENTROPY: LossSpec = { kind: 'cross-entropy' };
const NT_XENT: LossSpec = { kind: 'nt-xent', temperature: 0.2 };
const LOWERINGS: LoweringName[] = ['portable', 'blocked'];

const TINY: NetworkSpec = {
  ...PAPER_NETWORK,
  width: 1 / 16,
  extraTimePool: true,
  timePools: 0,
  featureSize: 24,
};
const TINY_CLASSIFIER: NetworkSpec = { ...TINY, classes: 5 };
const FRAMES = minimumFrames(TINY) + 3;

const opened: TrainingStep[] = [];
afterEach(async () => {
  for (const step of opened.splice(0)) await step.release();
});

function settingsOf(change: Partial<TrainingStepSettings> = {}): TrainingStepSettings {
  return { batch: 16, frames: FRAMES, loss: NT_XENT, optimiser: SGD, lowering: 'portable', ...change };
}

async function open(
  spec: NetworkSpec,
  settings: TrainingStepSettings,
  state = initialTrainingState(spec, initialParameters(spec, new Rng(1)), settings.optimiser),
): Promise<TrainingStep> {
  const step = await TrainingStep.create(runtime, spec, settings, state);
  opened.push(step);
  return step;
}

/** Rows 2i and 2i + 1 are alike, all others differ. */
function pairs(seed: number, batch: number, frames: number): Float32Array {
  const rng = new Rng(seed);
  const size = PAPER_NETWORK.inputBins * frames;
  const inputs = new Float32Array(batch * size);
  for (let row = 0; row < batch; row += 2) {
    for (let i = 0; i < size; i++) {
      const value = rng.uniform() * Math.sin(i * (0.01 + row * 0.003)) ** 2;
      inputs[row * size + i] = value;
      inputs[(row + 1) * size + i] = value + 0.1 * rng.uniform();
    }
  }
  return inputs;
}

function labelsOf(batch: number): Int32Array {
  return Int32Array.from({ length: batch }, (_, row) => (row >> 1) % 5);
}

function relativeDistance(found: NamedTensors, expected: NamedTensors): number {
  const distances = Array.from(expected, ([name, { data }]) => {
    const other = found.get(name)!.data;
    const squares = data.reduce((sum, value) => sum + value * value, 0);
    const differences = data.reduce((sum, value, i) => sum + (value - other[i]!) ** 2, 0);
    return Math.sqrt(differences / Math.max(squares, Number.MIN_VALUE));
  });
  return Math.max(...distances);
}

describe('the two lowerings', () => {
  const variants: NetworkSpec[] = [TINY, { ...TINY, width: 0.125, extraTimePool: false, timePools: 1 }];

  it('compute the same loss and the same gradients', async () => {
    for (const spec of variants) {
      const frames = minimumFrames(spec) + 4;
      const inputs = pairs(2, 16, frames);
      const [portable, blocked] = await Promise.all(
        LOWERINGS.map((lowering) => open(spec, settingsOf({ frames, lowering, outputGradients: true }))),
      );
      const expected = await portable!.run(inputs, undefined, 0);
      const found = await blocked!.run(inputs, undefined, 0);
      expect(found.loss).toBeCloseTo(expected.loss, 4);
      expect(found.correct).toBe(expected.correct);
      expect(relativeDistance(blocked!.gradients(), portable!.gradients())).toBeLessThan(0.03);
      expect(relativeDistance(blocked!.state().parameters, portable!.state().parameters)).toBeLessThan(1e-4);
    }
  });

  it('both learn: pairs and classes are told apart after a few steps', async () => {
    for (const lowering of LOWERINGS) {
      for (const [spec, loss] of [
        [TINY, NT_XENT],
        [TINY_CLASSIFIER, CROSS_ENTROPY],
      ] as const) {
        const step = await open(spec, settingsOf({ loss, lowering, optimiser: ADAMW }));
        const inputs = pairs(3, 16, FRAMES);
        const labels = loss.kind === 'nt-xent' ? undefined : labelsOf(16);
        const first = await step.run(inputs, labels, 3e-3);
        for (let i = 0; i < 4; i++) await step.run(inputs, labels, 3e-3);
        const last = await step.run(inputs, labels, 3e-3);
        expect(last.loss).toBeLessThan(0.7 * first.loss);
        expect(last.correct).toBeGreaterThan(first.correct);
        expect(step.state().step).toBe(6);
      }
    }
  });

  it('keep gradients finite and alike in silence, where every position holds the maximum', async () => {
    const inputs = pairs(4, 16, FRAMES);
    inputs.fill(0, 0, inputs.length / 2);
    const [portable, blocked] = await Promise.all(
      LOWERINGS.map((lowering) => open(TINY, settingsOf({ lowering, outputGradients: true }))),
    );
    await portable!.run(inputs, undefined, 0);
    await blocked!.run(inputs, undefined, 0);
    for (const { data } of portable!.gradients().values()) expect(data.every(Number.isFinite)).toBe(true);
    expect(relativeDistance(blocked!.gradients(), portable!.gradients())).toBeLessThan(0.05);
  });
});

describe('the gradients', () => {
  /** Every kind of parameter, near either end of the network. */
  const PROBED = [
    'conv0.weight',
    'norm0.weight',
    'norm0.bias',
    'conv1.weight',
    'norm1.bias',
    'conv9.weight',
  ].concat(['norm9.weight', 'norm9.bias', 'fc0.weight', 'fc0.bias', 'fc1.weight', 'fc1.bias']);

  /** Runs the graph at any parameters, without updating them. */
  async function probe(spec: NetworkSpec, loss: LossSpec, batch: number) {
    const createLowering = await loweringFactory(runtime, 'portable', batch);
    const optimiser = createOptimiser(SGD);
    const model = buildTrainingGraph(spec, {
      batch,
      frames: FRAMES,
      loss,
      optimiser,
      createLowering,
      outputGradients: true,
    });
    const session = await runtime.load(model);
    const feeds: Record<string, Tensor> = {
      [GRAPH_NAMES.constantQ]: { data: pairs(5, batch, FRAMES), dims: [batch, 1, 84, FRAMES] },
      rate: { data: Float32Array.of(0), dims: [] },
    };
    if (loss.kind === 'cross-entropy') {
      feeds[GRAPH_NAMES.labels] = { data: BigInt64Array.from(labelsOf(batch), BigInt), dims: [batch] };
    }
    return {
      session,
      lossAndGradients: async (parameters: NamedTensors) => {
        const slots = Array.from(parameters, ([name, { dims, data }]): [string, Tensor] => [
          slotTensorName(name, 'velocity'),
          { dims, data: new Float32Array(data.length) },
        ]).filter(([name]) => !isRunningStatistic(name.split('/')[0]!));
        return session.run({ ...feeds, ...Object.fromEntries(parameters), ...Object.fromEntries(slots) });
      },
    };
  }

  it('are the slopes of the loss, for every kind of parameter and both losses', async () => {
    for (const [spec, loss] of [
      [TINY, NT_XENT],
      [TINY_CLASSIFIER, CROSS_ENTROPY],
    ] as const) {
      const { session, lossAndGradients } = await probe(spec, loss, 4);
      const parameters = initialParameters(spec, new Rng(6));
      const outputs = await lossAndGradients(parameters);
      for (const name of PROBED.filter((probed) => parameters.has(probed))) {
        const { dims, data } = parameters.get(name)!;
        const gradient = outputs[gradientName(name)]!.data as Float32Array;
        const length = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
        // Far enough for the loss to change beyond rounding, near enough to stay on the slope.
        const distance = 5e-4 / length;
        const lossAt = async (sign: number) => {
          const moved = data.map((value, i) => value + (sign * distance * gradient[i]!) / length);
          const result = await lossAndGradients(new Map(parameters).set(name, { dims, data: moved }));
          return (result[GRAPH_NAMES.loss]!.data as Float32Array)[0]!;
        };
        const slope = ((await lossAt(1)) - (await lossAt(-1))) / (2 * distance);
        expect({ name, agrees: Math.abs(slope / length - 1) < 0.02 }).toEqual({ name, agrees: true });
      }
      await session.release();
    }
  });
});

describe('TrainingStep', () => {
  it('goes on from a state as if it had never stopped', async () => {
    const settings = settingsOf({ batch: 4, optimiser: ADAMW });
    const inputs = pairs(7, 4, FRAMES);
    const through = await open(TINY, settings);
    for (let i = 0; i < 2; i++) await through.run(inputs, undefined, 1e-3);
    const resumed = await open(TINY, settings, through.state());
    for (let i = 0; i < 2; i++) {
      expect(await resumed.run(inputs, undefined, 1e-3)).toEqual(await through.run(inputs, undefined, 1e-3));
    }
    expect(resumed.state().step).toBe(4);
  });

  it('leaves the state that it was given as it was', async () => {
    const state = initialTrainingState(TINY, initialParameters(TINY, new Rng(1)), SGD);
    const before = state.parameters.get('conv1.weight')!.data.slice();
    const step = await open(TINY, settingsOf({ batch: 4 }), state);
    await step.run(pairs(8, 4, FRAMES), undefined, 0.1);
    expect(state.parameters.get('conv1.weight')!.data).toEqual(before);
    expect(step.state().parameters.get('conv1.weight')!.data).not.toEqual(before);
  });

  it('refuses settings that do not fit each other', async () => {
    const outOfRange = { code: 'SETTING_OUT_OF_RANGE' };
    const refused: [NetworkSpec, Partial<TrainingStepSettings>, RegExp][] = [
      [TINY, { frames: minimumFrames(TINY) - 1 }, /at least \d+ whole frames/],
      [TINY, { loss: CROSS_ENTROPY }, /classes/],
      [TINY_CLASSIFIER, { loss: NT_XENT }, /without classes/],
      [TINY, { batch: 15 }, /even batch/],
      [TINY, { batch: 1 }, /at least 2/],
      [TINY, { batch: 18, lowering: 'blocked' }, /multiple of/],
      [TINY, { loss: { kind: 'nt-xent', temperature: 0 } }, /temperature/],
      [TINY, { loss: { kind: 'nt-xent', temperature: 0.1, margin: 1 } }, /margin/],
    ];
    for (const [spec, change, message] of refused) {
      const opening = open(spec, settingsOf(change));
      await expect(opening).rejects.toMatchObject(outOfRange);
      await expect(opening).rejects.toThrow(message);
    }
  });

  it('refuses a batch of another size, and labels that are no classes', async () => {
    const step = await open(TINY_CLASSIFIER, settingsOf({ loss: CROSS_ENTROPY }));
    const inputs = pairs(9, 16, FRAMES);
    await expect(step.run(inputs.subarray(1), labelsOf(16), 0.1)).rejects.toThrow('A batch needs');
    await expect(step.run(inputs, undefined, 0.1)).rejects.toThrow('16 labels');
    await expect(step.run(inputs, labelsOf(16).fill(5, 3, 4), 0.1)).rejects.toThrow('Label 5');
    expect(step.state().step).toBe(0);
  });

  it('refuses the parameters of another network and the state of another optimiser', async () => {
    const other = initialParameters({ ...TINY, width: 1 }, new Rng(1));
    await expect(open(TINY, settingsOf(), initialTrainingState(TINY, other, SGD))).rejects.toMatchObject({
      code: 'MODEL_INCOMPATIBLE',
    });
    const adamwState = initialTrainingState(TINY, initialParameters(TINY, new Rng(1)), ADAMW);
    await expect(open(TINY, settingsOf(), adamwState)).rejects.toMatchObject({
      code: 'CHECKPOINT_INCOMPATIBLE',
    });
  });
});
