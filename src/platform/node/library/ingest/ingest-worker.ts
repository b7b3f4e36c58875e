import { workerData } from 'node:worker_threads';
import { libraryEntry, LIBRARY_HOP_SECONDS, type LibraryEntry } from '../../../../search/index.js';
import { analyseFile } from '../../../../verification/index.js';
import { createFeatureDecoder } from '../../audio/feature-decoder.js';
import { hashFile } from '../../files/file-hash.js';
import { requireReadableFile } from '../../files/file-access.js';
import { loadModel } from '../../models/model-store.js';
import { createOnnxRuntime } from '../../models/onnx-runtime.js';
import { answerJobs } from '../../threads/answer-jobs.js';

/** What an ingesting thread is given at its start. */
export interface IngestSettings {
  /** As for `loadModel`. */
  readonly model: string;
}

/** A file to be hashed, or, once its hash is known, to be analysed. */
export interface IngestJob {
  readonly path: string;
  readonly sha256?: string;
}

/** Its hash, or what a library keeps of it. */
export type IngestAnswer = { readonly sha256: string } | { readonly entry: LibraryEntry };

// Entry of an ingesting thread. One thread of the runtime: the other cores have files of their own.
const { model } = workerData as IngestSettings;
const embedder = loadModel(model, createOnnxRuntime({ threads: 1 }));

async function ingest({ path, sha256 }: IngestJob): Promise<IngestAnswer> {
  const bytes = await requireReadableFile(path);
  if (sha256 === undefined) return { sha256: await hashFile(path) };
  const loaded = await embedder;
  const decoder = createFeatureDecoder(loaded.manifest.features.constantQ);
  const ports = { decoder, embedder: loaded, hashFile: () => Promise.resolve(sha256) };
  const analysed = await analyseFile(ports, path, { hopSeconds: LIBRARY_HOP_SECONDS, forDetection: false });
  return { entry: libraryEntry(analysed, bytes, loaded.manifest) };
}

answerJobs(ingest, { loading: embedder });
