import { parentPort, workerData } from 'node:worker_threads';
import {
  analyseFile,
  sendableAnalysis,
  type AnalysedFile,
  type AnalysisOptions,
} from '../../../verification/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { hashFile } from '../files/file-hash.js';
import { loadModel } from '../models/model-store.js';
import { createOnnxRuntime } from '../models/onnx-runtime.js';
import { jobFailure } from '../threads/worker-pool.js';

/** What an analysing thread is given at its start. */
export interface FileAnalysisSettings {
  /** As for `loadModel`. */
  readonly model: string;
}

export interface FileAnalysisJob {
  readonly path: string;
  readonly options: Omit<AnalysisOptions, 'onProgress'>;
}

// Entry of an analysing thread. Its note is the seconds worked off; one thread of the runtime, for the other file has the other core.
const { model } = workerData as FileAnalysisSettings;
const port = parentPort!;
const embedder = loadModel(model, createOnnxRuntime({ threads: 1 }));
// A job reports the failure; until one comes it must not end the thread.
embedder.catch(() => undefined);

async function analyse({ path, options }: FileAnalysisJob): Promise<AnalysedFile> {
  const ports = { decoder: createAudioDecoder(), embedder: await embedder, hashFile };
  const onProgress = (note: number) => {
    port.postMessage({ note });
  };
  return analyseFile(ports, path, { ...options, onProgress });
}

port.on('message', (job: FileAnalysisJob) => {
  analyse(job).then(
    (file) => {
      const { message, transfer } = sendableAnalysis(file);
      port.postMessage(message, transfer);
    },
    (error: unknown) => {
      port.postMessage(jobFailure(error));
    },
  );
});
