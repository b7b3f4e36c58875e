import type { AlignedSegment } from '../alignment/index.js';
import type { Findings } from './compare-analyses.js';

/** What is measured on a pair of recordings, in the order of {@link MEASUREMENT_NAMES}. */
export const MEASUREMENT_NAMES = [
  /** Highest cosine of two fragments. */
  'cosine',
  /** 1 where the two were aligned, 0 where no fragments were alike enough for that. */
  'aligned',
  /** Correlation along the best segment; 0 where nothing was aligned. */
  'score',
  /** Length of the best segment in the reference; 0 where nothing was aligned. */
  'alignedSeconds',
  /** Mean cosine of the fragments along the best segment; 0 where nothing was aligned. */
  'meanCosine',
  /** How much better the two agree along the best segment than beside it; 0 where nothing was aligned. */
  'lead',
  /** By how many standard deviations of what lies beside it stands out; 0 where nothing was aligned. */
  'prominence',
  /** Lengths of the two recordings: how much there was to find, and how much to search. */
  'shorterSeconds',
  'longerSeconds',
  /** Where the best segment's middle lies in either recording, and what it says was done; 0 where nothing was aligned. */
  'referenceMiddleSeconds',
  'candidateMiddleSeconds',
  'tempoRatio',
  'pitchShiftSemitones',
] as const;

/** @returns One number a name. */
export function measurePair(
  findings: Findings,
  referenceSeconds: number,
  candidateSeconds: number,
): Float64Array {
  const best = bestSegment(findings.segments);
  const shorter = Math.min(referenceSeconds, candidateSeconds);
  const longer = Math.max(referenceSeconds, candidateSeconds);
  if (best === undefined) {
    return Float64Array.of(findings.cosine, 0, 0, 0, 0, 0, 0, shorter, longer, 0, 0, 0, 0);
  }
  return Float64Array.of(
    findings.cosine,
    1,
    best.score,
    best.referenceEndSeconds - best.referenceStartSeconds,
    best.meanCosine,
    best.lead,
    best.prominence,
    shorter,
    longer,
    (best.referenceStartSeconds + best.referenceEndSeconds) / 2,
    (best.candidateStartSeconds + best.candidateEndSeconds) / 2,
    best.tempoRatio,
    best.pitchShiftSemitones,
  );
}

/** The segment that says most: well agreeing, and long. */
export function bestSegment<Segment extends AlignedSegment>(
  segments: readonly Segment[],
): Segment | undefined {
  let best: Segment | undefined;
  for (const segment of segments) if (best === undefined || weight(segment) > weight(best)) best = segment;
  return best;
}

function weight({ score, candidateStartSeconds, candidateEndSeconds }: AlignedSegment): number {
  return Math.sign(score) * score * score * (candidateEndSeconds - candidateStartSeconds);
}

/** What the likelihood ratio is computed from, see {@link evidenceFeatures}. */
export const EVIDENCE_FEATURES = [
  'cosine',
  'notAligned',
  'score',
  'scoreSquared',
  'alignedLength',
  'scoreTimesLength',
  'scoreTimesRootSeconds',
  'meanCosine',
  'lead',
  'leadTimesRootSeconds',
  'prominence',
  'prominenceTimesRootSeconds',
  'shorter',
  'longer',
  'cosineTimesShorter',
  'cosineTimesLonger',
  'notAlignedTimesShorter',
  'notAlignedTimesLonger',
] as const;

/** Lengths count in octaves above this one. */
const UNIT_SECONDS = 5;
const SHORTEST_SECONDS = 0.5;
/**
 * What the calibration has seen: excerpts of up to 40 s (20 s at half tempo), in up to 180 s. Beyond, lengths count as
 * these: a part in common proves no less because the two go on for longer, and faint agreement no more for going on.
 */
export const LONGEST_SHORTER_SECONDS = 40;
export const LONGEST_LONGER_SECONDS = 180;

/**
 * Features for the calibration: cosine and score as they are, lengths by their logarithm, and products where one changes
 * what the other means: the same correlation says more over a longer stretch (a chance correlation falls with the root
 * of the length), the same cosine says less where it is the highest of many.
 *
 * @param measurements - Of {@link measurePair}.
 */
export function evidenceFeatures(measurements: ArrayLike<number>): Float64Array {
  const value = (name: (typeof MEASUREMENT_NAMES)[number]) => measurements[MEASUREMENT_NAMES.indexOf(name)]!;
  const [cosine, aligned, score] = [value('cosine'), value('aligned'), value('score')];
  const [meanCosine, lead, prominence] = [value('meanCosine'), value('lead'), value('prominence')];
  const alignedSeconds = value('alignedSeconds');
  const octaves = (seconds: number) => Math.log2(Math.max(SHORTEST_SECONDS, seconds) / UNIT_SECONDS);
  const length = aligned === 0 ? 0 : octaves(Math.min(LONGEST_SHORTER_SECONDS, alignedSeconds));
  const root = Math.sqrt(Math.min(LONGEST_SHORTER_SECONDS, alignedSeconds) / UNIT_SECONDS);
  const shorter = octaves(Math.min(LONGEST_SHORTER_SECONDS, value('shorterSeconds')));
  const longer = octaves(Math.min(LONGEST_LONGER_SECONDS, value('longerSeconds')));
  return Float64Array.of(
    cosine,
    1 - aligned,
    score,
    score * score,
    length,
    score * length,
    score * root,
    meanCosine,
    lead,
    lead * root,
    prominence,
    prominence * root,
    shorter,
    longer,
    cosine * shorter,
    cosine * longer,
    (1 - aligned) * shorter,
    (1 - aligned) * longer,
  );
}
