import type { Anchor } from '../alignment/index.js';
import type { Neighbour } from './library-store.js';

/** When a window of the query sounds, and what in the library is like it, most alike first. */
export interface QueryWindow {
  readonly middleSeconds: number;
  readonly neighbours: readonly Neighbour[];
}

/** A recording that a part of the query may come from, and where the two may meet. */
export interface LikelyRecording {
  readonly recordingId: string;
  /** Of its best place, see {@link likelyRecordings}. */
  readonly support: number;
  /** Best supported first, no more than 8 of each window of the query. */
  readonly places: readonly SupportedAnchor[];
}

export interface SupportedAnchor extends Anchor {
  readonly support: number;
}

/** Windows of the query farther apart than this say nothing of one another: parts of a collage may be that short. */
const REACH_SECONDS = 8;
/** Tempi that two places may differ by, as in the alignment's search, and how exact a window's place is. */
const MIN_TEMPO_RATIO = 0.45;
const MAX_TEMPO_RATIO = 2.2;
const PLACE_SECONDS = 1.25;
/** Recordings that are looked at for the sake of any one window of the query, unless more are asked for. */
const RECORDINGS_PER_WINDOW = 4;
/** Of a recording that repeats itself a window may have all its neighbours; so many of them are places. */
const PLACES_PER_WINDOW = 8;

/** A neighbour as a meeting of the query and a recording. */
interface Meeting {
  readonly querySeconds: number;
  readonly referenceSeconds: number;
  readonly window: number;
  /** How much more alike it is than what chance finds for that window of the query. */
  readonly excess: number;
}

/**
 * The recordings that a query, or a part of it, may come from.
 *
 * A window's neighbour counts by how much more alike it is than the last of the window's neighbours, which is there by
 * chance. A place is supported by its own excess and by that of all places in the same recording that other windows of
 * the query, up to 8 s away, give it at some tempo in between: chance does not put them in one line.
 *
 * @param recordingsPerWindow - So many of the best of any one window are among them, >= 1.
 * @returns Best supported first.
 */
export function likelyRecordings(
  windows: readonly QueryWindow[],
  recordingsPerWindow = RECORDINGS_PER_WINDOW,
): LikelyRecording[] {
  const places = supportedPlaces(meetingsByRecording(windows));
  const wanted = bestOfEachWindow(places, windows.length, recordingsPerWindow);
  const likely = [...places]
    .filter(([recordingId]) => wanted.has(recordingId))
    .map(([recordingId, supported]): LikelyRecording => {
      const places = bestOfWindows(supported);
      return { recordingId, support: places[0]!.support, places };
    });
  return likely.sort((a, b) => b.support - a.support);
}

function meetingsByRecording(windows: readonly QueryWindow[]): Map<string, Meeting[]> {
  const meetings = new Map<string, Meeting[]>();
  for (const [window, { middleSeconds, neighbours }] of windows.entries()) {
    const chance = neighbours.at(-1)?.cosine ?? 0;
    for (const { recordingId, startSeconds, endSeconds, cosine } of neighbours) {
      const list = meetings.get(recordingId) ?? [];
      if (list.length === 0) meetings.set(recordingId, list);
      list.push({
        querySeconds: middleSeconds,
        referenceSeconds: (startSeconds + endSeconds) / 2,
        window,
        excess: cosine - chance,
      });
    }
  }
  return meetings;
}

/** A place, and the window of the query that it is a neighbour of. */
interface SupportedPlace extends SupportedAnchor {
  readonly window: number;
}

function supportedPlaces(meetings: ReadonlyMap<string, readonly Meeting[]>): Map<string, SupportedPlace[]> {
  const places = new Map<string, SupportedPlace[]>();
  for (const [recordingId, own] of meetings) {
    // In order of the query's time: only so many before and after a place can support it.
    places.set(
      recordingId,
      own.map((meeting, i) => ({
        candidateSeconds: meeting.querySeconds,
        referenceSeconds: meeting.referenceSeconds,
        window: meeting.window,
        support: meeting.excess + supportFrom(own, i, 1) + supportFrom(own, i, -1),
      })),
    );
  }
  return places;
}

/** What the meetings after (or before) one give it: of each window of the query the best that fits. */
function supportFrom(meetings: readonly Meeting[], index: number, direction: 1 | -1): number {
  const { querySeconds, referenceSeconds, window: own } = meetings[index]!;
  let support = 0;
  let window = own;
  let best = 0;
  for (let i = index + direction; i >= 0 && i < meetings.length; i += direction) {
    const other = meetings[i]!;
    const apart = direction * (other.querySeconds - querySeconds);
    if (apart > REACH_SECONDS) break;
    if (other.window === own) continue;
    if (other.window !== window) {
      support += best;
      best = 0;
      window = other.window;
    }
    const along = direction * (other.referenceSeconds - referenceSeconds);
    const fits =
      along > MIN_TEMPO_RATIO * apart - PLACE_SECONDS && along < MAX_TEMPO_RATIO * apart + PLACE_SECONDS;
    if (fits) best = Math.max(best, other.excess);
  }
  return support + best;
}

/** The best places of each window, of all windows best supported first. */
function bestOfWindows(places: readonly SupportedPlace[]): SupportedPlace[] {
  const counts = new Map<number, number>();
  return places
    .toSorted((a, b) => b.support - a.support)
    .filter(({ window }) => {
      const count = (counts.get(window) ?? 0) + 1;
      counts.set(window, count);
      return count <= PLACES_PER_WINDOW;
    });
}

/** Every window of the query gets its best recordings looked at: one long part does not crowd out the others. */
function bestOfEachWindow(
  places: ReadonlyMap<string, readonly SupportedPlace[]>,
  windows: number,
  count: number,
): Set<string> {
  const best = Array.from({ length: windows }, () => new Map<string, number>());
  for (const [recordingId, own] of places) {
    for (const { window, support } of own) {
      best[window]!.set(recordingId, Math.max(support, best[window]!.get(recordingId) ?? 0));
    }
  }
  return new Set(
    best.flatMap((recordings) =>
      [...recordings]
        .sort(([, a], [, b]) => b - a)
        .slice(0, count)
        .map(([recordingId]) => recordingId),
    ),
  );
}
