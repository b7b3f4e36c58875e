import type { ModelManifest } from '../../../embedding/index.js';
import { fitEvidenceCalibration, kindOfPair, type EvidenceTrials } from '../../../evaluation/index.js';
import { Rng } from '../../../numeric/index.js';
import {
  EVIDENCE_FEATURES,
  evidenceFeatures,
  MEASUREMENT_NAMES,
  weighMeasurements,
  type CosineFloor,
  type EvidenceModel,
} from '../../../verification/index.js';
import type { MeasuredPairs } from './all-pairs-measurement.js';

/** Of the non-targets that were not aligned so many are drawn from each set; they count for all of them. */
const UNALIGNED_SAMPLE = 2000;
const WIDTH = MEASUREMENT_NAMES.length;
const ALIGNED = MEASUREMENT_NAMES.indexOf('aligned');

/** Two recordings match above the ratio that so few non-target trials exceed. */
const DECISION_FAR = 1e-4;

export interface EvidenceFitSettings {
  readonly manifest: ModelManifest;
  readonly floor: CosineFloor;
  readonly seed: number;
  /** Where the trials come from, in words. */
  readonly origin: string;
}

/**
 * Fits the calibration to all pairs of some protocols and durations, each set of trials counting as much as any other,
 * and chooses the threshold of the decision on the same trials.
 */
export function fitEvidence(
  sets: readonly MeasuredPairs[],
  { manifest, floor, seed, origin }: EvidenceFitSettings,
): EvidenceModel {
  const rng = new Rng(seed).fork('evidence');
  const recordings = [
    ...new Set(sets.flatMap(({ plan }) => plan.places.map(({ recordingId }) => recordingId))),
  ];
  const stretches = new Map<string, number>();
  const parts = sets.map((set, i) => trialsOf(set, recordings, stretches, rng.fork(i)));
  const calibration = fitEvidenceCalibration(joined(parts, recordings.length), {
    featureNames: EVIDENCE_FEATURES,
    rng,
  });
  const { name, version, weights } = manifest;
  const evidence: EvidenceModel = {
    format: 'doppelton-evidence/2',
    model: { name, version, sha256: weights.sha256 },
    floor,
    calibration,
    decision: { threshold: 0, basis: '' },
    validation: [],
  };
  return { ...evidence, decision: chooseDecision(sets, evidence, origin) };
}

/** log10 likelihood ratios of all pairs of a set, shape (places, places); 0 where a pair is left out. */
export function logLikelihoodRatios(set: MeasuredPairs, evidence: EvidenceModel): Float32Array {
  const count = set.plan.places.length;
  // Nothing but the ratio is wanted here: without replicates it costs a hundredth.
  const plain = { ...evidence, calibration: { ...evidence.calibration, bootstrap: [] } };
  return Float32Array.from({ length: count * count }, (_, pair) => {
    const row = set.measurements.subarray(pair * WIDTH, (pair + 1) * WIDTH);
    // Nothing was searched where nothing was compared.
    return row[MEASUREMENT_NAMES.indexOf('longerSeconds')] === 0
      ? 0
      : weighMeasurements(plain, row).logLikelihoodRatio;
  });
}

interface TrialList {
  readonly features: Float64Array[];
  readonly labels: number[];
  readonly references: number[];
  readonly candidates: number[];
  readonly stretches: number[];
  readonly weights: number[];
}

/**
 * All targets and all aligned non-targets of a set, and a sample of the others; each kind of weight 1 in all.
 *
 * @param stretches - Numbers of the stretches of sound met so far; added to.
 */
function trialsOf(
  { plan, measurements }: MeasuredPairs,
  recordings: readonly string[],
  stretches: Map<string, number>,
  rng: Rng,
): TrialList {
  const indexOf = new Map(recordings.map((id, i) => [id, i]));
  const owner = plan.places.map(({ recordingId }) => indexOf.get(recordingId)!);
  const stretch = plan.places.map(({ recordingId, startSeconds }) => {
    const key = JSON.stringify([recordingId, startSeconds]);
    if (!stretches.has(key)) stretches.set(key, stretches.size);
    return stretches.get(key)!;
  });
  const count = owner.length;
  const targets: number[] = [];
  const aligned: number[] = [];
  const unaligned: number[] = [];
  for (let pair = 0; pair < count * count; pair++) {
    const kind = kindOfPair(plan, Math.floor(pair / count), pair % count);
    if (kind === 'left-out') continue;
    if (kind === 'target') targets.push(pair);
    else (measurements[pair * WIDTH + ALIGNED] === 1 ? aligned : unaligned).push(pair);
  }
  const sample = rng.shuffled(unaligned).slice(0, UNALIGNED_SAMPLE);
  const nonTargets = aligned.length + unaligned.length;
  const list: TrialList = {
    features: [],
    labels: [],
    references: [],
    candidates: [],
    stretches: [],
    weights: [],
  };
  const add = (pairs: readonly number[], label: 0 | 1, weight: number) => {
    for (const pair of pairs) {
      list.features.push(evidenceFeatures(measurements.subarray(pair * WIDTH, (pair + 1) * WIDTH)));
      list.labels.push(label);
      list.references.push(owner[Math.floor(pair / count)]!);
      list.candidates.push(owner[pair % count]!);
      list.stretches.push(stretch[Math.floor(pair / count)]!);
      list.weights.push(weight);
    }
  };
  add(targets, 1, 1 / targets.length);
  add(aligned, 0, 1 / nonTargets);
  add(sample, 0, unaligned.length / Math.max(1, sample.length) / nonTargets);
  return list;
}

function joined(parts: readonly TrialList[], recordings: number): EvidenceTrials {
  const rows = parts.flatMap(({ features }) => features);
  const features = new Float64Array(rows.length * EVIDENCE_FEATURES.length);
  rows.forEach((row, i) => {
    features.set(row, i * EVIDENCE_FEATURES.length);
  });
  return {
    features,
    labels: Uint8Array.from(parts.flatMap(({ labels }) => labels)),
    references: Int32Array.from(parts.flatMap(({ references }) => references)),
    candidates: Int32Array.from(parts.flatMap(({ candidates }) => candidates)),
    stretches: Int32Array.from(parts.flatMap(({ stretches }) => stretches)),
    weights: Float64Array.from(parts.flatMap(({ weights }) => weights)),
    recordings,
  };
}

function chooseDecision(
  sets: readonly MeasuredPairs[],
  evidence: EvidenceModel,
  origin: string,
): EvidenceModel['decision'] {
  const nonTargets: number[] = [];
  const targets: number[] = [];
  for (const set of sets) {
    const ratios = logLikelihoodRatios(set, evidence);
    const count = set.plan.places.length;
    ratios.forEach((ratio, pair) => {
      const kind = kindOfPair(set.plan, Math.floor(pair / count), pair % count);
      if (kind === 'target') targets.push(ratio);
      else if (kind !== 'left-out') nonTargets.push(ratio);
    });
  }
  const sorted = Float32Array.from(nonTargets).sort();
  // Below a ratio of 1 the evidence speaks against a match, however rare that is among non-targets.
  const threshold = Math.max(0, sorted[Math.ceil((1 - DECISION_FAR) * sorted.length) - 1]!);
  const misses = targets.filter((ratio) => ratio <= threshold).length / targets.length;
  const basis =
    `false-alarm rate ${DECISION_FAR} over ${sorted.length} non-target trials of ${origin}, or a ratio of 1 if that is ` +
    `higher; ${(100 * misses).toFixed(2)} % of ${targets.length} target trials are missed`;
  return { threshold, basis };
}
