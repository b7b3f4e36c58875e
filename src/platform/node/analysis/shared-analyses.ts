import type { RecordingAnalysis } from '../../../verification/index.js';
import { ConstantQPlane, PackedPlane, type ConstantQ } from '../../../features/index.js';

/** Analyses of fragments in memory that all threads see. */
export interface SharedAnalysis {
  readonly halves: Uint16Array;
  readonly bins: number;
  readonly frames: number;
  readonly scale: number;
  /** Vectors one behind the other. */
  readonly vectors: Float32Array;
  /** Start and end of each, in seconds. */
  readonly times: Float64Array;
  readonly durationSeconds: number;
}

/** Copies an analysis into shared memory. */
export function shareAnalysis(plane: ConstantQ, { embedding }: RecordingAnalysis): SharedAnalysis {
  const { halves, bins, frames, scale } = ConstantQPlane.from(plane);
  const { fragments, durationSeconds } = embedding;
  const size = fragments[0]!.vector.length;
  const vectors = new Float32Array(new SharedArrayBuffer(4 * size * fragments.length));
  fragments.forEach(({ vector }, i) => {
    vectors.set(vector, i * size);
  });
  const shared = new Uint16Array(new SharedArrayBuffer(halves.byteLength));
  shared.set(halves);
  const times = Float64Array.from(
    fragments.flatMap(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]),
  );
  return { halves: shared, bins, frames, scale, vectors, times, durationSeconds };
}

/** The analysis again, without copying. */
export function openShared(shared: SharedAnalysis): RecordingAnalysis {
  const { vectors, times, durationSeconds } = shared;
  const count = times.length / 2;
  const size = vectors.length / count;
  return {
    plane: new PackedPlane(shared.bins, [new ConstantQPlane(shared)]),
    embedding: {
      durationSeconds,
      warnings: [],
      fragments: Array.from({ length: count }, (_, i) => ({
        startSeconds: times[2 * i]!,
        endSeconds: times[2 * i + 1]!,
        vector: vectors.subarray(i * size, (i + 1) * size),
      })),
    },
  };
}
