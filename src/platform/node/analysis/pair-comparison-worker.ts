import { workerData } from 'node:worker_threads';
import {
  compareAnalyses,
  measurePair,
  MEASUREMENT_NAMES,
  type CompareAnalysesOptions,
} from '../../../verification/index.js';
import { openShared, type SharedAnalysis } from './shared-analyses.js';
import { answerJobs } from '../threads/answer-jobs.js';

/** What every comparing thread is given at its start. */
export interface PairComparisonSettings {
  readonly references: readonly SharedAnalysis[];
  readonly candidates: readonly SharedAnalysis[];
  readonly options: CompareAnalysesOptions;
}

/** One reference, to be held against the candidates that count. */
export interface PairComparisonJob {
  readonly reference: number;
  readonly candidates: readonly number[];
}

export interface PairComparisonAnswer {
  /** Shape (candidates of the job, measurements). */
  readonly measurements: Float32Array;
}

// Entry of a comparing thread.
const settings = workerData as PairComparisonSettings;
const references = settings.references.map(openShared);
const candidates = settings.candidates.map(openShared);

function compare({ reference, candidates: wanted }: PairComparisonJob): PairComparisonAnswer {
  const width = MEASUREMENT_NAMES.length;
  const measurements = new Float32Array(wanted.length * width);
  const a = references[reference]!;
  wanted.forEach((index, i) => {
    const b = candidates[index]!;
    const findings = compareAnalyses(a, b, settings.options);
    const { durationSeconds } = a.embedding;
    measurements.set(measurePair(findings, durationSeconds, b.embedding.durationSeconds), i * width);
  });
  return { measurements };
}

answerJobs(compare, {
  send: (message) => ({ message, transfer: [message.measurements.buffer as ArrayBuffer] }),
});
