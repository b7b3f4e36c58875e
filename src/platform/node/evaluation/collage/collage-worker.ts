import { workerData } from 'node:worker_threads';
import { createSignalsmithStretcher } from '../../../../augment/index.js';
import type { CollageQuery } from '../../../../evaluation/index.js';
import { alignWithLibrary, QUERY_HOP_SECONDS, type AlignedRecording } from '../../../../search/index.js';
import { analysePlane } from '../../../../verification/index.js';
import { createAudioDecoder } from '../../audio/audio-decoder.js';
import { FeatureCache } from '../../corpus/feature-cache.js';
import { openLibrary } from '../../library/open-library.js';
import { loadModel } from '../../models/model-store.js';
import { createOnnxRuntime } from '../../models/onnx-runtime.js';
import type { RenderSource } from '../../rendering/fragment-renderer.js';
import { answerJobs } from '../../threads/answer-jobs.js';
import { renderCollage } from './render-collage.js';

/** What a thread that renders queries and searches them is given at its start. */
export interface CollageSettings {
  readonly library: string;
  readonly model: string;
  readonly cacheFolder: string;
}

export interface CollageJob {
  readonly query: CollageQuery;
  /** Where the recordings of its chunks lie, by id. */
  readonly sources: Readonly<Record<string, RenderSource>>;
}

/** What the library's recordings have in common with the query, unweighed. */
export interface CollageAnswer {
  readonly seconds: number;
  readonly aligned: readonly AlignedRecording[];
}

const { library, model, cacheFolder } = workerData as CollageSettings;
const opened = open();

async function open() {
  const embedder = await loadModel(model, createOnnxRuntime({ threads: 1 }));
  return {
    store: await openLibrary(library),
    embedder,
    stretcher: await createSignalsmithStretcher(),
    decoder: createAudioDecoder(),
    cache: new FeatureCache(cacheFolder),
    config: embedder.manifest.features.constantQ,
  };
}

async function search({ query, sources }: CollageJob): Promise<CollageAnswer> {
  const { embedder, ...ports } = await opened;
  const plane = (await renderCollage(query, sources, ports)).whole();
  const analysis = await analysePlane(plane, embedder, query.id, { hopSeconds: QUERY_HOP_SECONDS });
  return {
    seconds: analysis.embedding.durationSeconds,
    aligned: await alignWithLibrary(analysis, ports),
  };
}

answerJobs(search, { loading: opened });
