import type { ConstantQ } from '../features/index.js';
import type { ModelManifest } from './model-manifest.js';

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
  /** Frees the network. */
  release(): Promise<void>;
}

/** Cosine of the angle between two vectors of one length, in [-1, 1]; 0 when either is all zeros. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let normA = 0;
  let normB = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    normA += a[i]! * a[i]!;
    normB += b[i]! * b[i]!;
  }
  return normA === 0 || normB === 0 ? 0 : dot / Math.sqrt(normA * normB);
}
