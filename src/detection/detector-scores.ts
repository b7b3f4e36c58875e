import type { AlterationKind, DetectedAlteration } from './detected-alteration.js';
import type { DetectorOutcome, DetectorTruth, TrueAlteration } from './known-fragment.js';

/** How often something happened. */
export interface Rate {
  readonly count: number;
  readonly of: number;
}

/** Size of an estimate's error. */
export interface EstimateError {
  /** What is estimated, with its unit, e.g. `snrDb`; ratios as `…Log2`, the logarithm of estimate over truth. */
  readonly estimate: string;
  readonly median: number;
  readonly percentile95: number;
  readonly count: number;
}

/** Rates and errors of one detector. */
export interface DetectorFigures {
  readonly kind: AlterationKind;
  /** Fragments with the alteration in which it was found. */
  readonly detected: Rate;
  readonly detectedByStrength: readonly (Rate & { readonly strength: string })[];
  /** Fragments without the alteration in which it was found. */
  readonly falseAlarms: Rate;
  /** Where it was found rightly and its kind named, e.g. the codec: how often as another one. Absent where no kind is named. */
  readonly misnamed?: Rate;
  /** Of the absolute values, where it was found rightly. */
  readonly errors: readonly EstimateError[];
}

export const DETECTORS = [
  'pitch-shift',
  'tempo-change',
  'speed-change',
  'band-limit',
  'added-noise',
  'reverberation',
  'lossy-coding',
  'gain',
  'cut',
  'insertion',
] as const satisfies readonly AlterationKind[];

/** Counts outcomes: one row for each detector, in the order of {@link DETECTORS}. */
export function detectorScores(outcomes: readonly DetectorOutcome[]): DetectorFigures[] {
  return DETECTORS.map((kind) => {
    const decided = outcomes.filter(({ undecided }) => !undecided.includes(kind));
    const isMade = ({ truth }: DetectorOutcome) => truth.some(({ alteration }) => alteration.kind === kind);
    const targets = decided.filter(isMade);
    return {
      kind,
      detected: rateOf(targets, kind),
      detectedByStrength: byStrength(targets, kind),
      falseAlarms: rateOf(
        decided.filter((outcome) => !isMade(outcome)),
        kind,
      ),
      ...misnamed(targets, kind),
      errors: errorsOf(targets, kind),
    };
  });
}

function rateOf(outcomes: readonly DetectorOutcome[], kind: AlterationKind): Rate {
  const found = outcomes.filter(({ detected }) => detected.some((one) => one.kind === kind));
  return { count: found.length, of: outcomes.length };
}

function byStrength(targets: readonly DetectorOutcome[], kind: AlterationKind) {
  const strengthOf = ({ truth }: DetectorOutcome) => made(truth, kind)!.strength;
  const strengths = [...new Set(targets.map(strengthOf))].toSorted((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  return strengths.map((strength) => ({
    strength,
    ...rateOf(
      targets.filter((target) => strengthOf(target) === strength),
      kind,
    ),
  }));
}

function made(truth: readonly TrueAlteration[], kind: AlterationKind): TrueAlteration | undefined {
  return truth.find(({ alteration }) => alteration.kind === kind);
}

/** Of the outcomes that name a codec, those that name another one than the true one. */
function misnamed(outcomes: readonly DetectorOutcome[], kind: AlterationKind): { readonly misnamed?: Rate } {
  if (kind !== 'lossy-coding') return {};
  const named = outcomes.flatMap(({ truth, detected }) => {
    const real = made(truth, kind)!.alteration;
    return detected.flatMap((one) =>
      one.kind === kind && real.kind === kind ? [one.codec === real.codec] : [],
    );
  });
  return { misnamed: { count: named.filter((isRight) => !isRight).length, of: named.length } };
}

function errorsOf(targets: readonly DetectorOutcome[], kind: AlterationKind): EstimateError[] {
  const errors = new Map<string, number[]>();
  for (const { truth, detected } of targets) {
    const found = detected.find((one) => one.kind === kind);
    if (found === undefined) continue;
    for (const [estimate, error] of Object.entries(errorOf(made(truth, kind)!.alteration, found))) {
      errors.set(estimate, [...(errors.get(estimate) ?? []), Math.abs(error)]);
    }
  }
  return [...errors].map(([estimate, values]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
    return { estimate, median: at(0.5), percentile95: at(0.95), count: sorted.length };
  });
}

/** Estimate minus truth for each number that both have; of times, ratios and frequencies the logarithm of their ratio. */
function errorOf(truth: DetectorTruth, found: DetectedAlteration): Record<string, number> {
  const estimates = new Map<string, unknown>(Object.entries(found));
  const errors: Record<string, number> = {};
  for (const [name, value] of Object.entries(truth)) {
    const estimate = estimates.get(name);
    if (typeof value !== 'number' || typeof estimate !== 'number') continue;
    if (/(Ratio|Hz|^decaySeconds)$/.test(name)) errors[`${name}Log2`] = Math.log2(estimate / value);
    else errors[name] = estimate - value;
  }
  return errors;
}
