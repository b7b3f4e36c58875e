import { DoppeltonError } from '../errors/index.js';
import { Rng } from '../numeric/index.js';
import type { ProtocolSpec } from './protocol.js';
import {
  candidateTags,
  drawCandidate,
  foreignRecordingOf,
  foreignSeconds,
  type Candidate,
} from './protocol-candidate.js';
import { drawForeignStretch, startAt, type RecordingStarts } from './recording-starts.js';
import { admissibleStarts, type SoundSurvey } from './sounding-seconds.js';

/** A stretch of a recording, as it is or, after it was cut out, made a candidate. */
export interface Fragment extends Partial<Candidate> {
  readonly recordingId: string;
  readonly startSeconds: number;
  /** Before the alteration. */
  readonly durationSeconds: number;
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
 * For target trials every recording is drawn as equally often as their number allows. Fragments start uniformly at
 * random where at least three quarters of their seconds sound; reference and candidate are one fragment, the candidate
 * altered. A non-target trial holds the reference of one target trial against the altered candidate of another, of
 * another recording (and without its sound), so that both kinds of trial are made of the same sound and none is rendered
 * for one trial alone.
 * Fragments do not depend on the protocol's alteration: two protocols with one seed share their references.
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
  const { fragmentSeconds } = protocol;
  const { usable, leftOut } = sortOut(recordings, fragmentSeconds);
  if (usable.length < 2) {
    throw new DoppeltonError(
      'CORPUS_EMPTY',
      `${usable.length} of ${recordings.length} recordings hold ${fragmentSeconds} s of sound; at least 2 are needed`,
    );
  }
  const rng = new Rng(seed);
  // A second recording gives non-target trials something to cross, even when one target trial is asked for.
  const drawn = drawEvenly(usable, Math.max(targets, 2), rng.fork('recordings'));
  const copies = drawCopies(protocol, drawn, foreignRecordings(protocol, recordings), rng);
  return {
    protocol,
    seed,
    trials: [...copies.slice(0, targets), ...crossTrials(copies, nonTargets, rng.fork('non-targets'))],
    used: usable.map(({ id }) => id),
    leftOut,
  };
}

function sortOut(recordings: readonly SurveyedRecording[], fragmentSeconds: number) {
  const usable: RecordingStarts[] = [];
  const leftOut: TrialPlan['leftOut'][number][] = [];
  for (const recording of recordings) {
    const { id, durationSeconds } = recording;
    const starts = admissibleStarts(recording, fragmentSeconds);
    if (starts.length > 0) usable.push({ id, durationSeconds, starts });
    else leftOut.push({ id, reason: durationSeconds < fragmentSeconds ? 'too-short' : 'silent' });
  }
  return { usable, leftOut };
}

/** In rounds: nobody is drawn again before everybody was. */
function drawEvenly(usable: readonly RecordingStarts[], count: number, rng: Rng): RecordingStarts[] {
  const drawn: RecordingStarts[] = [];
  while (drawn.length < count) drawn.push(...rng.shuffled(usable).slice(0, count - drawn.length));
  return drawn;
}

/**
 * Recordings that foreign sound is drawn from.
 *
 * @throws DoppeltonError `CORPUS_EMPTY` when the protocol needs some and there are not two to choose from.
 */
function foreignRecordings(
  { alteration, fragmentSeconds }: ProtocolSpec,
  recordings: readonly SurveyedRecording[],
): RecordingStarts[] {
  const seconds = foreignSeconds(alteration, fragmentSeconds);
  if (seconds === 0) return [];
  const { usable } = sortOut(recordings, seconds);
  if (usable.length >= 2) return usable;
  throw new DoppeltonError(
    'CORPUS_EMPTY',
    `${usable.length} recordings hold ${seconds} s of foreign sound; at least 2 are needed`,
  );
}

/** Target trials: a fragment of each recording, and its altered copy. */
function drawCopies(
  protocol: ProtocolSpec,
  drawn: readonly RecordingStarts[],
  foreign: readonly RecordingStarts[],
  rng: Rng,
): Trial[] {
  const { alteration, fragmentSeconds } = protocol;
  const places = rng.fork('places');
  const alterations = rng.fork(alteration.kind);
  const foreignPlaces = rng.fork('foreign');
  return drawn.map((recording) => {
    const startSeconds = startAt(recording, fragmentSeconds, places.uniform());
    const reference = { recordingId: recording.id, startSeconds, durationSeconds: fragmentSeconds };
    const others = foreign.filter(({ id }) => id !== recording.id);
    const stretch =
      others.length === 0
        ? undefined
        : drawForeignStretch(others, foreignSeconds(alteration, fragmentSeconds), foreignPlaces);
    const candidate = drawCandidate(alteration, alterations, stretch);
    return {
      reference,
      candidate: { ...reference, ...candidate },
      label: 1,
      tags: candidateTags(alteration, candidate),
    };
  });
}

/**
 * Non-target trials: the reference of each target trial against the candidate a number of places further on, for one
 * number after the other in random order, so that no two are alike and all take part nearly equally often.
 *
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` when there are not as many.
 */
function crossTrials(copies: readonly Trial[], count: number, rng: Rng): Trial[] {
  const distances = rng.shuffled(Array.from({ length: copies.length - 1 }, (_, i) => i + 1));
  const trials: Trial[] = [];
  for (const distance of distances) {
    for (const [i, { reference }] of copies.entries()) {
      const { candidate, tags } = copies[(i + distance) % copies.length]!;
      if (reference.recordingId === candidate.recordingId) continue;
      if (reference.recordingId === foreignRecordingOf(candidate)) continue;
      trials.push({ reference, candidate, label: 0, tags });
      if (trials.length === count) return trials;
    }
  }
  throw new DoppeltonError(
    'SETTING_OUT_OF_RANGE',
    `${copies.length} fragments give ${trials.length} non-target trials, ${count} were asked for; ask for more target trials`,
  );
}
