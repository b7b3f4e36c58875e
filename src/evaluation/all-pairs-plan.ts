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
import { admissibleStarts } from './sounding-seconds.js';
import type { SurveyedRecording, TrialPlan } from './trial-plan.js';

/** A recording to draw from, with the group that shares sound with it: an album, a package. */
export interface GroupedRecording extends SurveyedRecording {
  readonly group: string;
  /** Ids of recordings that hold some of the same sound. */
  readonly sharesSoundWith?: readonly string[];
}

/** A place in a recording, and the candidate that is made there. */
export interface PairPlace {
  readonly recordingId: string;
  readonly group: string;
  readonly sharesSoundWith?: readonly string[];
  /** At every duration: reference and candidate are the first so many seconds from here. */
  readonly startSeconds: number;
  /** Made of the longest duration, of which the shorter ones are cut. */
  readonly candidate: Candidate;
  /** Recording whose sound the candidate holds beside its own. */
  readonly foreignRecordingId?: string;
  /** What the candidate is like. */
  readonly tags: Readonly<Record<string, string>>;
}

/** All pairs of the reference at one place with the candidate of another, at each of some durations. */
export interface AllPairsPlan {
  readonly protocol: ProtocolSpec;
  readonly seed: number;
  /** Longest first, each once. */
  readonly durationsSeconds: readonly number[];
  /** Recording by recording, in order of time. */
  readonly places: readonly PairPlace[];
  /** Ids of the recordings drawn from, in their order. */
  readonly used: readonly string[];
  readonly leftOut: TrialPlan['leftOut'];
}

/**
 * What a pair of a reference and a candidate is: `target` where both are made of one place; `left-out` where the candidate
 * holds sound, its own or foreign, of the reference's recording or of one that shares sound with it; else a non-target, told
 * apart where both are of one group.
 */
export type PairKind = 'target' | 'non-target' | 'same-group-non-target' | 'left-out';

export interface AllPairsOptions {
  readonly seed: number;
  /** Places in each recording, >= 1. */
  readonly fragmentsPerRecording: number;
  /** Lengths of the references, each > 0, at least one. */
  readonly durationsSeconds: readonly number[];
}

/**
 * Draws places and their candidates; the same recordings and options always give the same plan.
 *
 * A recording's admissible places are divided into as many equal parts as it gives fragments, and one start is drawn in
 * each. Places depend on seed, recordings and durations, not on the protocol: protocols with one seed share their
 * references. A recording's places do not depend on what other recordings there are. Foreign sound is of another group
 * where there is one.
 *
 * @param recordings - Of one split; ids must differ.
 * @throws DoppeltonError `CORPUS_EMPTY` when fewer than two recordings can be used or foreign sound is wanting,
 *   `SETTING_OUT_OF_RANGE`.
 */
export function planAllPairs(
  protocol: ProtocolSpec,
  recordings: readonly GroupedRecording[],
  options: AllPairsOptions,
): AllPairsPlan {
  const durationsSeconds = [...new Set(options.durationsSeconds)].sort((a, b) => b - a);
  requireOptions(options, durationsSeconds);
  const { usable, leftOut } = sortOut(recordings, durationsSeconds);
  if (usable.length < 2) {
    throw new DoppeltonError(
      'CORPUS_EMPTY',
      `${usable.length} of ${recordings.length} recordings hold ${durationsSeconds[0]!} s of sound; at least 2 are needed`,
    );
  }
  const drawing = new PlaceDrawing(protocol, recordings, durationsSeconds[0]!, options.seed);
  return {
    protocol,
    seed: options.seed,
    durationsSeconds,
    places: usable.flatMap((recording) => drawing.places(recording, options.fragmentsPerRecording)),
    used: usable.map(({ id }) => id),
    leftOut,
  };
}

/** What reference `i` and candidate `j` of a plan are to each other; both count its places. */
export function kindOfPair({ places }: Pick<AllPairsPlan, 'places'>, i: number, j: number): PairKind {
  if (i === j) return 'target';
  const reference = places[i]!;
  const candidate = places[j]!;
  const { recordingId, group, sharesSoundWith = [] } = reference;
  const heard = [candidate.recordingId, candidate.foreignRecordingId];
  if (heard.some((id) => id !== undefined && (id === recordingId || sharesSoundWith.includes(id)))) {
    return 'left-out';
  }
  return group === candidate.group ? 'same-group-non-target' : 'non-target';
}

interface UsableRecording extends RecordingStarts {
  readonly group: string;
  readonly sharesSoundWith?: readonly string[];
}

/** Draws for each recording from generators of its own. */
class PlaceDrawing {
  readonly #protocol: ProtocolSpec;
  readonly #longestSeconds: number;
  readonly #foreignSeconds: number;
  readonly #foreign: readonly UsableRecording[];
  readonly #rng: Rng;

  constructor(
    protocol: ProtocolSpec,
    recordings: readonly GroupedRecording[],
    longestSeconds: number,
    seed: number,
  ) {
    this.#protocol = protocol;
    this.#longestSeconds = longestSeconds;
    this.#foreignSeconds = foreignSeconds(protocol.alteration, longestSeconds);
    this.#foreign = this.#foreignSeconds === 0 ? [] : sortOut(recordings, [this.#foreignSeconds]).usable;
    this.#rng = new Rng(seed);
  }

  places(recording: UsableRecording, count: number): PairPlace[] {
    const places = this.#rng.fork('places').fork(recording.id);
    const candidates = this.#rng.fork(this.#protocol.name).fork(recording.id);
    const foreign = this.#rng.fork('foreign').fork(recording.id);
    return Array.from({ length: count }, (_, part) => {
      const share = (part + places.uniform()) / count;
      const startSeconds = startAt(recording, this.#longestSeconds, share);
      const candidate = this.#candidate(recording, candidates, foreign);
      const foreignRecordingId = foreignRecordingOf(candidate);
      return {
        recordingId: recording.id,
        group: recording.group,
        ...(recording.sharesSoundWith !== undefined && { sharesSoundWith: recording.sharesSoundWith }),
        startSeconds,
        candidate,
        ...(foreignRecordingId !== undefined && { foreignRecordingId }),
        tags: candidateTags(this.#protocol.alteration, candidate),
      };
    });
  }

  #candidate({ id, group }: UsableRecording, rng: Rng, foreignRng: Rng): Candidate {
    const { alteration } = this.#protocol;
    if (this.#foreignSeconds === 0) return drawCandidate(alteration, rng);
    const others = this.#foreign.filter((other) => other.id !== id);
    const unrelated = others.filter((other) => other.group !== group);
    const pool = unrelated.length > 0 ? unrelated : others;
    if (pool.length === 0) {
      throw new DoppeltonError('CORPUS_EMPTY', `no other recording holds ${this.#foreignSeconds} s of sound`);
    }
    return drawCandidate(alteration, rng, drawForeignStretch(pool, this.#foreignSeconds, foreignRng));
  }
}

/** @param durationsSeconds - Longest first. */
function sortOut(recordings: readonly GroupedRecording[], durationsSeconds: readonly number[]) {
  const usable: UsableRecording[] = [];
  const leftOut: TrialPlan['leftOut'][number][] = [];
  for (const recording of recordings) {
    const { id, group, sharesSoundWith, durationSeconds } = recording;
    const starts = startsForAll(recording, durationsSeconds);
    const known = {
      id,
      group,
      ...(sharesSoundWith !== undefined && { sharesSoundWith }),
      durationSeconds,
    };
    if (starts.length > 0) usable.push({ ...known, starts });
    else leftOut.push({ id, reason: durationSeconds < durationsSeconds[0]! ? 'too-short' : 'silent' });
  }
  return { usable, leftOut };
}

/**
 * Whole seconds from which the longest duration fits and, of each duration, enough sounds: from the second itself and
 * from the next, so that it does from any place between, too.
 */
function startsForAll(recording: SurveyedRecording, durationsSeconds: readonly number[]): number[] {
  const longest = durationsSeconds[0]!;
  const admissible = durationsSeconds.map((seconds) => new Set(admissibleStarts(recording, seconds)));
  const sounds = (start: number) => admissible.every((starts) => starts.has(start));
  const isPast = (start: number) => start + longest > recording.durationSeconds;
  return [...admissible[0]!].filter((start) => sounds(start) && (isPast(start + 1) || sounds(start + 1)));
}

function requireOptions(
  { fragmentsPerRecording }: AllPairsOptions,
  durationsSeconds: readonly number[],
): void {
  if (!(Number.isInteger(fragmentsPerRecording) && fragmentsPerRecording >= 1)) {
    throw new DoppeltonError('SETTING_OUT_OF_RANGE', 'there must be at least one fragment of each recording');
  }
  if (durationsSeconds.length === 0 || !durationsSeconds.every((seconds) => seconds > 0)) {
    throw new DoppeltonError('SETTING_OUT_OF_RANGE', 'there must be durations, each of more than 0 s');
  }
}
