import { stat } from 'node:fs/promises';
import { declaredSeconds, limitDuration } from '../../../audio/index.js';
import { familiesWithDuplicates, libraryGraph } from '../../../collection/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import type { ModelManifest } from '../../../embedding/index.js';
import {
  LIBRARY_HOP_SECONDS,
  libraryEntry,
  librarySettings,
  QUERY_HOP_SECONDS,
  recordingAt,
  requireSameSettings,
  searchRecording,
  type LibraryStore,
} from '../../../search/index.js';
import { analyseFile, compareRecordings, type Comparison } from '../../../verification/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { hashFile } from '../files/file-hash.js';
import { openLibrary } from '../library/open-library.js';
import { loadEvidence } from '../models/evidence-store.js';
import { loadModel } from '../models/model-store.js';
import { createOnnxRuntime } from '../models/onnx-runtime.js';
import { loadSearchEvidence } from '../models/search-evidence-store.js';
import {
  filesOf,
  type Addition,
  type AdditionJob,
  type ComparisonJob,
  type DuplicatesJob,
  type FileSearch,
  type LibraryDuplicates,
  type RecordingJob,
  type RecordingNote,
  type RecordingProcessSettings,
  type SearchJob,
  type UsedModel,
} from './recording-jobs.js';
import { processSettings, serveJobs } from './serve-jobs.js';

/** Told how many more seconds of sound have been worked off. */
type OnProgress = (seconds: number) => void;

// Entry of a process that works on recordings. One thread of the runtime: other processes have the other cores.
const { model, maximumSeconds, library } = processSettings() as RecordingProcessSettings;
const decoder = limitDuration(createAudioDecoder(), maximumSeconds);
const loading = loadModel(model, createOnnxRuntime({ threads: 1 })).then(async (embedder) => ({
  embedder,
  evidence: await loadEvidence(model, embedder.manifest),
}));
// A job reports the failure; until one comes it must not end the process.
loading.catch(() => undefined);
let openedLibrary: Promise<LibraryStore> | undefined;

async function compare(job: ComparisonJob, onProgress: OnProgress): Promise<Comparison> {
  const { reference, candidate, threshold } = job;
  const { embedder, evidence } = await loading;
  const comparison = await compareRecordings(
    {
      manifest: embedder.manifest,
      evidence,
      decoder,
      analyse: (path, options) => analyseFile({ decoder, embedder, hashFile }, path, options),
    },
    reference.path,
    candidate.path,
    { onProgress, ...(threshold !== undefined && { threshold }) },
  );
  return {
    ...comparison,
    reference: { ...comparison.reference, path: reference.name },
    candidate: { ...comparison.candidate, path: candidate.name },
    warnings: comparison.warnings.map((warning) => underNames(warning, job)),
  };
}

async function add(job: AdditionJob, onProgress: OnProgress): Promise<Addition> {
  const { path } = job.recording;
  const { embedder } = await loading;
  const store = await libraryStore();
  const ports = { decoder, embedder, hashFile: () => Promise.resolve(job.sha256) };
  const analysed = await analyseFile(ports, path, {
    hopSeconds: LIBRARY_HOP_SECONDS,
    forDetection: false,
    onProgress,
  });
  const entry = libraryEntry(analysed, (await stat(path)).size, embedder.manifest);
  const recording = recordingAt(entry.recording, [job.keptPath]);
  const added = await store.add([{ ...entry, recording }]);
  return { recording, isNew: added.length > 0 };
}

async function search(job: SearchJob, onProgress: OnProgress): Promise<FileSearch> {
  const { query, top, falseAlarmRatePerQuery } = job;
  const { embedder } = await loading;
  const { manifest } = embedder;
  const evidence = await loadSearchEvidence(model, manifest);
  const store = await libraryStore();
  const { facts, analysis, variety, warnings } = await analyseFile(
    { decoder, embedder, hashFile },
    query.path,
    {
      hopSeconds: QUERY_HOP_SECONDS,
      forDetection: false,
      onProgress,
    },
  );
  const found = await searchRecording(
    analysis,
    { store, config: manifest.features.constantQ, evidence },
    {
      variety,
      ...(top !== undefined && { top }),
      ...(falseAlarmRatePerQuery !== undefined && { falseAlarmRatePerQuery }),
    },
  );
  return {
    ...found,
    query: { ...facts, path: query.name },
    model: usedModel(manifest),
    warnings: [...warnings.map((warning) => underNames(warning, job)), ...found.warnings],
  };
}

async function findDuplicates(
  { falseAlarmRatePerRecording }: DuplicatesJob,
  onProgress: OnProgress,
): Promise<LibraryDuplicates> {
  const { manifest } = (await loading).embedder;
  const evidence = await loadSearchEvidence(model, manifest);
  const store = await libraryStore();
  const { recordings, pairs, ...graph } = await libraryGraph(
    { store, config: manifest.features.constantQ, evidence },
    {
      ...(falseAlarmRatePerRecording !== undefined && { falseAlarmRatePerRecording }),
      onRecording: ({ durationSeconds }) => {
        onProgress(durationSeconds);
      },
    },
  );
  return {
    ...graph,
    families: familiesWithDuplicates({ recordings, pairs }),
    recordings: recordings.length,
    model: usedModel(manifest),
  };
}

function usedModel({ name, version, weights }: ModelManifest): UsedModel {
  return { name, version, sha256: weights.sha256 };
}

/** The library, opened when it is first needed. */
function libraryStore(): Promise<LibraryStore> {
  openedLibrary ??= openFittingLibrary();
  return openedLibrary;
}

async function openFittingLibrary(): Promise<LibraryStore> {
  if (library === undefined) throw new DoppeltonError('INTERNAL', 'the process was given no library');
  const { embedder } = await loading;
  try {
    const store = await openLibrary(library);
    requireSameSettings(
      store.settings,
      librarySettings(embedder.manifest, embedder.embeddingSize),
      'the library',
    );
    return store;
  } catch (error) {
    // The next job tries again: a database may have come back.
    openedLibrary = undefined;
    throw error;
  }
}

/** A text that speaks of the files by their names. */
function underNames(text: string, job: RecordingJob): string {
  return filesOf(job).reduce((told, { path, name }) => told.replaceAll(path, () => name), text);
}

/** Seconds of sound that a job goes through; 0 when a file's header does not say. */
async function totalOf(job: RecordingJob): Promise<number> {
  if (job.kind === 'duplicates') return (await (await libraryStore()).stats()).durationSeconds;
  return declaredSeconds(
    decoder,
    filesOf(job).map(({ path }) => path),
  );
}

async function work(
  job: RecordingJob,
  onProgress: OnProgress,
): Promise<Comparison | Addition | FileSearch | LibraryDuplicates> {
  switch (job.kind) {
    case 'comparison':
      return compare(job, onProgress);
    case 'addition':
      return add(job, onProgress);
    case 'search':
      return search(job, onProgress);
    case 'duplicates':
      return findDuplicates(job, onProgress);
  }
}

serveJobs(async (job: RecordingJob, note: (note: RecordingNote) => void) => {
  try {
    await loading;
    const totalSeconds = await totalOf(job);
    let doneSeconds = 0;
    note({ doneSeconds, totalSeconds });
    return await work(job, (seconds) => {
      doneSeconds += seconds;
      note({ doneSeconds, totalSeconds });
    });
  } catch (error) {
    if (!(error instanceof DoppeltonError)) throw error;
    throw new DoppeltonError(error.code, underNames(error.message, job), error);
  }
});
