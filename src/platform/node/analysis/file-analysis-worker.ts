import { parentPort, workerData } from 'node:worker_threads';
import { analyseFile, type AnalysedFile, type AnalysisOptions } from '../../../verification/index.js';
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

/** An analysed file in a form that can be sent; the packs lose their class on the way. */
export type FileAnalysisAnswer = Pick<AnalysedFile, 'facts' | 'warnings'> & {
  readonly embedding: AnalysedFile['analysis']['embedding'];
  readonly bands: AnalysedFile['analysis']['bands'];
  readonly envelope: AnalysedFile['analysis']['envelope'];
  readonly bins: number;
  readonly packs: readonly {
    readonly halves: Uint16Array;
    readonly bins: number;
    readonly frames: number;
    readonly scale: number;
  }[];
};

// Entry of an analysing thread. Its note is the seconds worked off; one thread of the runtime, for the other file has the other core.
const { model } = workerData as FileAnalysisSettings;
const port = parentPort!;
const embedder = loadModel(model, createOnnxRuntime({ threads: 1 }));
// A job reports the failure; until one comes it must not end the thread.
embedder.catch(() => undefined);

async function analyse({ path, options }: FileAnalysisJob): Promise<FileAnalysisAnswer> {
  const ports = { decoder: createAudioDecoder(), embedder: await embedder, hashFile };
  const onProgress = (note: number) => {
    port.postMessage({ note });
  };
  const { facts, warnings, analysis } = await analyseFile(ports, path, { ...options, onProgress });
  const { bins, packs } = analysis.plane;
  return {
    facts,
    warnings,
    embedding: analysis.embedding,
    bands: analysis.bands,
    envelope: analysis.envelope,
    bins,
    packs: packs.map(({ halves, frames, scale }) => ({ halves, bins, frames, scale })),
  };
}

port.on('message', (job: FileAnalysisJob) => {
  analyse(job).then(
    (answer) => {
      port.postMessage(
        answer,
        answer.packs.map(({ halves }) => halves.buffer as ArrayBuffer),
      );
    },
    (error: unknown) => {
      port.postMessage(jobFailure(error));
    },
  );
});
