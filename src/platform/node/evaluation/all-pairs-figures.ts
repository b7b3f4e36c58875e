import {
  allPairsTrials,
  detCurve,
  errorCurve,
  tippettCurve,
  type AllPairs,
  type AllPairsEvaluation,
  type DetCurve,
  type TippettCurve,
} from '../../../evaluation/index.js';
import { detPlot, tippettPlot, type DetPlotCurve } from '../../../report/index.js';

/** The curves of one protocol at one duration. */
export interface AllPairsCurves {
  readonly protocol: string;
  readonly title: string;
  readonly durationSeconds: number;
  /** Where references are longer. */
  readonly referenceSeconds?: number;
  readonly embedding: SystemCurve;
  readonly evidence?: SystemCurve & { readonly tippett: TippettCurve };
}

interface SystemCurve {
  readonly det: DetCurve;
  readonly figures: AllPairsEvaluation;
}

export function systemCurve(allPairs: AllPairs, figures: AllPairsEvaluation): SystemCurve {
  return { det: detCurve(errorCurve(allPairsTrials(allPairs))), figures };
}

/** With the Tippett curve of scores that are log10 likelihood ratios. */
export function evidenceCurve(allPairs: AllPairs, figures: AllPairsEvaluation) {
  return { ...systemCurve(allPairs, figures), tippett: tippettCurve(allPairsTrials(allPairs)) };
}

/**
 * A DET plot a protocol, of the plain embedding and of the evidence at each duration, and a Tippett plot of the evidence.
 *
 * @returns SVG by file name.
 */
export function allPairsFigures(curves: readonly AllPairsCurves[], subtitle: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const protocol of new Set(curves.map((curve) => curve.protocol))) {
    const own = curves.filter((curve) => curve.protocol === protocol);
    const { title } = own[0]!;
    const plotted = own.flatMap(({ embedding, evidence, ...lengths }) => [
      ...(evidence === undefined ? [] : [detPlotCurve(`${lengthsOf(lengths)}, evidence`, evidence)]),
      detPlotCurve(`${lengthsOf(lengths)}, embedding alone`, embedding),
    ]);
    files[`det-${protocol}.svg`] = detPlot(plotted, { title, subtitle, lowestFar: 1e-6 });
    const weighed = own.filter(({ evidence }) => evidence !== undefined);
    if (weighed.length === 0) continue;
    files[`tippett-${protocol}.svg`] = tippettPlot(
      weighed.map(({ evidence, ...lengths }) => ({
        label: lengthsOf(lengths),
        curve: evidence!.tippett,
        minCllr: evidence!.figures.minCllr.value,
        ...(evidence!.figures.cllr !== undefined && { cllr: evidence!.figures.cllr.value }),
      })),
      { title, subtitle },
    );
  }
  return files;
}

function lengthsOf({
  durationSeconds,
  referenceSeconds,
}: Pick<AllPairsCurves, 'durationSeconds' | 'referenceSeconds'>): string {
  return `${durationSeconds} s${referenceSeconds === undefined ? '' : ` in ${referenceSeconds} s`}`;
}

function detPlotCurve(label: string, { det, figures }: SystemCurve): DetPlotCurve {
  const { eer, targets, nonTargets, recordings } = figures;
  return {
    label,
    curve: det,
    eer: eer.value,
    ...(eer.interval95 !== undefined && { eerInterval95: eer.interval95 }),
    ...{ targets, nonTargets, recordings },
  };
}
