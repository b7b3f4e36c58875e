import { DoppeltonError } from '../errors/index.js';

/** What we use of the WebAssembly module inside signalsmith-stretch 1.3.2. Lengths in samples per channel. */
export interface SignalsmithModule {
  readonly HEAP8: Int8Array;
  _presetDefault(channels: number, sampleRateHz: number): void;
  _presetCheaper(channels: number, sampleRateHz: number): void;
  _reset(): void;
  _inputLatency(): number;
  _outputLatency(): number;
  /** Address of `channels` input buffers followed by as many output buffers. */
  _setBuffers(channels: number, samples: number): number;
  /** Takes `samples` of input as the past, for a playback rate to come. */
  _seek(samples: number, playbackRate: number): void;
  _process(inputSamples: number, outputSamples: number): void;
}

/** The package's worklet processor: it makes a module when it is made, and reports by a message. */
interface WorkletProcessor {
  readonly wasmModule: SignalsmithModule;
}
type WorkletProcessorClass = new (options: object) => WorkletProcessor;
interface WorkletGlobals {
  AudioWorkletProcessor?: unknown;
  registerProcessor?: (name: string, processor: WorkletProcessorClass) => void;
  sampleRate?: number;
}

/** Any rate: it is only read for a first configuration, which ours replaces. */
const FIRST_SAMPLE_RATE_HZ = 22_050;
let processorClass: Promise<WorkletProcessorClass> | undefined;
/** Settles when the loads begun so far are done: they share the globals, so they go one after the other. */
let lastLoad: Promise<unknown> = Promise.resolve();

/**
 * A new WebAssembly instance of the stretcher, outside any audio worklet.
 *
 * The package hides its module behind an AudioWorkletProcessor and offers no other way in, so the three globals of a
 * worklet exist while it loads; none of them remains.
 *
 * @throws DoppeltonError `INTERNAL` when another version of the package does not register a processor.
 */
export function loadSignalsmithModule(): Promise<SignalsmithModule> {
  const load = lastLoad.then(async () => {
    processorClass ??= importProcessorClass();
    return startProcessor(await processorClass);
  });
  lastLoad = load.catch(() => undefined);
  return load;
}

function startProcessor(Processor: WorkletProcessorClass): Promise<SignalsmithModule> {
  const scope = globalThis as WorkletGlobals;
  return new Promise((resolve) => {
    const port = {
      postMessage: (message: readonly unknown[]) => {
        if (message[0] !== 'ready') return;
        delete scope.sampleRate;
        resolve(processor.wasmModule);
      },
    };
    scope.sampleRate = FIRST_SAMPLE_RATE_HZ;
    const processor = new Processor({ port, numberOfOutputs: 1, outputChannelCount: [1] });
  });
}

async function importProcessorClass(): Promise<WorkletProcessorClass> {
  const scope = globalThis as WorkletGlobals;
  const registered: WorkletProcessorClass[] = [];
  scope.AudioWorkletProcessor = class {
    readonly port: unknown;
    constructor(options: { readonly port: unknown }) {
      this.port = options.port;
    }
  };
  scope.registerProcessor = (_name, processor) => registered.push(processor);
  scope.sampleRate = FIRST_SAMPLE_RATE_HZ;
  try {
    await import('signalsmith-stretch');
  } finally {
    delete scope.AudioWorkletProcessor;
    delete scope.registerProcessor;
    delete scope.sampleRate;
  }
  const [Processor] = registered;
  if (Processor === undefined) {
    throw new DoppeltonError('INTERNAL', 'signalsmith-stretch did not register its processor.');
  }
  return Processor;
}
