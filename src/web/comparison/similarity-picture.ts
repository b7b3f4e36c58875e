import { direction, directionCosine, type FragmentEmbedding } from '../../embedding/index.js';
import type { SimilarityPicture } from './comparison-outcome.js';

/** More fragments than this are thinned out. */
const MOST_FRAGMENTS = 400;

/** The cosines of all pairs of fragments. */
export function similarityPicture(
  reference: readonly FragmentEmbedding[],
  candidate: readonly FragmentEmbedding[],
): SimilarityPicture {
  const [across, down] = [thinned(reference), thinned(candidate)];
  const [columns, rows] = [across, down].map((fragments) =>
    fragments.map(({ vector }) => direction(vector)),
  ) as [Float64Array[], Float64Array[]];
  const levels = new Uint8Array(rows.length * columns.length);
  rows.forEach((row, i) => {
    columns.forEach((column, j) => {
      levels[i * columns.length + j] = Math.round(255 * Math.max(0, directionCosine(row, column)));
    });
  });
  return {
    levels,
    rows: rows.length,
    columns: columns.length,
    referenceSeconds: spanOf(across),
    candidateSeconds: spanOf(down),
  };
}

function thinned(fragments: readonly FragmentEmbedding[]): readonly FragmentEmbedding[] {
  const step = Math.ceil(fragments.length / MOST_FRAGMENTS);
  return fragments.filter((_, i) => i % step === 0);
}

function spanOf(fragments: readonly FragmentEmbedding[]): [number, number] {
  const middle = ({ startSeconds, endSeconds }: FragmentEmbedding) => (startSeconds + endSeconds) / 2;
  return [middle(fragments[0]!), middle(fragments.at(-1)!)];
}
