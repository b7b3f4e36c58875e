import { DoppeltonError } from '../errors/index.js';
import { BlockedLowering } from './blocked-lowering.js';
import { GraphBuilder } from './graph-builder.js';
import type { GraphRuntime } from './graph-runtime.js';
import type { Lowering, LoweringName } from './lowering.js';
import { PortableLowering } from './portable-lowering.js';

/** A multiple of every block that is in use: 8 floats with AVX2, 16 with AVX-512 and NEON. */
const PROBED_CHANNELS = 32;

/**
 * How many channels the runtime's blocked layout puts side by side on this processor, read off a plane that it
 * re-orders.
 *
 * @returns Undefined when the runtime has no blocked layout.
 */
export async function measureBlock(runtime: GraphRuntime): Promise<number | undefined> {
  const dims = [1, PROBED_CHANNELS, 1, 2];
  const graph = new GraphBuilder();
  const plain = graph.input('plain', dims);
  graph.output('blocked', graph.node('ReorderInput', [plain], { domain: 'com.microsoft.nchwc' }), dims);
  try {
    const session = await runtime.load(graph.build());
    const data = Float32Array.from({ length: 2 * PROBED_CHANNELS }, (_, index) => index);
    const { blocked } = await session.run({ plain: { data, dims } });
    await session.release();
    // The second frame of channel 0 follows the first frames of a whole block.
    const block = (blocked!.data as Float32Array).indexOf(1);
    return block > 1 && PROBED_CHANNELS % block === 0 ? block : undefined;
  } catch (error) {
    if (error instanceof DoppeltonError && error.code === 'RUNTIME_FAILED') return undefined;
    throw error;
  }
}

/**
 * Prepares a lowering for batches of one size.
 *
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` when the blocked lowering cannot take such batches, `RUNTIME_FAILED`
 *   when the runtime has none.
 */
export async function loweringFactory(
  runtime: GraphRuntime,
  name: LoweringName,
  batch: number,
): Promise<(graph: GraphBuilder) => Lowering> {
  if (name === 'portable') return (graph) => new PortableLowering(graph);
  const block = await measureBlock(runtime);
  if (block === undefined) {
    throw new DoppeltonError('RUNTIME_FAILED', "This runtime has no blocked layout; choose 'portable'");
  }
  if (batch % block !== 0) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      `The blocked lowering needs a batch that is a multiple of ${block}, not ${batch}; choose another or 'portable'`,
    );
  }
  return (graph) => new BlockedLowering(graph, block);
}
