import { describe, expect, it } from 'vitest';
import { createOnnxRuntime } from '../platform/node/index.js';
import { buildInferenceGraph } from './inference-graph.js';
import { measureBlock } from './lowering-factory.js';
import type { LoweringName } from './lowering.js';
import type { NamedTensors } from './named-tensors.js';
import {
  oracle,
  ORACLE_BATCH,
  ORACLE_FRAMES,
  ORACLE_LABELS,
  ORACLE_SPEC,
  oracleInput,
  oracleParameters,
} from './oracle.contract.js';
import type { OptimiserSpec } from './optimisers.js';
import { initialTrainingState, TrainingStep } from './training-step.js';

/** The full-width network takes seconds a step on a busy machine. */
const TIMEOUT_MS = 600_000;
const RATE = 1e-5;
const SGD: OptimiserSpec = { kind: 'sgd', momentum: 0.9, weightDecay: 0 };

/** The first block of convolutions from the end that no flipped decision of ReLU or maximum lies behind. */
const BEYOND_FLIPS = /^(norm9|fc)/;

const runtime = createOnnxRuntime({ threads: 2 });

/** The oracle's first steps; the batch may be repeated, which changes neither its moments nor its mean loss. */
async function train(lowering: LoweringName, { steps, repeats }: { steps: number; repeats: number }) {
  const batch = ORACLE_BATCH * repeats;
  const once = oracleInput();
  const inputs = new Float32Array(once.length * repeats);
  for (let i = 0; i < repeats; i++) inputs.set(once, i * once.length);
  const labels = Int32Array.from({ length: batch }, (_, row) => ORACLE_LABELS[row % ORACLE_BATCH]!);
  const step = await TrainingStep.create(
    runtime,
    ORACLE_SPEC,
    {
      batch,
      frames: ORACLE_FRAMES,
      loss: { kind: 'cross-entropy' },
      optimiser: SGD,
      lowering,
      outputGradients: true,
    },
    initialTrainingState(ORACLE_SPEC, oracleParameters(), SGD),
  );
  const losses: number[] = [];
  let gradients: NamedTensors | undefined;
  for (let i = 0; i < steps; i++) {
    losses.push((await step.run(inputs, labels, RATE)).loss);
    gradients ??= step.gradients();
  }
  const { parameters } = step.state();
  await step.release();
  return { losses, gradients: gradients!, parameters };
}

function lengthOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

function expectSameLosses(losses: readonly number[]): void {
  losses.forEach((loss, i) => {
    expect(Math.abs(loss / oracle['sgd_momentum_0.9_lr_1e-5_losses'][i]! - 1)).toBeLessThan(1e-3);
  });
}

function expectSameGradients(gradients: NamedTensors): void {
  for (const { name, l2, first4 } of oracle.train_step_0.gradients) {
    const { data } = gradients.get(name)!;
    const tolerance = BEYOND_FLIPS.test(name) ? 2e-5 : 2e-3;
    expect({ name, agrees: Math.abs(lengthOf(data) / l2 - 1) < tolerance }).toEqual({ name, agrees: true });
    const typical = l2 / Math.sqrt(data.length);
    // Single numbers feel every flipped decision, lengths hardly.
    first4.forEach((expected, i) => {
      const agrees = Math.abs(data[i]! - expected) < 20 * tolerance * typical;
      expect({ name, i, agrees }).toEqual({ name, i, agrees: true });
    });
  }
}

describe('training the network of the paper', () => {
  it(
    'goes as in PyTorch with the portable lowering: losses, gradients, running statistics, features',
    async () => {
      const { losses, gradients, parameters } = await train('portable', { steps: 5, repeats: 1 });
      expect(losses).toHaveLength(oracle['sgd_momentum_0.9_lr_1e-5_losses'].length);
      expectSameLosses(losses);
      expectSameGradients(gradients);
      for (const { name, mean_l2, var_l2 } of oracle.running_stats_after_5_steps) {
        expect(Math.abs(lengthOf(parameters.get(`${name}.mean`)!.data) / mean_l2 - 1)).toBeLessThan(1e-5);
        expect(Math.abs(lengthOf(parameters.get(`${name}.variance`)!.data) / var_l2 - 1)).toBeLessThan(1e-5);
      }
      await expectSameFeatures(parameters);
    },
    TIMEOUT_MS,
  );

  it(
    'goes as in PyTorch with the blocked lowering: losses and gradients',
    async () => {
      const block = (await measureBlock(runtime)) ?? 0;
      const { losses, gradients } = await train('blocked', { steps: 2, repeats: block / ORACLE_BATCH });
      expectSameLosses(losses);
      expectSameGradients(gradients);
    },
    TIMEOUT_MS,
  );
});

async function expectSameFeatures(parameters: NamedTensors): Promise<void> {
  const { model, outputSize } = buildInferenceGraph(ORACLE_SPEC, parameters, { output: 'feature' });
  const session = await runtime.load(model);
  const dims = [ORACLE_BATCH, 1, ORACLE_SPEC.inputBins, ORACLE_FRAMES];
  const { embedding } = await session.run({ constantQ: { data: oracleInput(), dims } });
  await session.release();
  const features = embedding!.data as Float32Array;
  oracle.eval_after_5_steps.feature_norm.forEach((norm, i) => {
    const feature = features.subarray(i * outputSize, (i + 1) * outputSize);
    expect(Math.abs(lengthOf(feature) / norm - 1)).toBeLessThan(1e-4);
    oracle.eval_after_5_steps.feature_first8[i]!.forEach((expected, k) => {
      expect(Math.abs(feature[k]! - expected)).toBeLessThan((5e-3 * norm) / Math.sqrt(outputSize));
    });
  });
}
