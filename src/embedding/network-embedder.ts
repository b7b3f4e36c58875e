import { DoppeltonError } from '../errors/index.js';
import { columns, compressMagnitudes, frameCount, type ConstantQ } from '../features/index.js';
import {
  buildInferenceGraph,
  columnGeometry,
  minimumFrames,
  requireShapes,
  type GraphRuntime,
  type ColumnGeometry,
  type GraphSession,
  type InferenceGraph,
  type NamedTensors,
} from '../network/index.js';
import type { Embedder, PlaneWindow } from './embedder.js';
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
  return new NetworkEmbedder(manifest, await runtime.load(graph.model), graph);
}

class NetworkEmbedder implements Embedder {
  readonly manifest: ModelManifest;
  readonly embeddingSize: number;
  readonly #session: GraphSession;
  readonly #graph: InferenceGraph;
  /** In columns of the compressed plane. */
  readonly #geometry: ColumnGeometry;

  constructor(manifest: ModelManifest, session: GraphSession, graph: InferenceGraph) {
    this.manifest = manifest;
    this.embeddingSize = graph.outputSize;
    this.#session = session;
    this.#graph = graph;
    this.#geometry = columnGeometry(manifest.network);
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

  async embedWindows(plane: ConstantQ, windows: readonly PlaneWindow[]): Promise<Float32Array[]> {
    const { compression } = this.manifest.features;
    const cut = ({ startFrame, frames }: PlaneWindow) => columns(plane, startFrame, startFrame + frames);
    if (compression.kind !== 'level-log') return this.embed(windows.map(cut));
    const ranges = windows.map((window) => this.#columnRange(window, compression.columnFrames));
    const isShared = ranges.some(([from, to]) => to > from);
    const maxima = isShared ? await this.#columnsOf(plane) : undefined;
    const vectors: Float32Array[] = [];
    for (const [i, [from, to]] of ranges.entries()) {
      const maximum = maxima === undefined || to <= from ? undefined : maximumOver(maxima, from, to);
      // A window shorter than what a column looks at has none of its own.
      if (maximum === undefined) vectors.push(...(await this.embed([cut(windows[i]!)])));
      else vectors.push(this.#graph.fromMaximum(maximum));
    }
    return vectors;
  }

  /** The columns that look at a window, and at no more than half a stride beyond it. */
  #columnRange({ startFrame, frames }: PlaneWindow, columnFrames: number): [number, number] {
    const { firstFrame, strideFrames, spanFrames } = this.#geometry;
    const slack = strideFrames / 2;
    const start = startFrame / columnFrames;
    const end = (startFrame + frames) / columnFrames;
    return [
      Math.ceil((start - slack - firstFrame) / strideFrames),
      Math.floor((end + slack - spanFrames - firstFrame) / strideFrames) + 1,
    ];
  }

  async #columnsOf(plane: ConstantQ): Promise<ColumnMaxima> {
    const { data, bins, frames } = this.#compressed(plane);
    const outputs = await this.#session.run({ constantQ: { data, dims: [1, 1, bins, frames] } });
    const { data: values, dims } = outputs['columns']!;
    return { data: values as Float32Array, channels: dims[1]!, columns: dims[3]! };
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

/** Per channel and column, the maximum over the bins; shape (channels, columns). */
interface ColumnMaxima {
  readonly data: Float32Array;
  readonly channels: number;
  readonly columns: number;
}

/** Undefined when the range leaves the columns that there are. */
function maximumOver(
  { data, channels, columns: width }: ColumnMaxima,
  from: number,
  to: number,
): Float32Array | undefined {
  const first = Math.max(0, from);
  const last = Math.min(width, to);
  if (last <= first) return undefined;
  return Float32Array.from({ length: channels }, (_, channel) => {
    let maximum = -Infinity;
    for (let i = channel * width + first; i < channel * width + last; i++) {
      maximum = Math.max(maximum, data[i]!);
    }
    return maximum;
  });
}
