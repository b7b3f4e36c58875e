import {
  curvePointBelow,
  curveScore,
  type ProtocolName,
  type RecordedValidation,
  type ValidationCurve,
} from '../../evaluation/index.js';
import { nearestValidation } from '../../verification/index.js';
import type { Catalogue } from '../language/catalogue.js';
import type { ReachedCounts } from '../language/report-texts.js';
import { validationPlots } from '../pictures/validation-plots.js';
import type { Block } from './report-document.js';
import type { ReportInput } from './report-input.js';
import { userText } from './user-text.js';

/** How the calibration did on recordings that it was not fitted to, and where this case's ratio stands among them. */
export function validationBlocks({ examination, calibration }: ReportInput, words: Catalogue): Block[] {
  const { reference, candidate, ...comparison } = examination.comparison;
  if (calibration === undefined) return [];
  const shorter = Math.min(reference.durationSeconds, candidate.durationSeconds);
  const nearest = nearestValidation(calibration.evidence, shorter);
  const { validation } = words.report;
  if (nearest === undefined) return [{ kind: 'paragraph', text: validation.none }];
  const ofPairs = nearest.pairLengths !== undefined;
  const records = calibration.evidence.validation.filter(({ durationSeconds, pairLengths }) =>
    ofPairs
      ? pairLengths !== undefined
      : pairLengths === undefined && durationSeconds === nearest.durationSeconds,
  );
  return [
    { kind: 'paragraph', text: introWords(nearest, words) },
    ...caseBlocks(nearest, comparison.logLikelihoodRatio!, comparison.likelihoodRatioInterval95!, words),
    figureTable(records, words),
    { kind: 'paragraph', text: validation.terms, quiet: true },
  ];
}

function introWords(
  { protocol, durationSeconds, pairLengths }: RecordedValidation,
  words: Catalogue,
): string {
  const { validation, conditions } = words.report;
  const name = protocolWords(protocol, words);
  if (pairLengths === undefined) return validation.intro(name, conditions.seconds(String(durationSeconds)));
  const { min, max } = pairLengths.shorter;
  const { fixed } = words.numbers;
  return validation.introOfPairs(name, conditions.seconds(conditions.range(fixed(min, 1), fixed(max, 1))));
}

/** A protocol in words; a list of pairs of somebody's own under the name it has. */
export function protocolWords(protocol: string, { protocols }: Catalogue): string {
  return Object.hasOwn(protocols, protocol) ? protocols[protocol as ProtocolName] : userText(protocol);
}

function caseBlocks(
  { curve, protocol, durationSeconds, pairLengths }: RecordedValidation,
  ratio: number,
  interval95: readonly [number, number],
  words: Catalogue,
): Block[] {
  const { validation, conditions } = words.report;
  if (curve === undefined) return [{ kind: 'paragraph', text: validation.noCurve }];
  const { caption, fragments, pairs, alternative } = words.figures.validation;
  const name = protocolWords(protocol, words);
  const duration = conditions.seconds(String(durationSeconds));
  return [
    { kind: 'paragraph', text: validation.reached(reachedCounts(curve, ratio, words)) },
    {
      kind: 'figure',
      svg: validationPlots({ curve, ratio, interval95 }, words),
      caption: caption(pairLengths === undefined ? fragments(name, duration) : pairs(name)),
      alternative,
    },
  ];
}

/** Trials as extreme as this case; those below the next point of the curve, where they are counted from below. */
function reachedCounts(curve: ValidationCurve, ratio: number, { numbers }: Catalogue): ReachedCounts {
  const { whole, signed } = numbers;
  const point = curvePointBelow(curve, ratio);
  const countFrom = (atLeast: readonly number[]) =>
    whole(ratio < 0 ? atLeast[0]! - (atLeast[point + 1] ?? 0) : atLeast[point]!);
  return {
    ratio: signed(ratio, 2),
    side: ratio < 0 ? 'less' : 'more',
    isExact: ratio >= 0 && curveScore(curve, point) === ratio,
    targets: countFrom(curve.targetsAtLeast),
    allTargets: whole(curve.targetsAtLeast[0]!),
    nonTargets: countFrom(curve.nonTargetsAtLeast),
    allNonTargets: whole(curve.nonTargetsAtLeast[0]!),
  };
}

function figureTable(records: readonly RecordedValidation[], words: Catalogue): Block {
  const { figures, captionOfPairs } = words.report.validation;
  const isOfPairs = records.some(({ pairLengths }) => pairLengths !== undefined);
  const { percent, whole, fixed } = words.numbers;
  return {
    kind: 'table',
    caption: isOfPairs ? captionOfPairs : figures.caption,
    head: figures.head,
    rows: records.map(({ protocol, targets, nonTargets, eer, cllr, cllrMin }) => [
      protocolWords(protocol, words),
      whole(targets),
      whole(nonTargets),
      percent(eer),
      fixed(cllr, 4),
      fixed(cllrMin, 4),
    ]),
    numeric: [1, 2, 3, 4, 5],
    widths: [0.36, 0.12, 0.14, 0.1, 0.11, 0.17],
  };
}
