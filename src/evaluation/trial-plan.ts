import type { Alteration } from '../augment/index.js';
import { DoppeltonError } from '../errors/index.js';
import { Rng } from '../numeric/index.js';
import { alterationBand, drawProtocolAlteration, type ProtocolSpec } from './protocol.js';
import { admissibleStarts, type SoundSurvey } from './sounding-seconds.js';

/** A stretch of a recording, as it is or altered. */
export interface Fragment {
  readonly recordingId: string;
  readonly startSeconds: number;
  /** Before the alteration. */
  readonly durationSeconds: number;
  /** Applied to the stretch alone, after it was cut out; absent for an unaltered copy. */
  readonly alteration?: Alteration;
}

/** One comparison to be made. */
export interface Trial {
  readonly reference: Fragment;
  readonly candidate: Fragment;
  /** 1: candidate is an altered copy of the reference. 0: they come from two recordings. */
  readonly label: 0 | 1;
  readonly tags: Readonly<Record<string, string>>;
}

/** A recording to draw from. */
export interface SurveyedRecording extends SoundSurvey {
  readonly id: string;
}

/** The trials of one evaluation, targets first. */
export interface TrialPlan {
  readonly protocol: ProtocolSpec;
  readonly seed: number;
  readonly trials: readonly Trial[];
  /** Ids of the recordings drawn from, in their order. */
  readonly used: readonly string[];
  /** Recordings left out: shorter than a fragment, or nowhere enough sound for one. */
  readonly leftOut: readonly { readonly id: string; readonly reason: 'too-short' | 'silent' }[];
}

export interface PlanOptions {
  readonly seed: number;
  /** Number of target trials, >= 1. */
  readonly targets: number;
  /** Number of non-target trials, >= 1. */
  readonly nonTargets: number;
}

/**
 * Draws the trials of a protocol; the same recordings and options always give the same plan.
 *
 * Every recording is drawn as equally often as the numbers allow (as reference and as candidate alike). Fragments
 * start uniformly at random where at least three quarters of their seconds sound. In a target trial reference and
 * candidate are one fragment, the candidate altered; in a non-target trial they come from two recordings, the
 * candidate altered likewise. Fragments do not depend on the protocol's alteration, so that two protocols with one
 * seed share their references.
 *
 * @param recordings - Ids must differ.
 * @throws DoppeltonError `CORPUS_EMPTY` when fewer than two recordings can be used, `SETTING_OUT_OF_RANGE`.
 */
export function planTrials(
  protocol: ProtocolSpec,
  recordings: readonly SurveyedRecording[],
  { seed, targets, nonTargets }: PlanOptions,
): TrialPlan {
  if (!(Number.isInteger(targets) && targets >= 1 && Number.isInteger(nonTargets) && nonTargets >= 1)) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      'there must be at least one target and one non-target trial',
    );
  }
  const { usable, leftOut } = sortOut(recordings, protocol.fragmentSeconds);
  if (usable.length < 2) {
    throw new DoppeltonError(
      'CORPUS_EMPTY',
      `${usable.length} of ${recordings.length} recordings hold ${protocol.fragmentSeconds} s of sound; at least 2 are needed`,
    );
  }
  const rng = new Rng(seed);
  return {
    protocol,
    seed,
    trials: [
      ...drawTrials(
        protocol,
        targetPairs(usable, targets, rng.fork('targets')),
        rng.fork('target fragments'),
      ),
      ...drawTrials(
        protocol,
        nonTargetPairs(usable, nonTargets, rng.fork('non-targets')),
        rng.fork('fragments'),
      ),
    ],
    used: usable.map(({ id }) => id),
    leftOut,
  };
}

interface UsableRecording {
  readonly id: string;
  readonly durationSeconds: number;
  /** Whole seconds, see `admissibleStarts`. */
  readonly starts: readonly number[];
}

type Pair = readonly [reference: UsableRecording, candidate: UsableRecording];

function sortOut(recordings: readonly SurveyedRecording[], fragmentSeconds: number) {
  const usable: UsableRecording[] = [];
  const leftOut: TrialPlan['leftOut'][number][] = [];
  for (const recording of recordings) {
    const { id, durationSeconds } = recording;
    const starts = admissibleStarts(recording, fragmentSeconds);
    if (starts.length > 0) usable.push({ id, durationSeconds, starts });
    else leftOut.push({ id, reason: durationSeconds < fragmentSeconds ? 'too-short' : 'silent' });
  }
  return { usable, leftOut };
}

/** Each recording with itself, in rounds: nobody is drawn again before everybody was. */
function targetPairs(usable: readonly UsableRecording[], count: number, rng: Rng): Pair[] {
  const pairs: Pair[] = [];
  while (pairs.length < count) {
    for (const recording of rng.shuffled(usable).slice(0, count - pairs.length))
      pairs.push([recording, recording]);
  }
  return pairs;
}

/** In rounds: a random circle of all recordings, each paired with the one a random number of places further on. */
function nonTargetPairs(usable: readonly UsableRecording[], count: number, rng: Rng): Pair[] {
  const pairs: Pair[] = [];
  while (pairs.length < count) {
    const circle = rng.shuffled(usable);
    const distance = 1 + rng.integer(circle.length - 1);
    for (let i = 0; i < circle.length && pairs.length < count; i++) {
      pairs.push([circle[i]!, circle[(i + distance) % circle.length]!]);
    }
  }
  return pairs;
}

function drawTrials(protocol: ProtocolSpec, pairs: readonly Pair[], rng: Rng): Trial[] {
  const { alteration, fragmentSeconds } = protocol;
  const places = rng.fork('places');
  const alterations = rng.fork(alteration.kind);
  return pairs.map(([first, second]) => {
    const label = first === second ? 1 : 0;
    const reference = drawFragment(first, fragmentSeconds, places);
    const candidate = label === 1 ? reference : drawFragment(second, fragmentSeconds, places);
    const drawn = drawProtocolAlteration(alteration, alterations);
    return {
      reference,
      candidate: { ...candidate, alteration: drawn },
      label,
      tags: alterationBand(alteration, drawn),
    };
  });
}

/** Uniform over all admissible places. */
function drawFragment(recording: UsableRecording, durationSeconds: number, rng: Rng): Fragment {
  const { id, starts } = recording;
  // Every admissible second is one second of places, but the last may end early, with the recording.
  const lastSpan = Math.min(1, recording.durationSeconds - durationSeconds - starts.at(-1)!);
  const place = rng.uniform(0, starts.length - 1 + lastSpan);
  const second = Math.floor(place);
  // A millisecond's grid: as good as continuous to the ear, and exact when written to a table.
  const startSeconds = Math.floor(1000 * (starts[second]! + place - second)) / 1000;
  return { recordingId: id, startSeconds, durationSeconds };
}
