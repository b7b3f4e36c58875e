import {
  chain,
  tempoRatioOf,
  type Alteration,
  type Augmentation,
  type SignalJoin,
} from '../../augment/index.js';
import { DoppeltonError } from '../../errors/index.js';
import type { Rng } from '../../numeric/index.js';
import { drawChunkAlterations, type CollageLevel } from './chunk-alterations.js';

/** A stretch of a recording, altered, as a part of a query. */
export interface CollageChunk {
  readonly recordingId: string;
  readonly startSeconds: number;
  /** Before the alteration. */
  readonly durationSeconds: number;
  readonly augmentation: Augmentation;
  /** When it sounds in the query. */
  readonly queryStartSeconds: number;
  readonly queryEndSeconds: number;
}

/** A query made of chunks of several recordings. */
export interface CollageQuery {
  readonly id: string;
  readonly chunks: readonly CollageChunk[];
  /** Between each chunk and the next. */
  readonly joins: readonly SignalJoin[];
}

/** A recording that chunks may be cut from. */
export interface CollageRecording {
  readonly id: string;
  readonly durationSeconds: number;
}

/** Recordings that are too short are not cut from. */
const SHORTEST_RECORDING_SECONDS = 10;
const LEAST_CHUNKS = 3;
/** Of the exponential distribution of how many chunks more than that a query has. */
const MORE_CHUNKS_MEAN = 2;
const SHORTEST_CHUNK_SECONDS = 4.5;
const LONGEST_CHUNK_SECONDS = 30;
/** From this length on, more of a recording's ends is left out. */
const LONG_RECORDING_SECONDS = 30;
const JOIN_SECONDS = { min: 2, max: 5 };
const CONCATENATED: SignalJoin = { kind: 'concatenated', seconds: 0 };
/** So much of a chunk is heard alone at least. */
const ALONE_SECONDS = 0.5;

/** Recordings that chunks can be cut from. */
export function usableForCollage(recordings: readonly CollageRecording[]): CollageRecording[] {
  return recordings.filter(({ durationSeconds }) => durationSeconds >= SHORTEST_RECORDING_SECONDS);
}

/**
 * Queries of a level of difficulty: three chunks or more in a row, each of another recording, most longer than shorter,
 * altered as {@link drawChunkAlterations} says, concatenated and, from `medium` on, faded over or overlapped.
 *
 * @param name - What the queries' ids begin with.
 * @param chunks - Chunks in all, about.
 * @throws DoppeltonError `CORPUS_EMPTY` when there are too few recordings.
 * @see Pexeso, "Audio Fingerprinting Benchmark Toolkit", 2023, whose lengths, shares and ranges these are.
 */
export function planCollages(
  recordings: readonly CollageRecording[],
  { name, level, chunks, rng }: { name: string; level: CollageLevel; chunks: number; rng: Rng },
): CollageQuery[] {
  const usable = usableForCollage(recordings);
  if (usable.length < LEAST_CHUNKS) {
    throw new DoppeltonError(
      'CORPUS_EMPTY',
      `${usable.length} recordings are ${SHORTEST_RECORDING_SECONDS} s long; a collage takes ${LEAST_CHUNKS}`,
    );
  }
  const queries: CollageQuery[] = [];
  for (let left = chunks; left > 0;) {
    const own = rng.fork(queries.length);
    const wanted = LEAST_CHUNKS + Math.floor(-MORE_CHUNKS_MEAN * Math.log(1 - own.uniform()));
    const count = Math.min(wanted, Math.max(LEAST_CHUNKS, left), usable.length);
    const drawn = own.shuffled(usable).slice(0, count);
    const cuts = drawn.map((recording) => drawCut(recording, level, own));
    const joins = cuts.slice(1).map((next, i) => drawJoin(cuts[i]!, next, level, own));
    queries.push(placeChunks(`${name}-${String(queries.length).padStart(4, '0')}`, cuts, joins));
    left -= count;
  }
  return queries;
}

/** A chunk before it has its place. */
export type CollageCut = Omit<CollageChunk, 'queryStartSeconds' | 'queryEndSeconds'>;

/** Puts chunks one after the other, without a join unless there are others. */
export function placeChunks(
  id: string,
  cuts: readonly CollageCut[],
  joins: readonly SignalJoin[] = cuts.slice(1).map(() => CONCATENATED),
): CollageQuery {
  let start = 0;
  const chunks = cuts.map((cut, i): CollageChunk => {
    const queryStartSeconds = start;
    const queryEndSeconds = start + heardSeconds(cut);
    start = queryEndSeconds - (joins[i]?.seconds ?? 0);
    return { ...cut, queryStartSeconds, queryEndSeconds };
  });
  return { id, chunks, joins };
}

function drawCut(
  { id, durationSeconds: whole }: CollageRecording,
  level: CollageLevel,
  rng: Rng,
): CollageCut {
  const margin = whole < LONG_RECORDING_SECONDS ? 2 : 6;
  return cutWithin({ id, fromSeconds: margin, toSeconds: whole - margin }, { level, rng });
}

/** A stretch of a recording that a chunk is to be cut from. */
interface Stretch {
  readonly id: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

interface CutOptions {
  readonly level: CollageLevel;
  readonly longestSeconds?: number;
  readonly rng: Rng;
}

/** A chunk of 4.5 s or more out of a stretch, long ones likelier than short ones, altered as the level says. */
export function cutWithin(
  { id, fromSeconds, toSeconds }: Stretch,
  { level, longestSeconds = LONGEST_CHUNK_SECONDS, rng }: CutOptions,
): CollageCut {
  const longest = Math.min(longestSeconds, toSeconds - fromSeconds);
  const duration = Math.sqrt(
    rng.uniform(SHORTEST_CHUNK_SECONDS ** 2, Math.max(SHORTEST_CHUNK_SECONDS, longest) ** 2),
  );
  const durationSeconds = tenth(duration);
  const startSeconds = tenth(rng.uniform(fromSeconds, Math.max(fromSeconds, toSeconds - durationSeconds)));
  const alterations: readonly Alteration[] = drawChunkAlterations(level, rng);
  return { recordingId: id, startSeconds, durationSeconds, augmentation: chain(...alterations) };
}

function drawJoin(before: CollageCut, after: CollageCut, level: CollageLevel, rng: Rng): SignalJoin {
  const kind =
    level === 'easy' ? 'concatenated' : rng.choose(['concatenated', 'faded', 'overlapped'] as const);
  if (kind === 'concatenated') return CONCATENATED;
  const longest = Math.min(heardSeconds(before), heardSeconds(after)) - ALONE_SECONDS;
  return { kind, seconds: Math.min(tenth(rng.uniform(JOIN_SECONDS.min, JOIN_SECONDS.max)), longest / 2) };
}

function heardSeconds({ durationSeconds, augmentation }: CollageCut): number {
  return durationSeconds / tempoRatioOf(augmentation);
}

function tenth(seconds: number): number {
  return Math.floor(10 * seconds) / 10;
}
