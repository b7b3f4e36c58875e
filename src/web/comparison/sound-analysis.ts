import moduleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { createNetworkEmbedder, type Embedder } from '../../embedding/index.js';
import {
  createDecodedSounds,
  createOnnxWebRuntime,
  fetchJudgement,
  fetchWeights,
  type DecodedSound,
} from '../../platform/browser/index.js';
import {
  analyseFile,
  sendableAnalysis,
  type AnalysisOptions,
  type SendableAnalysis,
} from '../../verification/index.js';
import { MODEL_URLS } from './model-files.js';
import type { JobAnswer } from './worker-call.js';

/** Without a sound the model is loaded, and no more. */
export interface AnalysisJob {
  readonly task: 'analysis';
  readonly sound?: DecodedSound;
  readonly options?: Omit<AnalysisOptions, 'onProgress'>;
}

/** Two recordings are analysed side by side, so each has half of the processor. */
const PARALLEL_ANALYSES = 2;

async function loadEmbedder(): Promise<Embedder> {
  const { manifest } = await fetchJudgement(MODEL_URLS);
  const weights = await fetchWeights(MODEL_URLS.weights, manifest);
  const threads = crossOriginIsolated
    ? Math.max(1, Math.floor(navigator.hardwareConcurrency / PARALLEL_ANALYSES))
    : 1;
  const runtime = createOnnxWebRuntime({
    moduleUrl: new URL(moduleUrl, import.meta.url).href,
    wasmUrl: new URL(wasmUrl, import.meta.url).href,
    threads,
  });
  return createNetworkEmbedder(runtime, manifest, weights);
}

let embedder: Promise<Embedder> | undefined;

/** @param note - Told how many more seconds of sound have been worked off. */
export async function answerAnalysis(
  { sound, options }: AnalysisJob,
  note: (seconds: number) => void,
): Promise<JobAnswer<SendableAnalysis | undefined>> {
  embedder ??= loadEmbedder();
  const ready = await embedder;
  if (sound === undefined) return { message: undefined };
  const ports = {
    decoder: createDecodedSounds([sound]),
    embedder: ready,
    hashFile: () => Promise.resolve(sound.sha256),
  };
  return sendableAnalysis(await analyseFile(ports, sound.name, { ...options, onProgress: note }));
}
