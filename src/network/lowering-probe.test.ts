import { describe, expect, it } from 'vitest';
import { DoppeltonError } from '../errors/index.js';
import { createOnnxRuntime } from '../platform/node/index.js';
import type { GraphRuntime } from './graph-runtime.js';
import { measureBlock } from './lowering-factory.js';
import { chooseLowering } from './lowering-probe.js';

const runtime = createOnnxRuntime({ threads: 1 });

/** As other execution providers are: without the operators of the blocked layout. */
const withoutBlocks: GraphRuntime = {
  load: async (model) => {
    if (Buffer.from(model).includes('com.microsoft.nchwc')) {
      throw new DoppeltonError('RUNTIME_FAILED', 'unknown operator set');
    }
    return runtime.load(model);
  },
};

describe('measureBlock', () => {
  it('finds a power of two on this processor, and nothing where the runtime has no blocks', async () => {
    expect([4, 8, 16, undefined]).toContain(await measureBlock(runtime));
    expect(await measureBlock(withoutBlocks)).toBeUndefined();
  });
});

describe('chooseLowering', () => {
  it('takes the blocked lowering exactly where there are blocks', async () => {
    const block = await measureBlock(runtime);
    const { lowering, reason } = await chooseLowering(runtime, 16);
    expect(lowering).toBe(block === undefined ? 'portable' : 'blocked');
    expect(reason).toMatch(block === undefined ? /no blocked layout/ : /same gradients/);
  });

  it('falls back, and says why, for odd batches and runtimes without blocks', async () => {
    expect(await chooseLowering(runtime, 17)).toMatchObject({ lowering: 'portable' });
    expect(await chooseLowering(withoutBlocks, 16)).toEqual({
      lowering: 'portable',
      reason: 'the runtime has no blocked layout',
    });
  });
});
