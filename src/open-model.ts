import { embedRecording, type ModelManifest, type RecordingEmbedding } from './embedding/index.js';
import {
  createAudioDecoder,
  createOnnxRuntime,
  hashFile,
  loadEvidence,
  loadModel,
} from './platform/node/index.js';
import {
  analyseFile,
  compareRecordings,
  type CompareOptions,
  type Comparison,
  type ComparisonPorts,
} from './verification/index.js';

/** Settings of {@link openModel}. */
export interface OpenModelOptions {
  /** Threads of the neural-network runtime; one per core by default. */
  readonly threads?: number;
}

/** How a recording is cut for {@link Model.embed}. */
export interface EmbedOptions {
  /** Length of a fragment; the model's own by default. */
  readonly fragmentSeconds?: number;
  /** Distance between the starts of fragments; the model's own by default. */
  readonly hopSeconds?: number;
  /** Told how many more seconds of sound have been worked off. */
  readonly onProgress?: (seconds: number) => void;
}

/** A loaded model. Keeps the network in memory until {@link Model.release}. */
export interface Model {
  readonly manifest: ModelManifest;
  /**
   * Tells whether the candidate is an altered copy of (a part of) the reference.
   *
   * @param reference - Path of a recording in any common audio or video format, of any length from
   *   `manifest.fragment.minimumSeconds` up.
   * @param candidate - Path of the recording in question.
   * @throws DoppeltonError With a code of docs/errors.md, e.g. `FILE_NOT_FOUND`, `AUDIO_MALFORMED`, `AUDIO_TOO_SHORT`,
   *   `AUDIO_SILENT`.
   */
  compare(reference: string, candidate: string, options?: CompareOptions): Promise<Comparison>;
  /**
   * One vector per fragment of a recording, with its times. The cosine of two vectors tells how alike the fragments
   * sound.
   *
   * @throws DoppeltonError As {@link Model.compare} does.
   */
  embed(path: string, options?: EmbedOptions): Promise<RecordingEmbedding>;
  /** Frees the network. */
  release(): Promise<void>;
}

/**
 * Loads a model for any number of comparisons.
 *
 * @param nameOrPath - Name of a shipped model (`default`, `half-width`, `paper`), or folder of a model.
 * @throws DoppeltonError `MODEL_NOT_FOUND`, `MODEL_MALFORMED`, `MODEL_INCOMPATIBLE`, `RUNTIME_FAILED`.
 */
export async function openModel(nameOrPath = 'default', options: OpenModelOptions = {}): Promise<Model> {
  const decoder = createAudioDecoder();
  const embedder = await loadModel(nameOrPath, createOnnxRuntime({ threads: options.threads }));
  const { manifest } = embedder;
  const ports: ComparisonPorts = {
    manifest,
    evidence: await loadEvidence(nameOrPath, manifest),
    decoder,
    analyse: (path, cut) => analyseFile({ decoder, embedder, hashFile }, path, cut),
  };
  return {
    manifest,
    compare: (reference, candidate, compareOptions) =>
      compareRecordings(ports, reference, candidate, compareOptions),
    embed: async (path, embedOptions) =>
      embedRecording(await decoder.open(path), embedder, path, embedOptions),
    release: () => embedder.release(),
  };
}

/**
 * Compares two recordings once: loads the model, compares, frees it. For many comparisons use {@link openModel}.
 *
 * @param reference - Path of a recording in any common audio or video format.
 * @param candidate - Path of the recording in question.
 * @throws DoppeltonError As {@link openModel} and {@link Model.compare} do.
 */
export async function compare(
  reference: string,
  candidate: string,
  options: CompareOptions & OpenModelOptions & { readonly model?: string } = {},
): Promise<Comparison> {
  const model = await openModel(options.model, options);
  try {
    return await model.compare(reference, candidate, options);
  } finally {
    await model.release();
  }
}
