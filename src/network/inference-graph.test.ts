import { beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { createOnnxRuntime } from '../platform/node/index.js';
import { compactBasis } from './compact-basis.js';
import { initialParameters, minimumFrames } from './cqt-net.js';
import { buildInferenceGraph, type EmbeddingOutput } from './inference-graph.js';
import type { NamedTensors } from './named-tensors.js';
import { PAPER_NETWORK, type NetworkSpec } from './network-spec.js';
import {
  oracle,
  ORACLE_BATCH,
  ORACLE_FRAMES,
  ORACLE_SPEC,
  oracleInput,
  oracleParameters,
} from './oracle.contract.js';

const runtime = createOnnxRuntime({ threads: 1 });

async function embed(
  spec: NetworkSpec,
  parameters: NamedTensors,
  output: EmbeddingOutput,
  input: { data: Float32Array; fragments: number; frames: number },
): Promise<Float32Array[]> {
  const { model, outputSize } = buildInferenceGraph(spec, parameters, { output });
  const session = await runtime.load(model);
  try {
    const dims = [input.fragments, 1, spec.inputBins, input.frames];
    const { embedding } = await session.run({ constantQ: { data: input.data, dims } });
    expect(embedding!.dims).toEqual([input.fragments, outputSize]);
    const values = embedding!.data as Float32Array;
    return Array.from({ length: input.fragments }, (_, i) =>
      values.slice(i * outputSize, (i + 1) * outputSize),
    );
  } finally {
    await session.release();
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function cosine(a: Float32Array, b: Float32Array): number {
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

function noise(seed: number, fragments: number, frames: number) {
  const rng = new Rng(seed);
  const data = new Float32Array(fragments * 84 * frames).map(() => rng.uniform());
  return { data, fragments, frames };
}

describe('buildInferenceGraph on the network of the paper', () => {
  const parameters = oracleParameters();
  const input = { data: oracleInput(), fragments: ORACLE_BATCH, frames: ORACLE_FRAMES };
  let features: Float32Array[];
  beforeAll(async () => {
    features = await embed(ORACLE_SPEC, parameters, 'feature', input);
  });

  it('gives the features that PyTorch gives, to 1e-4', () => {
    features.forEach((feature, i) => {
      const norm = oracle.eval.feature_norm[i]!;
      expect(Math.abs(Math.sqrt(dot(feature, feature)) / norm - 1)).toBeLessThan(1e-4);
      const typical = norm / Math.sqrt(feature.length);
      oracle.eval.feature_first8[i]!.forEach((expected, k) => {
        expect(Math.abs(feature[k]! - expected)).toBeLessThan(1e-4 * typical);
      });
    });
    expect(cosine(features[0]!, features[1]!)).toBeCloseTo(oracle.eval.cosine_0_1, 6);
  });

  it('gives the logits that PyTorch gives', async () => {
    const logits = await embed(ORACLE_SPEC, parameters, 'logits', input);
    logits.forEach((row, i) => {
      row.forEach((value, k) => {
        expect(Math.abs(value - oracle.eval.logits[i]![k]!)).toBeLessThan(4e-4);
      });
    });
  });

  it('keeps lengths and cosines in the compact basis, in a quarter of the numbers', async () => {
    const compact = await embed(ORACLE_SPEC, parameters, 'compact', input);
    expect(compact[0]!.length).toBe(513);
    for (let i = 0; i < ORACLE_BATCH; i++) {
      expect(Math.abs(dot(compact[i]!, compact[i]!) / dot(features[i]!, features[i]!) - 1)).toBeLessThan(
        1e-5,
      );
      for (let k = 0; k < i; k++) {
        const difference = cosine(compact[i]!, compact[k]!) - cosine(features[i]!, features[k]!);
        expect(Math.abs(difference)).toBeLessThan(1e-6);
      }
    }
  });
});

describe('buildInferenceGraph', () => {
  const spec: NetworkSpec = { ...PAPER_NETWORK, width: 0.05, timePools: 2, featureSize: 24 };
  const parameters = initialParameters(spec, new Rng(3));

  it('takes any number of fragments of any length, each by itself', async () => {
    const minimum = minimumFrames(spec);
    for (const frames of [minimum, minimum + 1, minimum + 60]) {
      const input = noise(frames, 3, frames);
      const together = await embed(spec, parameters, 'feature', input);
      for (let i = 0; i < 3; i++) {
        const size = 84 * frames;
        const data = input.data.slice(i * size, (i + 1) * size);
        const [alone] = await embed(spec, parameters, 'feature', { data, fragments: 1, frames });
        alone!.forEach((value, k) => {
          expect(value).toBeCloseTo(together[i]![k]!, 4);
        });
      }
    }
  });

  it('fails on a fragment that is one frame too short', async () => {
    const input = noise(1, 1, minimumFrames(spec) - 1);
    await expect(embed(spec, parameters, 'feature', input)).rejects.toMatchObject({ code: 'RUNTIME_FAILED' });
  });

  it('refuses parameters of another network', () => {
    const other = initialParameters({ ...spec, featureSize: 25 }, new Rng(3));
    expect(() => buildInferenceGraph(spec, other, { output: 'feature' })).toThrow(
      expect.objectContaining({ code: 'MODEL_INCOMPATIBLE' }),
    );
  });

  it('lets compact vectors be expanded to the features, whether or not the basis is smaller', async () => {
    const input = noise(5, 2, minimumFrames(spec) + 9);
    for (const featureSize of [24, 100]) {
      const sized = { ...spec, featureSize };
      const drawn = initialParameters(sized, new Rng(3));
      const rng = new Rng(4);
      const bias = new Float32Array(featureSize).map(() => rng.normal());
      const weights = new Map(drawn).set('fc0.bias', { dims: [featureSize], data: bias });
      const basis = compactBasis(sized, weights);
      expect(basis.size).toBe(Math.min(featureSize, 32 + 1));
      const features = await embed(sized, weights, 'feature', input);
      const compact = await embed(sized, weights, 'compact', input);
      compact.forEach((vector, i) => {
        basis.expand(vector).forEach((value, k) => {
          expect(value).toBeCloseTo(features[i]![k]!, 4);
        });
      });
    }
  });
});
