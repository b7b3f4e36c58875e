import { workerData } from 'node:worker_threads';
import {
  librarySettings,
  requireSameSettings,
  searchFile,
  type LibrarySearch,
  type SearchedFile,
  type SearchOptions,
} from '../../../../search/index.js';
import type { FileAnalysisPorts } from '../../../../verification/index.js';
import { createFeatureDecoder } from '../../audio/feature-decoder.js';
import { requireReadableFile } from '../../files/file-access.js';
import { hashFile } from '../../files/file-hash.js';
import { loadModel } from '../../models/model-store.js';
import { createOnnxRuntime } from '../../models/onnx-runtime.js';
import { loadSearchEvidence } from '../../models/search-evidence-store.js';
import { answerJobs } from '../../threads/answer-jobs.js';
import { openLibrary } from '../open-library.js';

/** What a searching thread is given at its start. */
export interface SearchSettings {
  /** As for `openLibrary`. */
  readonly library: string;
  /** As for `loadModel`; what the library says of itself unless given. */
  readonly model?: string;
  /** Search evidence in place of the model's own. */
  readonly calibration?: string;
  readonly options: SearchOptions;
}

export interface SearchJob {
  readonly path: string;
}

export interface SearchAnswer {
  readonly found: SearchedFile;
}

// Entry of a searching thread. One thread of the runtime: the other cores have queries of their own.
const settings = workerData as SearchSettings;
const opened = open();

async function open(): Promise<{ readonly ports: FileAnalysisPorts; readonly search: LibrarySearch }> {
  const store = await openLibrary(settings.library);
  const model = settings.model ?? store.settings.model.name;
  const embedder = await loadModel(model, createOnnxRuntime({ threads: 1 }));
  const { manifest, embeddingSize } = embedder;
  requireSameSettings(store.settings, librarySettings(manifest, embeddingSize), 'the library');
  const evidence = await loadSearchEvidence(model, manifest, settings.calibration);
  return {
    ports: { decoder: createFeatureDecoder(manifest.features.constantQ), embedder, hashFile },
    search: { store, config: manifest.features.constantQ, evidence },
  };
}

async function search({ path }: SearchJob): Promise<SearchAnswer> {
  const { ports, search: where } = await opened;
  await requireReadableFile(path);
  return { found: await searchFile(ports, path, where, settings.options) };
}

answerJobs(search, { loading: opened });
