import { alignFrames, SketchFrames, type Anchor } from '../alignment/index.js';
import type { FragmentEmbedding } from '../embedding/index.js';
import { DoppeltonError } from '../errors/index.js';
import {
  libraryFragments,
  likelyRecordings,
  searchThreshold,
  segmentWeight,
  standsOutOfNoise,
  weighSegment,
  type LibraryRecording,
  type LibrarySearch,
  type LibraryStats,
  type LibraryStore,
  type LibraryWindows,
  type LikelyRecording,
  type MatchedSegment,
  type Neighbour,
  type SearchedSound,
} from '../search/index.js';
import { LEAST_VARIETY, meanCosineAlong } from '../verification/index.js';
import { commonLine, sharesOf, soundingStretches } from './common-line.js';
import { JoinedIds } from './joined-ids.js';
import type { LibraryPair } from './library-graph.js';

export type PairPorts = Omit<LibrarySearch, 'store'> & {
  readonly store: Pick<LibraryStore, 'list' | 'nearest' | 'sketch' | 'stats' | 'windows'>;
};

export interface LibraryPairsOptions {
  /**
   * Wanted share of recordings that have nothing in common with any other and are joined to one all the same, in (0, 1];
   * the evidence's own rate of a query by default: each recording is one.
   */
  readonly falseAlarmRatePerRecording?: number;
  /** Told after each recording that has been searched for. */
  readonly onRecording?: (recording: LibraryRecording) => void;
  /** After all of these, told after each recording whose close copies may hide others, and how many such there are. */
  readonly onCrowded?: (recording: LibraryRecording, crowded: number) => void;
}

/** Windows of others that are asked for by each window of a recording. */
const NEIGHBOURS = 48;
/** Where a recording repeats itself, its own windows crowd out the others'; then so many times more are asked for. */
const LEAST_NEIGHBOURS = 12;
const MORE_NEIGHBOURS = 4;
/** Recordings are looked at in order of their support until so many in a row have nothing in common with the one. */
const PARTNERS_IN_VAIN = 6;
/** More recordings that belong together are joined through one another. */
const MOST_PARTNERS = 48;
/** A recording with so many partners has a crowd of close copies around it, and more recordings are asked for behind these. */
const CROWD = 4;
const RECORDINGS_BEHIND_CROWD = 48;
/** Searches of an alignment, as in a search. */
const LEAST_SEARCHES = 3;
const SEARCHES_PER_SECOND = 0.15;
/** Windows meet no farther apart than this; those of a library lie twice as far apart, so that perhaps none do. */
const NEAR_SECONDS = 0.6;
const FAR_SECONDS = 1.25;

/**
 * Pairs of recordings in a library that have something in common: the windows of each are searched in the library, the
 * sketches of likely pairs are aligned with one another.
 *
 * Two sketches agree less than a sketch and the sound itself do, and chance makes them agree no more; so likelihood
 * ratios, which are calibrated for the latter, err on the low side.
 *
 * @param recordings - All of the library, in any order that stays.
 * @yields Each pair once; the reference is the one that comes first in `recordings`.
 * @throws DoppeltonError What the store throws; `SETTING_OUT_OF_RANGE`.
 */
export async function* libraryPairs(
  ports: PairPorts,
  recordings: readonly LibraryRecording[],
  options: LibraryPairsOptions = {},
): AsyncGenerator<LibraryPair, void, undefined> {
  const rate = options.falseAlarmRatePerRecording ?? ports.evidence.falseAlarmRatePerQuery;
  if (!(rate > 0 && rate <= 1)) {
    throw new DoppeltonError('SETTING_OUT_OF_RANGE', `the false-alarm rate is ${rate}; it lies in (0, 1]`);
  }
  const searched = searchedPairs(await ports.store.stats());
  const search = new PairSearch(ports, recordings, searchThreshold(ports.evidence, searched, rate));
  for (const [ordinal, recording] of recordings.entries()) {
    yield* search.partnersOf(ordinal);
    options.onRecording?.(recording);
  }
  yield* search.partnersBeyondCopies(options.onCrowded);
}

/** Each recording of a library as a query against all of it: one threshold, by their mean length, serves for all. */
export function searchedPairs({
  durationSeconds,
  recordings,
}: Pick<LibraryStats, 'durationSeconds' | 'recordings'>): SearchedSound {
  return { libraryHours: durationSeconds / 3600, querySeconds: durationSeconds / Math.max(1, recordings) };
}

/** What a library keeps of a recording, opened. */
interface OpenRecording {
  readonly recording: LibraryRecording;
  readonly fragments: readonly FragmentEmbedding[];
  readonly frames: SketchFrames;
}

/** Recordings that may have something in common with one. */
interface LikelyPartners {
  readonly ordinal: number;
  /** Those that a search would look at. */
  readonly nearest: readonly LikelyRecording[];
  readonly others: readonly LikelyRecording[];
}

class PairSearch {
  readonly #ports: PairPorts;
  readonly #recordings: readonly LibraryRecording[];
  readonly #ordinals: ReadonlyMap<string, number>;
  readonly #threshold: number;
  /** By the ordinals of a pair that was aligned: whether it has something in common. */
  readonly #known = new Map<number, boolean>();
  readonly #joined = new JoinedIds();
  /** Recordings among many close copies: others may lie behind these. */
  readonly #crowded: LikelyPartners[] = [];

  constructor(ports: PairPorts, recordings: readonly LibraryRecording[], threshold: number) {
    this.#ports = ports;
    this.#recordings = recordings;
    this.#ordinals = new Map(recordings.map(({ id }, ordinal) => [id, ordinal]));
    this.#threshold = threshold;
  }

  async *partnersOf(ordinal: number): AsyncGenerator<LibraryPair, void, undefined> {
    const { id, variety } = this.#recordings[ordinal]!;
    // Everything that only hums or ticks aligns with everything that does.
    if (variety < LEAST_VARIETY) return;
    const windows = await this.#ports.store.windows(id);
    if (windows === undefined || windows.times.length === 0) return;
    const partners = await this.#likelyPartners(ordinal, windows);
    const found = yield* this.#partnersAmong(ordinal, partners.nearest);
    if (found >= CROWD && partners.others.length > 0) this.#crowded.push(partners);
  }

  /**
   * What the nearest copies hide: where a version has many close copies, these are all that any of them leads to, and
   * another version is not looked at. One pair joins them all, so only what is not joined yet is.
   */
  async *partnersBeyondCopies(
    onCrowded: LibraryPairsOptions['onCrowded'],
  ): AsyncGenerator<LibraryPair, void, undefined> {
    for (const { ordinal, others } of this.#crowded) {
      const recording = this.#recordings[ordinal]!;
      yield* this.#partnersAmong(ordinal, others, (other) => !this.#joined.areJoined(recording.id, other));
      onCrowded?.(recording, this.#crowded.length);
    }
  }

  /** @returns How many of them have something in common with the recording. */
  async *#partnersAmong(
    ordinal: number,
    recordings: readonly LikelyRecording[],
    isWanted: (id: string) => boolean = () => true,
  ): AsyncGenerator<LibraryPair, number, undefined> {
    let own: OpenRecording | undefined;
    let inVain = 0;
    let partners = 0;
    for (const likely of recordings) {
      if (inVain >= PARTNERS_IN_VAIN || partners >= MOST_PARTNERS) break;
      if (!isWanted(likely.recordingId)) continue;
      const other = this.#ordinals.get(likely.recordingId);
      // Added since the list was made, or of no use.
      if (other === undefined || this.#recordings[other]!.variety < LEAST_VARIETY) continue;
      const key = this.#pairKey(ordinal, other);
      if (!this.#known.has(key)) {
        own ??= await this.#open(ordinal);
        const partner = await this.#open(other);
        // Removed since it was found.
        if (own === undefined || partner === undefined) continue;
        const pair =
          ordinal < other
            ? this.#align(own, partner, likely, true)
            : this.#align(partner, own, likely, false);
        this.#known.set(key, pair !== undefined);
        if (pair !== undefined) {
          this.#joined.join(pair.referenceId, pair.candidateId);
          yield pair;
        }
      }
      const isPartner = this.#known.get(key) === true;
      inVain = isPartner ? 0 : inVain + 1;
      if (isPartner) partners++;
    }
    return partners;
  }

  #pairKey(a: number, b: number): number {
    return Math.min(a, b) * this.#recordings.length + Math.max(a, b);
  }

  async #likelyPartners(ordinal: number, { directions, times }: LibraryWindows): Promise<LikelyPartners> {
    const { id } = this.#recordings[ordinal]!;
    const found = await this.#neighboursOfOthers(id, directions, times.length / 2);
    const meetings = found.map((neighbours, i) => ({
      middleSeconds: (times[2 * i]! + times[2 * i + 1]!) / 2,
      neighbours,
    }));
    const nearest = likelyRecordings(meetings);
    const isNearest = new Set(nearest.map(({ recordingId }) => recordingId));
    const others = likelyRecordings(meetings, RECORDINGS_BEHIND_CROWD).filter(
      ({ recordingId }) => !isNearest.has(recordingId),
    );
    return { ordinal, nearest, others };
  }

  async #neighboursOfOthers(id: string, directions: Int8Array, windows: number): Promise<Neighbour[][]> {
    const { store } = this.#ports;
    const size = directions.length / windows;
    const ofOthers = (neighbours: readonly Neighbour[]) =>
      neighbours.filter(({ recordingId }) => recordingId !== id);
    const found = (await store.nearest(directions, NEIGHBOURS)).map(ofOthers);
    const crowded = [...found.keys()].filter((i) => found[i]!.length < LEAST_NEIGHBOURS);
    if (crowded.length === 0) return found;
    const again = new Int8Array(crowded.length * size);
    crowded.forEach((window, i) => {
      again.set(directions.subarray(window * size, (window + 1) * size), i * size);
    });
    const more = await store.nearest(again, MORE_NEIGHBOURS * NEIGHBOURS);
    crowded.forEach((window, i) => {
      found[window] = ofOthers(more[i]!);
    });
    return found;
  }

  async #open(ordinal: number): Promise<OpenRecording | undefined> {
    const { store, config } = this.#ports;
    const recording = this.#recordings[ordinal]!;
    const [sketch, windows] = await Promise.all([store.sketch(recording.id), store.windows(recording.id)]);
    if (sketch === undefined || windows === undefined) return undefined;
    return { recording, fragments: libraryFragments(windows), frames: new SketchFrames(sketch, config) };
  }

  /** @param isReferenceSearched - Whether the places were found by searching for the reference, not the candidate. */
  #align(
    reference: OpenRecording,
    candidate: OpenRecording,
    likely: LikelyRecording,
    isReferenceSearched: boolean,
  ): LibraryPair | undefined {
    const { config, evidence } = this.#ports;
    const shorter = Math.min(reference.recording.durationSeconds, candidate.recording.durationSeconds);
    const maximumSearches = LEAST_SEARCHES + Math.ceil(SEARCHES_PER_SECOND * shorter);
    const anchors = isReferenceSearched ? likely.places.map(swapped) : likely.places;
    const segments = alignFrames(reference.frames, candidate.frames, anchors, { config, maximumSearches })
      .map((segment): MatchedSegment => {
        const found = { ...segment, meanCosine: cosineAlong(segment, reference, candidate) };
        return {
          ...found,
          logLikelihoodRatio: weighSegment(evidence, found),
          weight: segmentWeight(evidence, found),
        };
      })
      .filter(
        (segment) =>
          segment.weight > this.#threshold &&
          standsOutOfNoise(segment, reference.recording, candidate.recording),
      );
    return segments.length === 0 ? undefined : pairOf(reference, candidate, segments);
  }
}

/** The places of a search for the reference as those of one for the candidate. */
function swapped({ referenceSeconds, candidateSeconds }: Anchor): Anchor {
  return { referenceSeconds: candidateSeconds, candidateSeconds: referenceSeconds };
}

function cosineAlong(
  segment: Parameters<typeof meanCosineAlong>[0],
  { fragments: references }: OpenRecording,
  { fragments: candidates }: OpenRecording,
): number {
  const near = meanCosineAlong(segment, references, candidates, { marginSeconds: NEAR_SECONDS });
  // 0 where no two windows lie so near.
  return near !== 0 ? near : meanCosineAlong(segment, references, candidates, { marginSeconds: FAR_SECONDS });
}

function pairOf(
  reference: OpenRecording,
  candidate: OpenRecording,
  segments: readonly MatchedSegment[],
): LibraryPair {
  const ofReference = soundingStretches(reference.fragments);
  const ofCandidate = soundingStretches(candidate.fragments);
  return {
    referenceId: reference.recording.id,
    candidateId: candidate.recording.id,
    segments,
    ...sharesOf(segments, ofReference, ofCandidate),
    line: commonLine(segments, ofReference, ofCandidate),
    logLikelihoodRatio: Math.max(...segments.map(({ logLikelihoodRatio }) => logLikelihoodRatio)),
  };
}
