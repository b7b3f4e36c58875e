import { readFileSync } from 'node:fs';
import { isRunningStatistic, parameterShapes } from './cqt-net.js';
import type { NamedTensor, NamedTensors } from './named-tensors.js';
import { PAPER_NETWORK, type NetworkSpec } from './network-spec.js';

interface Oracle {
  readonly parameters: readonly { name: string; shape: readonly number[] }[];
  readonly eval: {
    readonly feature_first8: readonly (readonly number[])[];
    readonly feature_norm: readonly number[];
    readonly logits: readonly (readonly number[])[];
    readonly cosine_0_1: number;
  };
  readonly train_step_0: {
    readonly loss: number;
    readonly gradients: readonly { name: string; l2: number; first4: readonly number[] }[];
  };
  readonly 'sgd_momentum_0.9_lr_1e-5_losses': readonly number[];
  readonly eval_after_5_steps: {
    readonly feature_first8: readonly (readonly number[])[];
    readonly feature_norm: readonly number[];
  };
  readonly running_stats_after_5_steps: readonly { name: string; mean_l2: number; var_l2: number }[];
}

/** PyTorch's figures in double precision; fixtures/cqtnet/README.md says how they were made. */
export const oracle = JSON.parse(
  readFileSync(new URL('../../fixtures/cqtnet/pytorch.json', import.meta.url), 'utf8'),
) as Oracle;

export const ORACLE_SPEC: NetworkSpec = { ...PAPER_NETWORK, classes: 10 };
export const ORACLE_BATCH = 4;
export const ORACLE_FRAMES = 201;
export const ORACLE_LABELS = [0, 3, 3, 7];

/** The oracle's input, shape [4, 1, 84, 201]. */
export function oracleInput(): Float32Array {
  const draw = lehmer(77);
  return Float32Array.from({ length: ORACLE_BATCH * ORACLE_SPEC.inputBins * ORACLE_FRAMES }, draw);
}

/** The oracle's parameters before training. */
export function oracleParameters(): NamedTensors {
  const tensors = new Map<string, NamedTensor>();
  let index = 0;
  for (const { name, dims } of parameterShapes(ORACLE_SPEC)) {
    const isDrawn = name.endsWith('.weight') && !name.startsWith('norm');
    const size = dims.reduce((product, dim) => product * dim, 1);
    const data = new Float32Array(size);
    if (isDrawn) {
      const limit = Math.sqrt(6 / (size / dims[0]!));
      const draw = lehmer(1000 + index);
      for (let i = 0; i < size; i++) data[i] = (2 * draw() - 1) * limit;
    } else if (name.endsWith('.weight') || name.endsWith('.variance')) {
      data.fill(1);
    }
    tensors.set(name, { dims, data });
    if (!isRunningStatistic(name)) index++;
  }
  return tensors;
}

/** The generator that the oracle drew from: s ← 16807 s mod (2³¹ − 1), u = s / (2³¹ − 1). */
function lehmer(seed: number): () => number {
  const modulus = 2_147_483_647;
  let state = seed;
  return () => {
    state = (state * 16_807) % modulus;
    return state / modulus;
  };
}
