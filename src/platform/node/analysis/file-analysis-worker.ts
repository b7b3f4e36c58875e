import { parentPort, workerData } from 'node:worker_threads';
import { sendableAnalysis, type AnalysisOptions } from '../../../verification/index.js';
import { END, jobFailure } from '../threads/worker-pool.js';
import { FileAnalyser } from './file-analyser.js';

/** What an analysing thread is given at its start. */
export interface FileAnalysisSettings {
  /** As for `loadModel`. */
  readonly model: string;
}

export interface FileAnalysisJob {
  readonly path: string;
  readonly options: Omit<AnalysisOptions, 'onProgress'>;
}

// Entry of an analysing thread. Its note is the seconds worked off.
const { model } = workerData as FileAnalysisSettings;
const port = parentPort!;
const analyser = new FileAnalyser(model);
let work = Promise.resolve();

async function answer({ path, options }: FileAnalysisJob): Promise<void> {
  const onProgress = (note: number) => {
    port.postMessage({ note });
  };
  try {
    const file = await analyser.analyse(path, { ...options, onProgress });
    const { message, transfer } = sendableAnalysis(file);
    port.postMessage(message, transfer);
  } catch (error) {
    port.postMessage(jobFailure(error));
  }
}

async function end(): Promise<void> {
  await analyser.release();
  port.close();
}

port.on('message', (message: FileAnalysisJob | typeof END) => {
  work = work.then(() => (message === END ? end() : answer(message)));
});
