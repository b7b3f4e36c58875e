import { commonParts } from './common-sound.js';
import { detectAlterations } from './detect-alterations.js';
import { detectorScores, type DetectorFigures, type Rate } from './detector-scores.js';
import type { DetectorOutcome, KnownFragment } from './known-fragment.js';
import { soundsLikeAnotherRendition } from './unlike-sound.js';

/** What the detectors made of copies. */
export interface DetectorEvaluation {
  readonly detectors: readonly DetectorFigures[];
  /** Copies that were said to sound like another rendition. */
  readonly takenForRenditions: Rate;
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
  let renditions = 0;
  for await (const fragment of fragments) {
    const { truth, undecided } = fragment;
    const parts = commonParts(fragment);
    outcomes.push({ truth, undecided, detected: detectAlterations(parts) });
    if (soundsLikeAnotherRendition(parts[0])) renditions++;
    options.onProgress?.(outcomes.length);
  }
  return {
    detectors: detectorScores(outcomes),
    takenForRenditions: { count: renditions, of: outcomes.length },
  };
}
