import { commonParts } from './common-sound.js';
import { detectAlterations } from './detect-alterations.js';
import { detectorScores, type DetectorFigures } from './detector-scores.js';
import type { DetectorOutcome, KnownFragment } from './known-fragment.js';

/** What the detectors made of copies. */
export interface DetectorEvaluation {
  readonly detectors: readonly DetectorFigures[];
}

export interface EvaluateDetectorsOptions {
  /** Told after each fragment how many are done. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Rates of all detectors over fragments whose alterations are known.
 *
 * A fragment is a target of a detector if that alteration was made, alone or with others, and a non-target if it was
 * not.
 *
 * @param fragments - Taken one after the other, so that they may be rendered as they are asked for.
 */
export async function evaluateDetectors(
  fragments: Iterable<KnownFragment> | AsyncIterable<KnownFragment>,
  options: EvaluateDetectorsOptions = {},
): Promise<DetectorEvaluation> {
  const outcomes: DetectorOutcome[] = [];
  for await (const fragment of fragments) {
    const { truth, undecided } = fragment;
    outcomes.push({ truth, undecided, detected: detectAlterations(commonParts(fragment)) });
    options.onProgress?.(outcomes.length);
  }
  return { detectors: detectorScores(outcomes) };
}
