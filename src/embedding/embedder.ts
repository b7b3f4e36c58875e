import type { ConstantQ } from '../features/index.js';
import type { ModelManifest } from './model-manifest.js';

/** A stretch of a plane. */
export interface PlaneWindow {
  readonly startFrame: number;
  readonly frames: number;
}

/** Port: turns fragments into vectors whose cosine tells how alike they sound. */
export interface Embedder {
  readonly manifest: ModelManifest;
  /** Numbers per vector: fc0's outputs expressed in a basis that keeps every inner product. */
  readonly embeddingSize: number;
  /**
   * One vector per fragment, in order. Fragments may differ in length.
   *
   * @param fragments - Linear magnitudes, `manifest.features` geometry. Not modified.
   * @throws DoppeltonError `AUDIO_TOO_SHORT` when a fragment has fewer frames than the network admits.
   */
  embed(fragments: readonly ConstantQ[]): Promise<Float32Array[]>;
  /**
   * One vector per window of a longer stretch of sound, in order. Where the model's features do not depend on where
   * they are cut, overlapping windows share their convolutions; the vectors are then those of {@link embed} but for
   * what the network hears at the windows' edges.
   *
   * @param plane - Linear magnitudes; what it holds around the windows is context.
   * @param windows - Inside the plane.
   * @throws DoppeltonError As {@link embed}.
   */
  embedWindows(plane: ConstantQ, windows: readonly PlaneWindow[]): Promise<Float32Array[]>;
  /** Frees the network. */
  release(): Promise<void>;
}

/** Cosine of the angle between two vectors of one length, in [-1, 1]; 0 when either is all zeros. */
export function cosine(a: Float32Array, b: Float32Array): number {
  return directionCosine(direction(a), direction(b));
}

/** A vector at length 1, in double precision; all zeros stay all zeros. */
export function direction(vector: Float32Array): Float64Array {
  const unit = new Float64Array(vector);
  const length = Math.sqrt(innerProduct(unit, unit));
  return length === 0 ? unit : unit.map((value) => value / length);
}

/** Cosine of the angle between two directions, in [-1, 1]: rounding does not lead out of it. */
export function directionCosine(a: Float64Array, b: Float64Array): number {
  return Math.min(1, Math.max(-1, innerProduct(a, b)));
}

function innerProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
