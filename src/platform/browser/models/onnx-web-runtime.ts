import { env, InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-web/wasm';
import { DoppeltonError } from '../../../errors/index.js';
import type { GraphRuntime, GraphSession, Tensor } from '../../../network/index.js';

/** Settings of ONNX Runtime in WebAssembly. */
export interface OnnxWebRuntimeOptions {
  /** Addresses of `ort-wasm-simd-threaded.mjs` and `.wasm`. */
  readonly moduleUrl: string;
  readonly wasmUrl: string;
  /** For the operators of one graph, >= 1; more than one takes a page that is isolated (COOP and COEP). */
  readonly threads: number;
}

/** ONNX graphs on the CPU, by ONNX Runtime Web with SIMD. The options hold for all runtimes of a page or worker. */
export function createOnnxWebRuntime({ moduleUrl, wasmUrl, threads }: OnnxWebRuntimeOptions): GraphRuntime {
  env.wasm.wasmPaths = { mjs: moduleUrl, wasm: wasmUrl };
  env.wasm.numThreads = threads;
  env.logLevel = 'error';
  return {
    async load(model) {
      const options = { executionProviders: ['wasm'], logSeverityLevel: 3 } as const;
      return wrapSession(await wrapped('load', () => InferenceSession.create(model, options)));
    },
  };
}

function wrapSession(session: InferenceSession): GraphSession {
  return {
    async run(feeds) {
      const inputs = Object.entries(feeds).map(([name, tensor]) => [name, toOnnx(tensor)]);
      const outputs = await wrapped('run', () =>
        session.run(Object.fromEntries(inputs) as Record<string, OnnxTensor>),
      );
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { data, dims }]) => [
          name,
          { data: data as Tensor['data'], dims },
        ]),
      );
    },
    release: () => wrapped('release', () => session.release()),
  };
}

function toOnnx({ data, dims }: Tensor): OnnxTensor {
  if (data instanceof Float32Array) return new OnnxTensor('float32', data, dims);
  if (data instanceof BigInt64Array) return new OnnxTensor('int64', data, dims);
  if (data instanceof Int32Array) return new OnnxTensor('int32', data, dims);
  if (data instanceof Int8Array) return new OnnxTensor('int8', data, dims);
  return new OnnxTensor('uint8', data, dims);
}

async function wrapped<T>(action: 'load' | 'run' | 'release', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DoppeltonError('RUNTIME_FAILED', `ONNX Runtime could not ${action} a graph: ${reason}`, error);
  }
}
