import { pitchShiftOf, tempoRatioOf } from '../../../augment/index.js';
import { MEASUREMENT_NAMES } from '../../../verification/index.js';
import type { MeasuredPairs } from './all-pairs-measurement.js';

/** Median and 95th percentile of an absolute error. */
export interface ErrorQuantiles {
  readonly median: number;
  readonly percentile95: number;
}

/** How far alignments lie from what was really done to the candidates. */
export interface AlignmentErrors {
  /** Target trials that were aligned. */
  readonly trials: number;
  /** At the middle of the best segment. */
  readonly offsetMilliseconds: ErrorQuantiles;
  readonly tempoPercent: ErrorQuantiles;
  readonly pitchCents: ErrorQuantiles;
}

const WIDTH = MEASUREMENT_NAMES.length;
const column = (name: (typeof MEASUREMENT_NAMES)[number]) => MEASUREMENT_NAMES.indexOf(name);

/** Errors over the target trials of a set; empty where none was aligned. */
export function alignmentErrors({ plan, measurements, placeSeconds }: MeasuredPairs): {
  alignment?: AlignmentErrors;
} {
  const offsets: number[] = [];
  const tempi: number[] = [];
  const pitches: number[] = [];
  const count = plan.places.length;
  plan.places.forEach(({ candidate }, i) => {
    const row = (i * count + i) * WIDTH;
    const value = (name: (typeof MEASUREMENT_NAMES)[number]) => measurements[row + column(name)]!;
    if (value('aligned') === 0) return;
    const tempoRatio = tempoRatioOf(candidate.augmentation);
    const before = candidate.surround?.beforeSeconds ?? 0;
    const place = placeSeconds[i]! + tempoRatio * (value('candidateMiddleSeconds') - before);
    offsets.push(1000 * Math.abs(value('referenceMiddleSeconds') - place));
    tempi.push(100 * Math.abs(value('tempoRatio') / tempoRatio - 1));
    pitches.push(100 * Math.abs(value('pitchShiftSemitones') - pitchShiftOf(candidate.augmentation)));
  });
  if (offsets.length === 0) return {};
  return {
    alignment: {
      trials: offsets.length,
      offsetMilliseconds: quantilesOf(offsets),
      tempoPercent: quantilesOf(tempi),
      pitchCents: quantilesOf(pitches),
    },
  };
}

function quantilesOf(errors: readonly number[]): ErrorQuantiles {
  const rising = errors.toSorted((a, b) => a - b);
  const at = (share: number) => rising[Math.ceil(share * rising.length) - 1]!;
  return { median: at(0.5), percentile95: at(0.95) };
}
