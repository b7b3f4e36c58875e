import type { AlignedSegment } from '../alignment/index.js';
import { COMPARISON_WARNINGS } from './comparison-warnings.js';

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
  const telling = segments.filter(
    ({ candidateStartSeconds, candidateEndSeconds }) =>
      candidateEndSeconds - candidateStartSeconds >= LEAST_SECONDS,
  );
  const tempi = new Set<number>();
  for (const [i, later] of telling.entries()) {
    for (const earlier of telling.slice(0, i)) {
      const change = later.tempoRatio / earlier.tempoRatio;
      if (Math.max(change, 1 / change) < LEAST_CHANGE || !leadsTo(earlier, later)) continue;
      tempi.add(earlier.tempoRatio).add(later.tempoRatio);
    }
  }
  return tempi.size === 0 ? undefined : COMPARISON_WARNINGS.driftingTempo([...tempi]);
}

/** Whether a segment that went on at its own tempo would come to where the other begins. */
function leadsTo(earlier: AlignedSegment, later: AlignedSegment): boolean {
  const passed = earlier.tempoRatio * (later.candidateStartSeconds - earlier.candidateEndSeconds);
  return Math.abs(earlier.referenceEndSeconds + passed - later.referenceStartSeconds) < MOST_APART_SECONDS;
}
