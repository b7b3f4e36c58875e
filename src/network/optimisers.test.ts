import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { createOnnxRuntime } from '../platform/node/index.js';
import { GraphBuilder, type Value } from './graph-builder.js';
import type { Tensor } from './graph-runtime.js';
import { createOptimiser, type OptimiserSpec } from './optimisers.js';

const SIZE = 6;
const STEPS = 5;
const runtime = createOnnxRuntime({ threads: 1 });

interface Trajectory {
  readonly start: Float32Array;
  readonly gradients: readonly Float32Array[];
  readonly rates: readonly number[];
}

function trajectory(): Trajectory {
  const rng = new Rng(8);
  const draw = () => new Float32Array(SIZE).map(() => rng.normal());
  return {
    start: draw(),
    gradients: Array.from({ length: STEPS }, draw),
    rates: Array.from({ length: STEPS }, () => rng.uniform(0.01, 0.1)),
  };
}

/** Where a parameter of this name ends after all steps, by the graph. */
async function byGraph(spec: OptimiserSpec, name: string, { start, gradients, rates }: Trajectory) {
  const optimiser = createOptimiser(spec);
  const graph = new GraphBuilder();
  const input = (key: string, dims: number[]) => [key, graph.input(key, dims)] as const;
  const parameter = graph.input('parameter', [SIZE]);
  const gradient = graph.input('gradient', [SIZE]);
  const slots: Record<string, Value> = Object.fromEntries(
    optimiser.slotNames.map((key) => input(key, [SIZE])),
  );
  const scalars = Object.fromEntries(Object.keys(optimiser.scalars(1, 1)).map((key) => input(key, [])));
  const updated = optimiser.update(graph, { name, parameter, gradient, slots, scalars });
  graph.output('next parameter', updated.parameter, [SIZE]);
  for (const [key, value] of Object.entries(updated.slots)) graph.output(`next ${key}`, value, [SIZE]);
  const session = await runtime.load(graph.build());
  const kept = ['parameter', ...optimiser.slotNames];
  let state: Record<string, Tensor> = Object.fromEntries(
    kept.map((key) => [key, { dims: [SIZE], data: key === 'parameter' ? start : new Float32Array(SIZE) }]),
  );
  for (let step = 1; step <= STEPS; step++) {
    const scalarFeeds = Object.entries(optimiser.scalars(rates[step - 1]!, step)).map(
      ([key, value]): [string, Tensor] => [key, { dims: [], data: Float32Array.of(value) }],
    );
    const outputs = await session.run({
      ...state,
      gradient: { dims: [SIZE], data: gradients[step - 1]! },
      ...Object.fromEntries(scalarFeeds),
    });
    state = Object.fromEntries(kept.map((key) => [key, outputs[`next ${key}`]!]));
  }
  await session.release();
  return Array.from(state['parameter']!.data as Float32Array);
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 5);
  });
}

describe('sgd', () => {
  it('follows v ← μ v + g + λ p, p ← p − η v', async () => {
    const path = trajectory();
    const expected = Array.from(path.start, (start, i) => {
      let [p, v] = [start, 0];
      path.gradients.forEach((gradient, step) => {
        v = 0.9 * v + gradient[i]! + 0.02 * p;
        p -= path.rates[step]! * v;
      });
      return p;
    });
    const spec = { kind: 'sgd', momentum: 0.9, weightDecay: 0.02 } as const;
    expectClose(await byGraph(spec, 'norm0.bias', path), expected);
  });
});

describe('adamw', () => {
  const spec = { kind: 'adamw', beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.3 } as const;

  function byHand({ start, gradients, rates }: Trajectory, weightDecay: number): number[] {
    return Array.from(start, (begin, i) => {
      let [p, m, v] = [begin, 0, 0];
      gradients.forEach((gradient, step) => {
        const g = gradient[i]!;
        m = 0.8 * m + 0.2 * g;
        v = 0.95 * v + 0.05 * g * g;
        p *= 1 - rates[step]! * weightDecay;
        p -=
          (rates[step]! * (m / (1 - 0.8 ** (step + 1)))) / (Math.sqrt(v / (1 - 0.95 ** (step + 1))) + 1e-3);
      });
      return p;
    });
  }

  it('decays the weights of convolutions and fully connected layers', async () => {
    const path = trajectory();
    for (const name of ['conv3.weight', 'fc0.weight']) {
      expectClose(await byGraph(spec, name, path), byHand(path, 0.3));
    }
  });

  it('leaves biases and normalisation undecayed', async () => {
    const path = trajectory();
    for (const name of ['fc0.bias', 'norm2.weight', 'norm2.bias']) {
      expectClose(await byGraph(spec, name, path), byHand(path, 0));
    }
  });
});
