import { commonSpan, coveredLength, spanLength, type WholeSpan } from './whole-spans.js';

/** A stretch of a query that is, or is said to be, one of a reference. */
export interface PairedSpan {
  readonly reference: WholeSpan;
  readonly query: WholeSpan;
}

/** A stretch that truly is there. */
export interface AnnotatedSpan extends PairedSpan {
  /** Speed of the query over the reference's, in whole per cent. */
  readonly tempoPercent: number;
}

/** What a query holds of a reference, and what was found. At least one of them is not empty. */
export interface AnnotatedPair {
  readonly queryId: string;
  readonly referenceId: string;
  readonly annotated: readonly AnnotatedSpan[];
  readonly matched: readonly PairedSpan[];
}

/** Right, undecided and wrong, and how well one pair did by them. */
export interface PairScore {
  readonly recall: number;
  readonly precision: number;
  readonly truePositives: number;
  /** Neither right nor wrong: the query's stretch is right, but elsewhere in its reference, which may repeat itself. */
  readonly unknownPositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/** F score that cares nine times as much for precision as for recall: 10·R·P / (9·R + P); 0 where both are 0. */
export function precisionWeightedF(recall: number, precision: number): number {
  return recall + precision > 0 ? (10 * recall * precision) / (9 * recall + precision) : 0;
}

/** Whether the pair was found, whatever the places. */
export function scoreFile({ annotated, matched }: AnnotatedPair): PairScore {
  const [isThere, isFound] = [annotated.length > 0, matched.length > 0];
  return scored({
    truePositives: Number(isThere && isFound),
    unknownPositives: 0,
    falsePositives: Number(!isThere && isFound),
    falseNegatives: Number(isThere && !isFound),
  });
}

/** How many seconds of the pair were found: in query and reference alike, the worse of the two. */
export function scoreSeconds({ annotated, matched }: AnnotatedPair): PairScore {
  let [truePositives, falseNegatives, falsePositives, unknownPositives] = [0, 0, 0, 0];
  for (const truth of annotated) {
    const common = matched.map((match) => commonPair(truth, match)).filter(isPair);
    const [inReference, inQuery] = [covered(common, 'reference'), covered(common, 'query')];
    const tempo = truth.tempoPercent / 100;
    const whole = spanLength(truth.reference);
    truePositives += Math.min(inReference, roundTowards(inQuery * tempo, whole));
    falseNegatives += Math.max(
      whole - inReference,
      roundTowards((spanLength(truth.query) - inQuery) * tempo, 0),
    );
  }
  for (const match of matched) {
    const common = annotated.map((truth) => ({ truth, pair: commonPair(truth, match) }));
    const inQuery = common.filter(({ pair }) => spanLength(pair.query) > 0);
    const reference = spanLength(match.reference);
    // Where nothing of the query is annotated the match's own tempo is all there is.
    const last = inQuery.at(-1);
    const tempo = last === undefined ? reference / spanLength(match.query) : last.truth.tempoPercent / 100;
    const right = covered(common.map(({ pair }) => pair).filter(isPair), 'reference');
    const heard = roundTowards(coveredLength(inQuery.map(({ pair }) => pair.query)) * tempo, reference);
    const known = Math.max(right, heard);
    unknownPositives += Math.abs(right - heard);
    falsePositives += Math.max(
      0,
      reference - known,
      roundTowards(spanLength(match.query) * tempo, reference) - heard,
    );
  }
  return scored({ truePositives, unknownPositives, falsePositives, falseNegatives });
}

/**
 * How well boxes with query and reference as sides cover each other.
 *
 * @see He et al., "A Large-scale Comprehensive Dataset and Copy-overlap Aware Evaluation Protocol for Segment-level Video
 *   Copy Detection", CVPR 2022, section 4.2.
 */
export function scoreBoxes({ annotated, matched }: AnnotatedPair): {
  readonly recall: number;
  readonly precision: number;
} {
  const share = (owners: readonly PairedSpan[], others: readonly PairedSpan[], none: number) =>
    (['reference', 'query'] as const).reduce((product, side) => {
      const whole = owners.reduce((sum, owner) => sum + spanLength(owner[side]), 0);
      const common = owners.reduce(
        (sum, owner) => sum + covered(others.map((other) => commonPair(owner, other)).filter(isPair), side),
        0,
      );
      return product * (whole > 0 ? common / whole : none);
    }, 1);
  return { recall: share(annotated, matched, 0), precision: share(matched, annotated, 1) };
}

function scored(counts: Omit<PairScore, 'recall' | 'precision'>): PairScore {
  const { truePositives, falsePositives, falseNegatives } = counts;
  const there = truePositives + falseNegatives;
  const found = truePositives + falsePositives;
  return {
    ...counts,
    recall: there > 0 ? truePositives / there : 0,
    precision: found > 0 ? truePositives / found : 1,
  };
}

function commonPair(a: PairedSpan, b: PairedSpan): PairedSpan {
  return { reference: commonSpan(a.reference, b.reference), query: commonSpan(a.query, b.query) };
}

function isPair({ reference, query }: PairedSpan): boolean {
  return spanLength(reference) > 0 && spanLength(query) > 0;
}

function covered(pairs: readonly PairedSpan[], side: keyof PairedSpan): number {
  return coveredLength(pairs.map((pair) => pair[side]));
}

function roundTowards(value: number, target: number): number {
  return target > value ? Math.ceil(value) : Math.floor(value);
}
