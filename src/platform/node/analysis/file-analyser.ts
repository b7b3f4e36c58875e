import type { Embedder } from '../../../embedding/index.js';
import { analyseFile, type AnalysedFile, type AnalysisOptions } from '../../../verification/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { hashFile } from '../files/file-hash.js';
import { loadModel } from '../models/model-store.js';
import { createOnnxRuntime } from '../models/onnx-runtime.js';

/** Analyses files in this thread and with one core; the model is loaded while the first file is opened. */
export class FileAnalyser {
  readonly #embedder: Promise<Embedder>;

  /** @param model - Name of a shipped model or folder of one, as for `loadModel`. */
  constructor(model: string) {
    this.#embedder = loadModel(model, createOnnxRuntime({ threads: 1 }));
    // An analysis reports the failure; until one is asked for it must not end the process.
    this.#embedder.catch(() => undefined);
  }

  /** Settles when the model has been loaded, or cannot be. */
  get loading(): Promise<unknown> {
    return this.#embedder;
  }

  /** @throws DoppeltonError What `loadModel` and `analyseFile` throw. */
  async analyse(path: string, options: AnalysisOptions): Promise<AnalysedFile> {
    const ports = { decoder: createAudioDecoder(), embedder: await this.#embedder, hashFile };
    return analyseFile(ports, path, options);
  }
}
