import type { AlignedSegment } from '../alignment/index.js';

/**
 * Seconds of the candidate inside at least one segment: segments may overlap there.
 *
 * @param segments - In order of the candidate's time.
 */
export function coveredSeconds(
  segments: readonly Pick<AlignedSegment, 'candidateStartSeconds' | 'candidateEndSeconds'>[],
): number {
  let [covered, reached] = [0, 0];
  for (const { candidateStartSeconds: from, candidateEndSeconds: to } of segments) {
    covered += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return covered;
}
