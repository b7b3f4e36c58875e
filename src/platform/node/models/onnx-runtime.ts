import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { DoppeltonError } from '../../../errors/index.js';
import type { GraphRuntime, GraphSession, Tensor } from '../../../network/index.js';

/** Settings of the native ONNX Runtime. */
export interface OnnxRuntimeOptions {
  /** Threads for the operators of one graph; one per physical core when absent. */
  readonly threads?: number | undefined;
}

/**
 * ONNX graphs on the CPU, by the native ONNX Runtime.
 *
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` when `threads` is not a positive integer.
 */
export function createOnnxRuntime(options: OnnxRuntimeOptions = {}): GraphRuntime {
  const { threads } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new DoppeltonError('SETTING_OUT_OF_RANGE', `threads must be a positive integer, not ${threads}`);
  }
  // Its telemetry (an id of the machine kept on disk, events sent to its maker) asks this variable when the runtime starts, which is
  // at the first graph. Threads must share the process' environment, or setting it there changes a copy.
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  return {
    async load(model) {
      const session = await wrapped('load', () => InferenceSession.create(model, sessionOptions(threads)));
      return new OnnxSession(session);
    },
  };
}

class OnnxSession implements GraphSession {
  readonly #session: InferenceSession;

  constructor(session: InferenceSession) {
    this.#session = session;
  }

  async run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
    const inputs = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, toOnnx(tensor)]));
    const outputs = await wrapped('run', () => this.#session.run(inputs));
    return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, fromOnnx(tensor)]));
  }

  async release(): Promise<void> {
    await wrapped('release', () => this.#session.release());
  }
}

function sessionOptions(threads: number | undefined): InferenceSession.SessionOptions {
  return {
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    executionMode: 'sequential',
    // Planning one block for all tensors of a graph nearly doubles the memory of training and gains no time.
    enableMemPattern: false,
    logSeverityLevel: 3,
  };
}

function toOnnx(tensor: Tensor): OnnxTensor {
  const { data, dims } = tensor;
  if (data instanceof Float32Array) return new OnnxTensor('float32', data, dims);
  if (data instanceof BigInt64Array) return new OnnxTensor('int64', data, dims);
  if (data instanceof Int32Array) return new OnnxTensor('int32', data, dims);
  if (data instanceof Int8Array) return new OnnxTensor('int8', data, dims);
  return new OnnxTensor('uint8', data, dims);
}

function fromOnnx(tensor: OnnxTensor): Tensor {
  const { data, dims } = tensor;
  if (
    data instanceof Float32Array ||
    data instanceof BigInt64Array ||
    data instanceof Int32Array ||
    data instanceof Int8Array ||
    data instanceof Uint8Array
  ) {
    return { data, dims };
  }
  throw new DoppeltonError('RUNTIME_FAILED', `A graph returned a tensor of type ${tensor.type}`);
}

async function wrapped<T>(action: 'load' | 'run' | 'release', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DoppeltonError('RUNTIME_FAILED', `ONNX Runtime could not ${action} a graph: ${reason}`, error);
  }
}
