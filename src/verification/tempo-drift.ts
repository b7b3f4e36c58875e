import type { AlignedSegment } from '../alignment/index.js';

/** Segments shorter than this do not tell their tempo well enough. */
const LEAST_SECONDS = 3;
/** A segment goes on from another when it lies where the other leads, in the reference, to within so much. */
const MOST_APART_SECONDS = 3;
/** Tempi that differ by a smaller factor may be one. */
const LEAST_CHANGE = 1.005;

/**
 * Warns of segments that lie where others lead, but run on at another tempo. A copy keeps its tempo unless the
 * machine that made it drifted; who plays the same notes again does not, so this is what tells the two apart.
 *
 * @param segments - In order of the candidate's time.
 */
export function tempoDriftWarning(segments: readonly AlignedSegment[]): string | undefined {
  const long = segments.filter(
    ({ candidateStartSeconds, candidateEndSeconds }) =>
      candidateEndSeconds - candidateStartSeconds >= LEAST_SECONDS,
  );
  const tempi = new Set<number>();
  for (const [i, next] of long.entries()) {
    for (const last of long.slice(0, i)) {
      const change = Math.max(next.tempoRatio / last.tempoRatio, last.tempoRatio / next.tempoRatio);
      if (change >= LEAST_CHANGE && goesOn(last, next)) tempi.add(last.tempoRatio).add(next.tempoRatio);
    }
  }
  if (tempi.size === 0) return undefined;
  const ratios = [...tempi].map((ratio) => `× ${ratio.toFixed(3)}`).join(', ');
  return (
    `the two run on from segment to segment without a cut, but at changing tempi (${ratios}): a copy does so only where ` +
    'a machine drifted; another performance of the same composition does so too, and the likelihood ratio does not tell them apart'
  );
}

function goesOn(last: AlignedSegment, next: AlignedSegment): boolean {
  const passed = last.tempoRatio * (next.candidateStartSeconds - last.candidateEndSeconds);
  return Math.abs(last.referenceEndSeconds + passed - next.referenceStartSeconds) < MOST_APART_SECONDS;
}
