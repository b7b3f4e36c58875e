import { DoppeltonError } from '../../../errors/index.js';
import type { SkippedItem } from '../../../evaluation/index.js';
import { skippedBecause } from '../corpus/corpus-skipping.js';
import type { ListedPair } from './trial-pairs-file.js';
import type { SurveyProgress } from './trial-survey.js';

/** What work on a list of pairs gave, and the pairs that give no trial. */
export interface WorkedPairs<T> {
  readonly pairs: readonly ListedPair[];
  /** Of each of these pairs. */
  readonly results: readonly T[];
  readonly skipped: readonly SkippedItem[];
}

/**
 * Works on pairs one after the other; a recording at fault costs its pairs only.
 *
 * @throws What the work throws when neither recording is at fault.
 */
export async function workOnPairs<T>(
  listed: readonly ListedPair[],
  work: (referencePath: string, candidatePath: string) => Promise<T>,
  onProgress?: SurveyProgress,
): Promise<WorkedPairs<T>> {
  const pairs: ListedPair[] = [];
  const results: T[] = [];
  const skipped: SkippedItem[] = [];
  for (const pair of listed) {
    try {
      results.push(await work(pair.referencePath, pair.candidatePath));
      pairs.push(pair);
    } catch (error) {
      skipped.push(skippedPair(pair, error));
    }
    onProgress?.('trials', 1, listed.length, pair.candidate);
  }
  return { pairs, results, skipped };
}

function skippedPair({ reference, candidate }: ListedPair, error: unknown): SkippedItem {
  const path = `${reference}, ${candidate}`;
  if (error instanceof DoppeltonError && error.code === 'AUDIO_SILENT') {
    return { path, reason: 'silent', message: error.message };
  }
  return skippedBecause(path, error);
}
