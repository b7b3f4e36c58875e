import { DoppeltonError } from '../errors/index.js';
import { compressMagnitudes, frameCount, type ConstantQ } from '../features/index.js';
import {
  buildInferenceGraph,
  minimumFrames,
  requireShapes,
  type GraphRuntime,
  type GraphSession,
  type NamedTensors,
} from '../network/index.js';
import type { Embedder } from './embedder.js';
import type { ModelManifest } from './model-manifest.js';

/** Fragments of one length run together up to this many: enough to fill the cores, little enough to stay small. */
const FRAGMENTS_PER_RUN = 8;

/**
 * An embedder that runs a model's network.
 *
 * @param weights - The tensors that `manifest.network` names.
 * @throws DoppeltonError `MODEL_INCOMPATIBLE` when names or shapes differ, `RUNTIME_FAILED`.
 */
export async function createNetworkEmbedder(
  runtime: GraphRuntime,
  manifest: ModelManifest,
  weights: NamedTensors,
): Promise<Embedder> {
  requireShapes(manifest.network, weights);
  const graph = buildInferenceGraph(manifest.network, weights, { output: 'compact' });
  return new NetworkEmbedder(manifest, await runtime.load(graph.model), graph.outputSize);
}

class NetworkEmbedder implements Embedder {
  readonly manifest: ModelManifest;
  readonly embeddingSize: number;
  readonly #session: GraphSession;

  constructor(manifest: ModelManifest, session: GraphSession, embeddingSize: number) {
    this.manifest = manifest;
    this.#session = session;
    this.embeddingSize = embeddingSize;
  }

  async embed(fragments: readonly ConstantQ[]): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let first = 0; first < fragments.length;) {
      const frames = fragments[first]!.frames;
      let last = first;
      while (
        last < fragments.length &&
        last - first < FRAGMENTS_PER_RUN &&
        fragments[last]!.frames === frames
      ) {
        last++;
      }
      vectors.push(...(await this.#embedEqualLengths(fragments.slice(first, last))));
      first = last;
    }
    return vectors;
  }

  async #embedEqualLengths(fragments: readonly ConstantQ[]): Promise<Float32Array[]> {
    const { bins } = fragments[0]!;
    const compressed = fragments.map((fragment) => this.#compressed(fragment));
    const { frames } = compressed[0]!;
    const input = new Float32Array(fragments.length * bins * frames);
    compressed.forEach(({ data }, i) => {
      input.set(data, i * bins * frames);
    });
    const { embedding } = await this.#session.run({
      constantQ: { data: input, dims: [fragments.length, 1, bins, frames] },
    });
    const values = embedding!.data as Float32Array;
    return fragments.map((_, i) => values.slice(i * this.embeddingSize, (i + 1) * this.embeddingSize));
  }

  /** The network's input; what is shorter than it admits, though not than the model does, stands in silence. */
  #compressed(fragment: ConstantQ): ConstantQ {
    const { features, fragment: cut, name, network } = this.manifest;
    const compressed = compressMagnitudes(fragment, features.compression);
    const needed = minimumFrames(network);
    if (compressed.frames >= needed) return compressed;
    if (fragment.frames < frameCount(cut.minimumSeconds, features.constantQ)) {
      throw new DoppeltonError(
        'AUDIO_TOO_SHORT',
        `a fragment has ${fragment.frames} constant-Q frames, too few for model ${name}`,
      );
    }
    return inSilence(compressed, needed);
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

/** A plane in the middle of so many frames, the others silent. */
function inSilence({ data, bins, frames }: ConstantQ, wholeFrames: number): ConstantQ {
  const padded = new Float32Array(bins * wholeFrames);
  const before = Math.floor((wholeFrames - frames) / 2);
  for (let bin = 0; bin < bins; bin++) {
    padded.set(data.subarray(bin * frames, (bin + 1) * frames), bin * wholeFrames + before);
  }
  return { data: padded, bins, frames: wholeFrames };
}
