import { chain } from '../augment/index.js';
import { DoppeltonError } from '../errors/index.js';
import { Rng } from '../numeric/index.js';
import type { GroupedRecording } from './all-pairs-plan.js';
import { drawCandidate, foreignSeconds, type Candidate } from './protocol-candidate.js';
import { PROTOCOLS, type ProtocolName } from './protocol.js';
import { drawForeignStretch, type RecordingStarts } from './recording-starts.js';
import { admissibleStarts } from './sounding-seconds.js';

/** How candidates are altered: not at all, or by a protocol. An excerpt within foreign sound is as good as none. */
export const RENDITION_ALTERATIONS: readonly ('unaltered' | ProtocolName)[] = [
  'unaltered',
  ...(Object.keys(PROTOCOLS) as ProtocolName[]).filter((name) => name !== 'partial'),
];

/** A stretch of a recording, and altered copies of the same stretch of it, or of another rendition. */
export interface RenditionStretch {
  /** Recording, or composition, that decides whether trials are independent. */
  readonly unit: string;
  readonly referenceId: string;
  /** The same as the reference where copies are made. */
  readonly candidateId: string;
  readonly startSeconds: number;
  readonly durationSeconds: number;
  /** One an alteration, in the order of {@link RENDITION_ALTERATIONS}. */
  readonly candidates: readonly Candidate[];
}

export interface RenditionPlan {
  readonly stretches: readonly RenditionStretch[];
  /** Ids of recordings and renditions that nothing could be drawn from: too short, silent, or the only ones of a composition. */
  readonly leftOut: readonly string[];
}

export interface RenditionPlanOptions {
  readonly seed: number;
  /** Stretches of recordings, and as many of compositions; >= 1. */
  readonly stretches: number;
}

/** Lengths of the stretches. */
const STRETCH_SECONDS = [10, 20];
const LONGEST_SECONDS = Math.max(...STRETCH_SECONDS);

/**
 * Draws stretches of recordings, of which copies are made, and stretches of compositions in two renditions, of which copies
 * of the one and of the other are made, altered alike. The same recordings and options always give the same plan.
 *
 * @param recordings - Of one split.
 * @param renditions - Each group a composition, whose recordings play the same at the same time.
 * @throws DoppeltonError `CORPUS_EMPTY` when fewer than two recordings hold enough sound, or no composition has two renditions
 *   that do.
 */
export function planRenditionTrials(
  recordings: readonly GroupedRecording[],
  renditions: readonly GroupedRecording[],
  { seed, stretches }: RenditionPlanOptions,
): RenditionPlan {
  const usable = recordings.flatMap((recording) => withStarts(recording));
  const compositions = compositionsOf(renditions);
  if (usable.length < 2 || compositions.length === 0) {
    throw new DoppeltonError(
      'CORPUS_EMPTY',
      `${usable.length} recordings, and ${compositions.length} compositions in two renditions, hold ${LONGEST_SECONDS} s of sound; at least 2 and 1 are needed`,
    );
  }
  const rng = new Rng(seed);
  const inTurn = rng.fork('recordings').shuffled(usable);
  const compositionsInTurn = rng.fork('compositions').shuffled(compositions);
  const drawn = Array.from({ length: stretches }, (_, i) => {
    const own = rng.fork(i);
    const durationSeconds = own.fork('length').choose(STRETCH_SECONDS);
    const recording = inTurn[i % inTurn.length]!;
    const composition = compositionsInTurn[i % compositionsInTurn.length]!;
    const [one, other] = own.fork('renditions').shuffled(composition.renditionIds);
    const ofRecording = {
      unit: recording.id,
      startSeconds: own.fork('start of recording').choose(recording.starts),
      durationSeconds,
      candidates: drawCandidates(recording.id, usable, own.fork('recording')),
    };
    const ofComposition = {
      unit: composition.name,
      startSeconds: own.fork('start of composition').choose(composition.starts),
      durationSeconds,
      candidates: drawCandidates(one!, usable, own.fork('composition')),
    };
    return [
      { ...ofRecording, referenceId: recording.id, candidateId: recording.id },
      { ...ofComposition, referenceId: one!, candidateId: one! },
      { ...ofComposition, referenceId: one!, candidateId: other! },
    ];
  });
  const played = new Set(compositions.flatMap(({ renditionIds }) => renditionIds));
  const taken = new Set([...usable.map(({ id }) => id), ...played]);
  const leftOut = [...recordings, ...renditions].map(({ id }) => id).filter((id) => !taken.has(id));
  return { stretches: drawn.flat(), leftOut };
}

/** One candidate an alteration; sound of another recording is of another than this one. */
function drawCandidates(id: string, recordings: readonly RecordingStarts[], rng: Rng): Candidate[] {
  const others = recordings.filter((other) => other.id !== id);
  return RENDITION_ALTERATIONS.map((name) => {
    if (name === 'unaltered') return { augmentation: chain() };
    const { alteration } = PROTOCOLS[name];
    const own = rng.fork(name);
    const seconds = foreignSeconds(alteration, LONGEST_SECONDS);
    const foreign = seconds === 0 ? undefined : drawForeignStretch(others, seconds, own.fork('foreign'));
    return drawCandidate(alteration, own, foreign);
  });
}

/** @returns None where no stretch sounds. */
function withStarts(recording: GroupedRecording): RecordingStarts[] {
  const { id, durationSeconds } = recording;
  const starts = admissibleStarts(recording, LONGEST_SECONDS);
  return starts.length === 0 ? [] : [{ id, durationSeconds, starts }];
}

interface Composition {
  readonly name: string;
  /** At least two. */
  readonly renditionIds: readonly string[];
  /** Whole seconds at which a stretch may start in all of them; at least one. */
  readonly starts: readonly number[];
}

function compositionsOf(renditions: readonly GroupedRecording[]): Composition[] {
  const names = [...new Set(renditions.map(({ group }) => group))];
  return names.flatMap((name): Composition[] => {
    const played = renditions.filter(({ group }) => group === name).flatMap(withStarts);
    if (played.length < 2) return [];
    const starts = played[0]!.starts.filter((start) => played.every((other) => other.starts.includes(start)));
    return starts.length === 0 ? [] : [{ name, renditionIds: played.map(({ id }) => id), starts }];
  });
}
