import { DoppeltonError } from '../../errors/index.js';
import {
  createDecodedSounds,
  fetchJudgement,
  type DecodedSound,
  type ModelJudgement,
} from '../../platform/browser/index.js';
import {
  examineRecordings,
  receivedAnalysis,
  type AnalysedFile,
  type AnalysisOptions,
  type Examination,
  type SendableAnalysis,
} from '../../verification/index.js';
import type { AnalysisJob } from './sound-analysis.js';
import type { ComparisonOutcome } from './comparison-outcome.js';
import { levelPicture } from './level-picture.js';
import { MODEL_URLS } from './model-files.js';
import type { ReportDetails } from './report-writing.js';
import { similarityPicture } from './similarity-picture.js';
import { callWorker, type JobAnswer } from './worker-call.js';

/** Without sounds the model is loaded, and no more. */
export interface ComparisonJob {
  readonly task: 'comparison';
  readonly sounds?: ComparedSounds;
}

export interface ComparedSounds {
  /** Tells the comparison from others, for its report. */
  readonly number: number;
  readonly reference: DecodedSound;
  readonly candidate: DecodedSound;
}

/** Asks for the report of the last comparison. */
export interface ReportJob {
  readonly task: 'report';
  /** Of the comparison. */
  readonly number: number;
  readonly details: ReportDetails;
}

const LOAD: AnalysisJob = { task: 'analysis' };

let analysers: readonly Worker[] | undefined;
let judgement: Promise<ModelJudgement> | undefined;
/** Of the last comparison. */
let last: { readonly number: number; readonly examination: Examination } | undefined;

/** @param note - Told how many more seconds of sound have been worked off. */
export async function answerComparison(
  { sounds }: ComparisonJob,
  note: (seconds: number) => void,
): Promise<JobAnswer<ComparisonOutcome | undefined>> {
  // Two more workers of this very script: both recordings are analysed side by side.
  analysers ??= [0, 1].map(() => new Worker(location.href, { type: 'module' }));
  judgement ??= fetchJudgement(MODEL_URLS);
  if (sounds !== undefined) return { message: await compare(sounds, await judgement, analysers, note) };
  await Promise.all([judgement, ...analysers.map((worker) => callWorker(worker, LOAD))]);
  return { message: undefined };
}

async function compare(
  { number, reference, candidate }: ComparedSounds,
  { manifest, evidence }: ModelJudgement,
  workers: readonly Worker[],
  onProgress: (seconds: number) => void,
): Promise<ComparisonOutcome> {
  const sounds = [reference, candidate];
  const analyse = (path: string, options: AnalysisOptions) => {
    const at = sounds.findIndex(({ name }) => name === path);
    return analyseIn(workers[at]!, sounds[at]!, options);
  };
  const ports = { manifest, evidence, analyse, decoder: createDecodedSounds(sounds) };
  last = undefined;
  const examination = await examineRecordings(ports, reference.name, candidate.name, {
    onProgress,
    withEnvelope: true,
  });
  last = { number, examination };
  const [first, second] = [examination.reference, examination.candidate];
  const { constantQ } = manifest.features;
  return {
    comparison: examination.comparison,
    reference: levelPicture(first.plane, constantQ),
    candidate: levelPicture(second.plane, constantQ),
    similarity: similarityPicture(first.embedding.fragments, second.embedding.fragments),
  };
}

/** @throws DoppeltonError `INTERNAL` unless the comparison is the one that ended last. */
export async function answerReport({ number, details }: ReportJob): Promise<JobAnswer<string>> {
  if (last?.number !== number || judgement === undefined) {
    throw new DoppeltonError('INTERNAL', 'a report was asked for of a comparison that is no longer kept');
  }
  const { examination } = last;
  // Fetched with the first report: most comparisons need none.
  const { writeReport } = await import('./report-writing.js');
  return { message: writeReport(examination, await judgement, details) };
}

async function analyseIn(
  worker: Worker,
  sound: DecodedSound,
  { onProgress, ...options }: AnalysisOptions,
): Promise<AnalysedFile> {
  const job: AnalysisJob = { task: 'analysis', sound, options };
  const memory = [sound.signal.samples.buffer as ArrayBuffer];
  return receivedAnalysis(
    await callWorker<SendableAnalysis>(worker, job, { transfer: memory, onNote: onProgress }),
  );
}
