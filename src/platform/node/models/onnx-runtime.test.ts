import { describe, expect, it } from 'vitest';
import {
  buildInferenceGraph,
  initialParameters,
  minimumFrames,
  PAPER_NETWORK,
} from '../../../network/index.js';
import { Rng } from '../../../numeric/index.js';
import { createOnnxRuntime } from './onnx-runtime.js';

const SPEC = { ...PAPER_NETWORK, width: 0.05, timePools: 0, featureSize: 8 };

describe('createOnnxRuntime', () => {
  it('runs a graph, whatever the number of threads', async () => {
    const { model } = buildInferenceGraph(SPEC, initialParameters(SPEC, new Rng(1)), { output: 'feature' });
    const frames = minimumFrames(SPEC);
    const data = new Float32Array(84 * frames).map((_, i) => Math.sin(i) ** 2);
    const run = async (threads: number) => {
      const session = await createOnnxRuntime({ threads }).load(model);
      const { embedding } = await session.run({ constantQ: { data, dims: [1, 1, 84, frames] } });
      await session.release();
      return Array.from(embedding!.data as Float32Array);
    };
    const [one, two] = [await run(1), await run(2)];
    one.forEach((value, i) => {
      expect(two[i]).toBeCloseTo(value, 4);
    });
  });

  it('says RUNTIME_FAILED for bytes that are no graph and for feeds that do not fit', async () => {
    const runtime = createOnnxRuntime({ threads: 1 });
    const failed = { code: 'RUNTIME_FAILED' };
    await expect(runtime.load(Uint8Array.of(1, 2, 3))).rejects.toMatchObject(failed);
    const { model } = buildInferenceGraph(SPEC, initialParameters(SPEC, new Rng(1)), { output: 'feature' });
    const session = await runtime.load(model);
    await expect(session.run({})).rejects.toMatchObject(failed);
    const wrong = { constantQ: { data: new Float32Array(1), dims: [1, 1, 1, 1] } };
    await expect(session.run(wrong)).rejects.toMatchObject(failed);
    await session.release();
  });

  it('refuses a number of threads that is none', () => {
    for (const threads of [0, -1, 1.5, NaN]) {
      expect(() => createOnnxRuntime({ threads })).toThrow(
        expect.objectContaining({ code: 'SETTING_OUT_OF_RANGE' }),
      );
    }
  });
});
