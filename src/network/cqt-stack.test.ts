import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { createOnnxRuntime } from '../platform/node/index.js';
import {
  cqtNetLayers,
  finalChannels,
  forwardFlops,
  initialParameters,
  minimumFrames,
  parameterShapes,
} from './cqt-net.js';
import { buildInferenceGraph } from './inference-graph.js';
import type { LoweringName } from './lowering.js';
import { networkSpecSchema, type CqtStackSpec, type StackedConvolution } from './network-spec.js';
import type { OptimiserSpec } from './optimisers.js';
import { initialTrainingState, TrainingStep } from './training-step.js';

const runtime = createOnnxRuntime({ threads: 1 });
const ADAMW: OptimiserSpec = { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01 };

function stack(...convolutions: StackedConvolution[]): CqtStackSpec {
  return { kind: 'cqt-stack', inputBins: 84, featureSize: 24, convolutions };
}

/** Kernels of one frame and of more, padded and not, pools behind some. */
const MIXED = stack(
  { channels: 16, kernelBins: 12, kernelFrames: 3, padBins: 6, timePool: true },
  { channels: 32, kernelBins: 13, kernelFrames: 1 },
  { channels: 16, kernelBins: 9, kernelFrames: 4, timePool: true },
  { channels: 32, kernelBins: 3, kernelFrames: 2, padBins: 1 },
);
/** No look at time at all. */
const POINTWISE = stack(
  { channels: 16, kernelBins: 12, kernelFrames: 1 },
  { channels: 16, kernelBins: 1, kernelFrames: 1, timePool: true },
  { channels: 16, kernelBins: 5, kernelFrames: 1 },
);
const VARIANTS: [string, CqtStackSpec][] = [
  ['mixed', MIXED],
  ['pointwise', POINTWISE],
];

/** Rows 2i and 2i + 1 are alike, all others differ. */
function pairs(batch: number, frames: number): Float32Array {
  const rng = new Rng(2);
  const size = 84 * frames;
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

async function lossesOf(spec: CqtStackSpec, lowering: LoweringName, frames: number): Promise<number[]> {
  const state = initialTrainingState(spec, initialParameters(spec, new Rng(1)), ADAMW);
  const loss = { kind: 'nt-xent', temperature: 0.2 } as const;
  const settings = { batch: 16, frames, loss, optimiser: ADAMW, lowering };
  const step = await TrainingStep.create(runtime, spec, settings, state);
  const inputs = pairs(16, frames);
  const losses: number[] = [];
  for (let i = 0; i < 5; i++) losses.push((await step.run(inputs, undefined, 3e-3)).loss);
  await step.release();
  return losses;
}

describe('a network given layer by layer', () => {
  it.each(VARIANTS)('learns alike with both lowerings (%s)', async (_, spec) => {
    const frames = minimumFrames(spec) + 9;
    const portable = await lossesOf(spec, 'portable', frames);
    const blocked = await lossesOf(spec, 'blocked', frames);
    const apart = blocked.map((loss, i) => Math.abs(loss / portable[i]! - 1));
    // Rounding grows from step to step: 5e-7 after five where this was written.
    expect(Math.max(...apart)).toBeLessThan(1e-4);
    expect(portable.at(-1)!).toBeLessThan(0.9 * portable[0]!);
  });

  it('has the layers that the spec says, in their order', () => {
    const kinds = cqtNetLayers(MIXED).map(({ kind }) => kind);
    const block = ['convolution', 'normalisation', 'relu'];
    const pooled = ['convolution', 'normalisation', 'time-pool', 'relu'];
    const last = ['convolution', 'normalisation', 'global-max-pool', 'relu'];
    expect(kinds).toEqual([...pooled, ...block, ...pooled, ...last, 'linear']);
    expect(cqtNetLayers({ ...MIXED, classes: 7 }).at(-1)).toMatchObject({ inputs: 24, outputs: 7 });
    expect(finalChannels(MIXED)).toBe(32);
    const convolutions = parameterShapes(MIXED).filter(({ name }) => name.startsWith('conv'));
    expect(convolutions.map(({ dims }) => dims)).toEqual([
      [16, 1, 12, 3],
      [32, 16, 13, 1],
      [16, 32, 9, 4],
      [32, 16, 3, 2],
    ]);
  });

  it('counts the operations of its convolutions', () => {
    const spec = stack(
      { channels: 16, kernelBins: 13, kernelFrames: 3, timePool: true },
      { channels: 32, kernelBins: 5, kernelFrames: 1, padBins: 2 },
    );
    // 84 × 20 becomes 72 × 18; the pool leaves 10 frames.
    const first = 2 * 13 * 3 * 16 * (72 * 18);
    const second = 2 * 16 * 5 * 32 * (72 * 10);
    expect(forwardFlops(spec, 20)).toBe(first + second);
  });

  it.each(VARIANTS)('takes as few frames as it says, and no fewer (%s)', async (_, spec) => {
    const parameters = initialParameters(spec, new Rng(3));
    const { model, outputSize } = buildInferenceGraph(spec, parameters, { output: 'feature' });
    const session = await runtime.load(model);
    const run = (frames: number) => {
      const data = new Float32Array(84 * frames).map((_value, i) => Math.sin(i) ** 2);
      return session.run({ constantQ: { data, dims: [1, 1, 84, frames] } });
    };
    const least = minimumFrames(spec);
    const { embedding } = await run(least);
    expect(embedding!.dims).toEqual([1, outputSize]);
    expect((embedding!.data as Float32Array).every(Number.isFinite)).toBe(true);
    expect(forwardFlops(spec, least)).toBeGreaterThan(0);
    expect(() => forwardFlops(spec, least - 1)).toThrow(`at least ${least}`);
    await session.release();
  });

  it('needs a frame where it never looks at more than one', () => {
    expect(minimumFrames(POINTWISE)).toBe(1);
    // Behind the last pool 2 frames, before it 2, behind the first 5, before it 8; the kernels take 2 + 3 + 1.
    expect(minimumFrames(MIXED)).toBe(10);
  });
});

describe('networkSpecSchema, layer by layer', () => {
  const { convolutions } = MIXED;
  const changed = (change: object) =>
    networkSpecSchema.safeParse({
      ...MIXED,
      convolutions: [{ ...convolutions[0], ...change }, convolutions[1]],
    });

  it('takes what it should, as JSON carries it', () => {
    for (const [, spec] of VARIANTS) {
      expect(networkSpecSchema.parse(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    }
    expect(changed({ padBins: 0, timePool: false }).success).toBe(true);
  });

  it.each([
    { channels: 24 },
    { channels: 0 },
    { channels: 8192 },
    { kernelBins: 0 },
    { kernelBins: 2.5 },
    { kernelBins: 85 },
    { kernelFrames: 0 },
    { kernelFrames: 65 },
    { padBins: -1 },
    { timePool: 1 },
    { dilationFrames: 2 },
    { channels: '16' },
  ])('refuses a convolution with %j', (change) => {
    expect(changed(change).success).toBe(false);
  });

  it('refuses too few layers, and the settings of another kind', () => {
    expect(networkSpecSchema.safeParse({ ...MIXED, convolutions: convolutions.slice(0, 1) }).success).toBe(
      false,
    );
    expect(networkSpecSchema.safeParse({ ...MIXED, width: 1 }).success).toBe(false);
    expect(networkSpecSchema.safeParse({ ...MIXED, inputBins: 96 }).success).toBe(false);
    expect(networkSpecSchema.safeParse({ ...MIXED, kind: 'cqt-net' }).success).toBe(false);
  });
});
