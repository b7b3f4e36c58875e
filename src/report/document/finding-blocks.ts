import {
  isCutOffAtOne,
  verbalPhrase,
  verbalScale,
  type Comparison,
  type EvidenceModel,
} from '../../verification/index.js';
import type { Catalogue } from '../language/catalogue.js';
import type { CalibrationCounts } from '../language/report-texts.js';
import type { Block } from './report-document.js';
import type { ReportInput } from './report-input.js';

/** How strongly the findings support one proposition against the other, and what that means and does not mean. */
export function findingBlocks({ examination, calibration }: ReportInput, words: Catalogue): Block[] {
  const { comparison } = examination;
  const { finding } = words.report;
  if (calibration === undefined || comparison.logLikelihoodRatio === undefined) {
    return uncalibratedBlocks(comparison, words);
  }
  const { fixed, signed } = words.numbers;
  const ratio = comparison.logLikelihoodRatio;
  const [low, high] = comparison.likelihoodRatioInterval95!;
  const { bounds, trials } = calibration.evidence.calibration;
  const side = ratio >= bounds.upper ? 'upper' : ratio <= bounds.lower ? 'lower' : undefined;
  const counts = calibrationCounts(trials, words.numbers.whole);
  // Cut off at a bound, or at 1 where the sound cannot prove a common origin, both ends fall together.
  const hasWidth = low < high;
  const width = hasWidth ? finding.interval(signed(low, 2), signed(high, 2)) : side && finding.bound(side);
  return [
    {
      kind: 'finding',
      title: `${finding.ratio(signed(ratio, 2))}${width === undefined ? '' : ` (${width})`}`,
      lines: [
        verbalPhrase(verbalScale(ratio), words.verbal),
        timesWords(ratio, words),
        ...(hasWidth ? [finding.timesInterval(plainRatio(low, words), plainRatio(high, words))] : []),
        ...(side === undefined ? [] : [finding.atBound(side, counts)]),
        ...(isCutOffAtOne(comparison) ? [finding.noSupportStated] : []),
      ],
    },
    ...finding.notes.map((text): Block => ({ kind: 'paragraph', text })),
    {
      kind: 'paragraph',
      text: finding.decision(comparison.verdict, fixed(ratio, 2), fixed(comparison.threshold, 2)),
    },
    ...renditionBlocks(comparison, calibration.evidence, words),
    { kind: 'paragraph', text: finding.scale, quiet: true },
  ];
}

/** Whether what runs together is a copy, rather than another rendition; nothing where nothing is known of that. */
function renditionBlocks(
  { againstRendition }: Comparison,
  { renditions }: EvidenceModel,
  words: Catalogue,
): Block[] {
  if (againstRendition === undefined || renditions === undefined) return [];
  const { finding } = words.report;
  const { fixed, signed } = words.numbers;
  const { logLikelihoodRatio: ratio, likelihoodRatioInterval95: interval, missingSound } = againstRendition;
  const [low, high] = interval;
  const { bounds } = renditions.calibration;
  const side = ratio >= bounds.upper ? 'upper' : ratio <= bounds.lower ? 'lower' : undefined;
  const width = [
    ...(low < high ? [finding.interval(signed(low, 2), signed(high, 2))] : []),
    ...(side === undefined ? [] : [finding.bound(side)]),
  ].join(', ');
  const phrase = verbalPhrase(verbalScale(ratio), words.verbal, words.verbal.renditionPropositions);
  const text = finding.rendition(signed(ratio, 2), width, phrase, fixed(100 * missingSound, 1));
  return [{ kind: 'paragraph', text }];
}

function uncalibratedBlocks(
  { cosine, threshold, verdict }: Comparison,
  { report, numbers }: Catalogue,
): Block[] {
  const { fixed } = numbers;
  const [first, ...others] = report.finding.uncalibrated(fixed(cosine, 4), fixed(threshold, 4), verdict);
  return [
    { kind: 'finding', title: first!, lines: [] },
    ...others.map((text): Block => ({ kind: 'paragraph', text })),
  ];
}

/** The ratio in the direction that it supports, as a plain number. */
function timesWords(ratio: number, { report, numbers }: Catalogue): string {
  const { direction } = verbalScale(ratio);
  const times = 10 ** (direction === 'neither' ? ratio : Math.abs(ratio));
  return report.finding.times(direction, numbers.rounded(times));
}

function plainRatio(log10: number, { numbers }: Catalogue): string {
  return numbers.rounded(10 ** log10);
}

export function calibrationCounts(
  { targets, nonTargets, recordings }: EvidenceModel['calibration']['trials'],
  whole: (value: number) => string,
): CalibrationCounts {
  return { targets: whole(targets), nonTargets: whole(nonTargets), recordings: whole(recordings) };
}
