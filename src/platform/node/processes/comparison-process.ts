import { declaredSeconds, limitDuration } from '../../../audio/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { analyseFile, compareRecordings, type Comparison } from '../../../verification/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { hashFile } from '../files/file-hash.js';
import { loadEvidence } from '../models/evidence-store.js';
import { loadModel } from '../models/model-store.js';
import { createOnnxRuntime } from '../models/onnx-runtime.js';
import { processSettings, serveJobs } from './serve-jobs.js';

/** What a comparing process is given at its start. */
export interface ComparisonProcessSettings {
  /** As for `loadModel`. */
  readonly model: string;
  /** Of sound in either recording. */
  readonly maximumSeconds: number;
}

/** A file under a name of its own: what is told of it names no folder of this machine. */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
}

export interface ComparisonJob {
  readonly reference: NamedFile;
  readonly candidate: NamedFile;
  readonly threshold?: number;
}

/** Seconds of sound worked off so far, of how many by the files' headers; 0 when a header does not say. */
export interface ComparisonNote {
  readonly doneSeconds: number;
  readonly totalSeconds: number;
}

// Entry of a comparing process. One thread of the runtime: other processes have the other cores.
const { model, maximumSeconds } = processSettings() as ComparisonProcessSettings;
const decoder = limitDuration(createAudioDecoder(), maximumSeconds);
const loading = loadModel(model, createOnnxRuntime({ threads: 1 })).then(async (embedder) => ({
  embedder,
  evidence: await loadEvidence(model, embedder.manifest),
}));
// A job reports the failure; until one comes it must not end the process.
loading.catch(() => undefined);

async function compare(job: ComparisonJob, note: (note: ComparisonNote) => void): Promise<Comparison> {
  const { reference, candidate, threshold } = job;
  const { embedder, evidence } = await loading;
  const totalSeconds = await declaredSeconds(decoder, [reference.path, candidate.path]);
  let doneSeconds = 0;
  note({ doneSeconds, totalSeconds });
  const comparison = await compareRecordings(
    {
      manifest: embedder.manifest,
      evidence,
      decoder,
      analyse: (path, options) => analyseFile({ decoder, embedder, hashFile }, path, options),
    },
    reference.path,
    candidate.path,
    {
      onProgress: (seconds) => {
        doneSeconds += seconds;
        note({ doneSeconds, totalSeconds });
      },
      ...(threshold !== undefined && { threshold }),
    },
  );
  return {
    ...comparison,
    reference: { ...comparison.reference, path: reference.name },
    candidate: { ...comparison.candidate, path: candidate.name },
    warnings: comparison.warnings.map((warning) => underNames(warning, job)),
  };
}

/** A text that speaks of the files by their names. */
function underNames(text: string, { reference, candidate }: ComparisonJob): string {
  return text
    .replaceAll(reference.path, () => reference.name)
    .replaceAll(candidate.path, () => candidate.name);
}

serveJobs(async (job: ComparisonJob, note: (note: ComparisonNote) => void) => {
  try {
    return await compare(job, note);
  } catch (error) {
    if (!(error instanceof DoppeltonError)) throw error;
    throw new DoppeltonError(error.code, underNames(error.message, job), error);
  }
});
