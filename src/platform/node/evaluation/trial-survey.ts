import type { Corpus, Split } from '../../../corpus/index.js';
import type { Embedder } from '../../../embedding/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import type { SkippedItem, TrialPlan } from '../../../evaluation/index.js';
import { createAudioDecoder } from '../audio/audio-decoder.js';
import { recordingsOfSplit, surveyCorpus, type CorpusSurvey } from '../corpus/corpus-survey.js';
import { FeatureCache } from '../corpus/feature-cache.js';

/** Told how far a step has come: `amount` more of `total` units are done. */
export type SurveyProgress = (
  step: 'surveying' | 'trials' | 'rendering' | 'comparing' | 'adding' | 'searching',
  amount: number,
  total: number,
  note: string,
) => void;

/** What surveying needs to know of an evaluation. */
export interface SurveyJob {
  readonly embedder: Embedder;
  readonly cacheFolder: string;
  readonly onProgress?: SurveyProgress;
}

/**
 * The split that an evaluation is about: the one asked for, or else the usual one where the corpus is split.
 *
 * @throws DoppeltonError `CORPUS_EMPTY` when it has no recording.
 */
export function chooseSplit(
  corpus: Corpus,
  wanted: Split | undefined,
  usual: Split = 'test',
): Split | undefined {
  const isSplit = corpus.recordings.some((recording) => recording.split !== undefined);
  const split = wanted ?? (isSplit ? usual : undefined);
  if (recordingsOfSplit(corpus, split).length > 0) return split;
  const why = isSplit || split === undefined ? '' : '; the corpus is not split (see: doppelton corpus split)';
  throw new DoppeltonError(
    'CORPUS_EMPTY',
    `${corpus.name} has no recording${split === undefined ? '' : ` in the split ${split}`}${why}`,
  );
}

/** Notes where each recording of a split sounds. */
export function surveySplit(job: SurveyJob, corpus: Corpus, split: Split | undefined): Promise<CorpusSurvey> {
  const total = recordingsOfSplit(corpus, split).length;
  return surveyCorpus(corpus, split, {
    decoder: createAudioDecoder(),
    cache: new FeatureCache(job.cacheFolder),
    config: job.embedder.manifest.features.constantQ,
    onProgress: (id) => job.onProgress?.('surveying', 1, total, id),
  });
}

/** Why a recording gives no trial. */
export function leftOutItem({ id, reason }: TrialPlan['leftOut'][number], seconds: number): SkippedItem {
  const message =
    reason === 'too-short'
      ? `Shorter than a fragment of ${seconds} s.`
      : `No ${seconds} s that are not mostly silence.`;
  return { path: id, reason, message };
}
