import type { AudioDecoder } from '../audio/index.js';
import { commonParts, detectAlterations, missingSound } from '../detection/index.js';
import { requireLongEnough, type ModelManifest } from '../embedding/index.js';
import { DoppeltonError } from '../errors/index.js';
import type { AnalysedFile } from './analyse-file.js';
import { compareAnalyses, DEFAULT_FLOOR, type Findings } from './compare-analyses.js';
import type { Comparison } from './comparison.js';
import { COMPARISON_WARNINGS } from './comparison-warnings.js';
import type { EvidenceModel } from './evidence-model.js';
import type { AnalysisOptions, RecordingAnalysis } from './recording-analysis.js';
import { soundsLikeAnotherRendition, weighMissingSound } from './rendition-evidence.js';
import { tempoDriftWarning } from './tempo-drift.js';
import { provenSegments, weighFindings, type WeighingContext } from './weigh-findings.js';

/** What a comparison needs from the outside. */
export interface ComparisonPorts {
  readonly manifest: ModelManifest;
  /** Weighs the findings; without it the cosine alone decides. */
  readonly evidence?: EvidenceModel | undefined;
  /** Analyses a file by the model, as `analyseFile` does, perhaps in a thread of its own. */
  readonly analyse: (path: string, options: AnalysisOptions) => Promise<AnalysedFile>;
  readonly decoder: AudioDecoder;
}

/** A comparison with the two analyses that it rests on, e.g. to draw them. */
export interface Examination {
  readonly comparison: Comparison;
  readonly reference: RecordingAnalysis;
  readonly candidate: RecordingAnalysis;
}

export interface CompareOptions {
  /** In the units of the score; the model's own by default. */
  readonly threshold?: number;
  /** Told how many more seconds of either recording have been worked off. */
  readonly onProgress?: (seconds: number) => void;
  /** Keep the waveforms' outlines in the analyses, for drawing. */
  readonly withEnvelope?: boolean;
}

/** Fragments overlap this many times where a short recording sets their length. */
const OVERLAP = 4;
/** Segments that agree less are not worth telling where no evidence model weighs them. */
const UNCALIBRATED_MINIMUM_SCORE = 0.24;
/** Below this variety a recording only hums or ticks, see `soundVariety`; nothing is proved by it. */
export const LEAST_VARIETY = 2.5;
/** Above this one it only rushes. */
export const NOISE_VARIETY = 25;

/**
 * Tells whether the candidate is an altered copy of (a part of) the reference.
 *
 * Both are cut into overlapping fragments; those that are alike say where to align the two. Where the model is
 * calibrated, cosine and alignment are weighed together to a likelihood ratio, which is the score.
 *
 * @throws DoppeltonError What decoding and `embedRecording` throw; the message names the file. `SETTING_OUT_OF_RANGE`
 *   for a threshold that no score can reach.
 */
export async function compareRecordings(
  ports: ComparisonPorts,
  referencePath: string,
  candidatePath: string,
  options: CompareOptions = {},
): Promise<Comparison> {
  return (await examineRecordings(ports, referencePath, candidatePath, options)).comparison;
}

/**
 * {@link compareRecordings}, with the analyses.
 *
 * @throws DoppeltonError As {@link compareRecordings}.
 */
export async function examineRecordings(
  ports: ComparisonPorts,
  referencePath: string,
  candidatePath: string,
  options: CompareOptions = {},
): Promise<Examination> {
  const { manifest, evidence, analyse } = ports;
  const threshold = requireThreshold(
    options.threshold ?? evidence?.decision.threshold ?? manifest.decision.threshold,
    evidence !== undefined,
  );
  const cut = {
    ...(evidence === undefined ? await commonCut(ports, [referencePath, candidatePath]) : {}),
    ...(options.onProgress !== undefined && { onProgress: options.onProgress }),
    ...(options.withEnvelope !== undefined && { withEnvelope: options.withEnvelope }),
  };
  const [reference, candidate] = await bothOf(analyse(referencePath, cut), analyse(candidatePath, cut));

  const findings = compareAnalyses(reference.analysis, candidate.analysis, {
    config: manifest.features.constantQ,
    floor: evidence?.floor ?? DEFAULT_FLOOR,
  });
  const comparison = concludeFrom(findings, ports, threshold, [reference, candidate]);
  return { comparison, reference: reference.analysis, candidate: candidate.analysis };
}

function concludeFrom(
  findings: Findings,
  { manifest, evidence }: ComparisonPorts,
  threshold: number,
  [reference, candidate]: readonly [AnalysedFile, AnalysedFile],
): Comparison {
  const varieties = [reference, candidate].map(judgeVariety);
  const context: WeighingContext = {
    referenceSeconds: reference.facts.durationSeconds,
    candidateSeconds: candidate.facts.durationSeconds,
    lacksVariety: varieties.some(({ lacks }) => lacks),
  };
  const judgement = judge(findings, evidence, threshold, context);
  const drift = tempoDriftWarning(judgement.segments);
  const parts = commonParts({
    reference: reference.analysis,
    candidate: { ...candidate.analysis, sampleRateHz: candidate.facts.format.sampleRateHz },
    segments: judgement.segments,
    config: manifest.features.constantQ,
  });
  const missing = missingSound(parts[0]);
  const againstRendition =
    missing === undefined || evidence?.renditions === undefined
      ? undefined
      : weighMissingSound(missing, evidence.renditions);
  const isLikeRendition = missing !== undefined && soundsLikeAnotherRendition(missing, againstRendition);
  return {
    ...judgement,
    alterations: detectAlterations(parts),
    ...(againstRendition !== undefined && { againstRendition }),
    threshold,
    cosine: findings.cosine,
    bestFragments: findings.bestFragments,
    reference: reference.facts,
    candidate: candidate.facts,
    model: { name: manifest.name, version: manifest.version, sha256: manifest.weights.sha256 },
    warnings: [
      ...reference.warnings,
      ...candidate.warnings,
      ...varieties.flatMap(({ warning }) => (warning === undefined ? [] : [warning])),
      ...(drift === undefined ? [] : [drift]),
      ...(isLikeRendition ? [COMPARISON_WARNINGS.otherRendition(againstRendition !== undefined)] : []),
    ],
  };
}

/** Score, verdict and segments, with the evidence where there is any. */
function judge(
  findings: Findings,
  evidence: EvidenceModel | undefined,
  threshold: number,
  context: WeighingContext,
) {
  if (evidence === undefined) {
    const score = findings.cosine;
    const segments = findings.segments.filter((segment) => segment.score > UNCALIBRATED_MINIMUM_SCORE);
    return { verdict: verdictOf(score, threshold), score, scoreKind: 'cosine' as const, segments };
  }
  const weighed = weighFindings(findings, evidence, context);
  const score = weighed.logLikelihoodRatio;
  const verdict = verdictOf(score, threshold);
  return {
    verdict,
    score,
    scoreKind: 'log10-likelihood-ratio' as const,
    ...weighed,
    segments: verdict === 'match' ? provenSegments(findings, evidence, threshold, context) : [],
  };
}

function verdictOf(score: number, threshold: number): Comparison['verdict'] {
  return score > threshold ? 'match' : 'no-match';
}

/** Waits for both even if one fails, so that no work goes on behind the caller's back; then fails with the first error. */
async function bothOf<T>(first: Promise<T>, second: Promise<T>): Promise<[T, T]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

/** What a recording's sound cannot prove, and why. */
function judgeVariety({ facts, variety: value }: AnalysedFile) {
  if (value < LEAST_VARIETY) {
    return { lacks: true, warning: COMPARISON_WARNINGS.holdsOneSound(facts.path, value) };
  }
  if (value > NOISE_VARIETY) {
    return { lacks: false, warning: COMPARISON_WARNINGS.soundsLikeNoise(facts.path, value) };
  }
  return { lacks: false };
}

/**
 * Fragments of the model's length, or of the shorter recording's where that is shorter, so that an excerpt is held
 * against excerpts.
 *
 * @throws DoppeltonError `AUDIO_TOO_SHORT`.
 */
async function commonCut({ decoder, manifest }: ComparisonPorts, paths: readonly string[]) {
  const { seconds: wholeFragment, hopSeconds } = manifest.fragment;
  let fragmentSeconds = wholeFragment;
  for (const path of paths) {
    const seconds = await secondsUpTo(decoder, path, wholeFragment);
    requireLongEnough(seconds, manifest, path);
    fragmentSeconds = Math.min(fragmentSeconds, seconds);
  }
  return {
    fragmentSeconds,
    hopSeconds: fragmentSeconds < wholeFragment ? fragmentSeconds / OVERLAP : hopSeconds,
  };
}

/** Cosines lie between −1 and 1; ratios are bounded far inside ±100. */
function requireThreshold(threshold: number, isRatio: boolean): number {
  const limit = isRatio ? 100 : 1;
  if (Math.abs(threshold) <= limit) return threshold;
  const what = isRatio ? 'log10 likelihood ratios' : 'cosines';
  throw new DoppeltonError(
    'SETTING_OUT_OF_RANGE',
    `threshold is ${threshold}; ${what} lie between −${limit} and ${limit}`,
  );
}

/** Length of a recording, counted no further than `limitSeconds`: headers lie, and a long file need not be read. */
async function secondsUpTo(decoder: AudioDecoder, path: string, limitSeconds: number): Promise<number> {
  const audio = await decoder.open(path);
  let seconds = 0;
  try {
    for await (const chunk of audio.chunks) {
      seconds += chunk.length / audio.sampleRateHz;
      if (seconds >= limitSeconds) return limitSeconds;
    }
    return seconds;
  } finally {
    await audio.close();
  }
}
