import { binFrequencyHz } from '../../features/index.js';
import type { Catalogue } from '../language/catalogue.js';
import { calibrationCounts } from './finding-blocks.js';
import type { Block } from './report-document.js';
import type { ReportInput } from './report-input.js';
import { userText } from './user-text.js';

/** What the score was computed by and what it was fitted to. */
export function modelBlocks({ manifest, calibration }: ReportInput, words: Catalogue): Block[] {
  const { model } = words.report;
  const { fixed, whole } = words.numbers;
  const { constantQ } = manifest.features;
  const frequency = (bin: number) => fixed(binFrequencyHz(constantQ, bin), 1);
  const decision = calibration?.evidence.decision ?? manifest.decision;
  return [
    {
      kind: 'table',
      caption: model.table.caption,
      rows: [
        [model.model, userText(`${manifest.name} ${manifest.version}`)],
        [model.weights, manifest.weights.sha256],
        [model.description, userText(manifest.description)],
        [
          model.training,
          manifest.trainingData === undefined ? model.notRecorded : userText(manifest.trainingData),
        ],
        [
          model.features,
          model.constantQ(
            constantQ.bins,
            constantQ.binsPerOctave,
            frequency(0),
            frequency(constantQ.bins - 1),
          ),
        ],
        [
          model.fragments,
          model.fragment(String(manifest.fragment.seconds), fixed(manifest.fragment.hopSeconds, 2)),
        ],
        ...calibrationRows(calibration, words, whole),
        [model.threshold, model.basis(fixed(decision.threshold, 2), userText(decision.basis))],
      ],
      widths: [0.25, 0.75],
    },
  ];
}

function calibrationRows(
  calibration: ReportInput['calibration'],
  { report, numbers }: Catalogue,
  whole: (value: number) => string,
): string[][] {
  if (calibration === undefined) return [];
  const { bounds, trials } = calibration.evidence.calibration;
  const { signed } = numbers;
  return [
    [
      report.model.calibration,
      report.model.calibrated(
        calibrationCounts(trials, whole),
        signed(bounds.lower, 2),
        signed(bounds.upper, 2),
      ),
    ],
    [report.model.calibrationFile, calibration.sha256],
    ...renditionRows(calibration.evidence, { report, numbers }),
  ];
}

function renditionRows(
  { renditions }: NonNullable<ReportInput['calibration']>['evidence'],
  { report, numbers }: Pick<Catalogue, 'report' | 'numbers'>,
): string[][] {
  if (renditions === undefined) return [];
  const { basis, validation, calibration } = renditions;
  const { fixed, signed, whole } = numbers;
  const { lower, upper } = calibration.bounds;
  const fitted = report.model.renditionBasis(userText(basis), signed(lower, 2), signed(upper, 2));
  if (validation === undefined) return [[report.model.renditions, fitted]];
  const tested = report.model.renditionValidation({
    targets: whole(validation.targets),
    nonTargets: whole(validation.nonTargets),
    compositions: whole(validation.compositions),
    eerPercent: fixed(100 * validation.eer, 1),
    cllr: fixed(validation.cllr, 2),
  });
  return [[report.model.renditions, `${fitted}; ${tested}`]];
}
