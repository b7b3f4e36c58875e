import { GraphBuilder, type GraphRuntime } from '../network/index.js';

const MATRIX_SIZE = 2048;

export interface Workload {
  readonly title: string;
  readonly flops: number;
  /** Units of work in one run: fragments, or the one product. */
  readonly units: number;
  run(): Promise<unknown>;
}

/** The product of two large matrices: what a machine can do, to hold all else against. */
export async function matrixProduct(runtime: GraphRuntime): Promise<Workload> {
  const dims = [MATRIX_SIZE, MATRIX_SIZE];
  const graph = new GraphBuilder();
  graph.output('c', graph.matrixProduct(graph.input('a', dims), graph.input('b', dims)), dims);
  const session = await runtime.load(graph.build());
  const data = new Float32Array(MATRIX_SIZE ** 2).fill(0.5);
  return {
    title: 'large matrix product',
    flops: 2 * MATRIX_SIZE ** 3,
    units: 1,
    run: () => session.run({ a: { data, dims }, b: { data, dims } }),
  };
}
