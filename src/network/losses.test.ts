import { describe, expect, it } from 'vitest';
import { Rng } from '../numeric/index.js';
import { createOnnxRuntime } from '../platform/node/index.js';
import { GraphBuilder } from './graph-builder.js';
import type { Tensor } from './graph-runtime.js';
import { traceCrossEntropy, traceNtXent, type TracedLoss } from './losses.js';

const runtime = createOnnxRuntime({ threads: 1 });

interface LossValues {
  readonly loss: number;
  readonly correct: number;
  readonly gradient: Float32Array;
}

async function evaluate(
  shape: readonly [number, number],
  values: Float32Array,
  trace: (
    graph: GraphBuilder,
    rows: { value: ReturnType<GraphBuilder['input']>; rows: number; columns: number },
  ) => TracedLoss,
  feeds: Record<string, Tensor> = {},
): Promise<LossValues> {
  const graph = new GraphBuilder();
  const [rows, columns] = shape;
  const traced = trace(graph, { value: graph.input('rows', shape), rows, columns });
  graph.output('loss', traced.loss, []);
  graph.output('correct', traced.correct, []);
  graph.output('gradient', traced.gradient, shape);
  const session = await runtime.load(graph.build());
  const outputs = await session.run({ rows: { data: values, dims: shape }, ...feeds });
  await session.release();
  const numbers = (name: string) => outputs[name]!.data as Float32Array;
  return { loss: numbers('loss')[0]!, correct: numbers('correct')[0]!, gradient: numbers('gradient') };
}

/** Slope of a function at each of its arguments. */
function slopes(values: Float32Array, loss: (values: Float64Array) => number): number[] {
  const step = 1e-5;
  return Array.from(values, (_, i) => {
    const shifted = (by: number) => Float64Array.from(values, (value, k) => (k === i ? value + by : value));
    return (loss(shifted(step)) - loss(shifted(-step))) / (2 * step);
  });
}

function expectClose(found: Float32Array, expected: readonly number[]): void {
  const largest = Math.max(...expected.map(Math.abs));
  found.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5 * Math.max(1, largest));
  });
}

function normals(seed: number, count: number): Float32Array {
  const rng = new Rng(seed);
  return new Float32Array(count).map(() => rng.normal());
}

/** −log softmax(row)[answer], the row's entry `left` left out. */
function surprise(row: readonly number[], answer: number, left?: number): number {
  const sum = row.reduce((total, value, i) => (i === left ? total : total + Math.exp(value)), 0);
  return Math.log(sum) - row[answer]!;
}

describe('cross-entropy', () => {
  const labels = [2, 0, 1, 2, 2];
  const values = normals(1, 15);
  const feeds = { labels: { data: BigInt64Array.from(labels, BigInt), dims: [5] } };
  const traced = () =>
    evaluate(
      [5, 3],
      values,
      (graph, rows) => traceCrossEntropy(graph, rows, graph.input('labels', [5], 'int64')),
      feeds,
    );
  const byHand = (logits: Float64Array) =>
    labels.reduce(
      (sum, label, i) => sum + surprise(Array.from(logits.subarray(3 * i, 3 * i + 3)), label),
      0,
    ) / 5;

  it('is the mean surprise at the labels, with its gradient', async () => {
    const { loss, gradient } = await traced();
    expect(loss).toBeCloseTo(byHand(Float64Array.from(values)), 5);
    expectClose(gradient, slopes(values, byHand));
  });

  it('counts the rows whose largest logit is the label', async () => {
    const expected = labels.filter((label, i) => {
      const row = Array.from(values.subarray(3 * i, 3 * i + 3));
      return row.indexOf(Math.max(...row)) === label;
    });
    expect((await traced()).correct).toBe(expected.length);
  });
});

describe('NT-Xent', () => {
  const rows = 6;
  const columns = 4;
  const temperature = 0.3;
  const traced = (values: Float32Array, margin = 0) =>
    evaluate([rows, columns], values, (graph, input) => traceNtXent(graph, input, { temperature, margin }));

  function byHand(values: Float64Array, margin = 0): number {
    const unit = Array.from({ length: rows }, (_, i) => {
      const row = Array.from(values.subarray(i * columns, (i + 1) * columns));
      const length = Math.hypot(...row);
      return row.map((value) => value / length);
    });
    const similarity = (a: number[], b: number[]) =>
      a.reduce((sum, value, k) => sum + value * b[k]!, 0) / temperature;
    const surprises = unit.map((a, i) =>
      surprise(
        unit.map((b, k) => similarity(a, b) - (k === (i ^ 1) ? margin / temperature : 0)),
        i ^ 1,
        i,
      ),
    );
    return surprises.reduce((sum, value) => sum + value, 0) / rows;
  }

  it('is the mean surprise at the partner among all others, with its gradient', async () => {
    const values = normals(2, rows * columns);
    const { loss, gradient } = await traced(values);
    expect(loss).toBeCloseTo(byHand(Float64Array.from(values)), 5);
    expectClose(gradient, slopes(values, byHand));
  });

  it('asks of a pair that it lies closer than all others by the margin', async () => {
    const values = normals(2, rows * columns);
    const { loss, gradient } = await traced(values, 0.2);
    const expected = (of: Float64Array) => byHand(of, 0.2);
    expect(loss).toBeGreaterThan((await traced(values)).loss);
    expect(loss).toBeCloseTo(expected(Float64Array.from(values)), 5);
    expectClose(gradient, slopes(values, expected));
  });

  it('does not see how long the vectors are', async () => {
    const values = normals(3, rows * columns);
    const stretched = values.map((value, i) => value * (1 + Math.floor(i / columns)));
    expect((await traced(stretched)).loss).toBeCloseTo((await traced(values)).loss, 5);
  });

  it('counts the rows whose nearest neighbour is their partner', async () => {
    const axes = (axis: readonly number[]) =>
      Float32Array.from({ length: rows * columns }, (_, i) =>
        axis[Math.floor(i / columns)] === i % columns ? 1 : 0,
      );
    expect((await traced(axes([0, 0, 1, 1, 2, 2]))).correct).toBe(6);
    // Rows 0 and 2 point the same way; rows 4 and 5 are a pair.
    expect((await traced(axes([0, 1, 0, 3, 2, 2]))).correct).toBeLessThan(6);
  });

  it('gives a finite gradient for a vector of zeros', async () => {
    const values = normals(4, rows * columns).fill(0, 0, columns);
    const { gradient } = await traced(values);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});
