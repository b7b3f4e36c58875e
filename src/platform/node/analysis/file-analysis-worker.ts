import { workerData } from 'node:worker_threads';
import { sendableAnalysis, type AnalysisOptions } from '../../../verification/index.js';
import { answerJobs } from '../threads/answer-jobs.js';
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
const analyser = new FileAnalyser(model);

answerJobs(
  ({ path, options }: FileAnalysisJob, onProgress: (seconds: number) => void) =>
    analyser.analyse(path, { ...options, onProgress }),
  { loading: analyser.loading, send: sendableAnalysis },
);
