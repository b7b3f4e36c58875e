import { placeOf, type ScoredLine } from './line.js';

/** Frames of the candidate, and of the reference where they are to be searched. */
export interface SearchWindow {
  readonly candidateFrom: number;
  readonly candidateTo: number;
  readonly referenceFrom: number;
  readonly referenceTo: number;
  /** Where the two should meet, if an anchor says so. */
  readonly anchor?: SearchAnchor;
}

/** Frames that should meet. */
export interface SearchAnchor {
  readonly referenceFrame: number;
  readonly candidateFrame: number;
}

/** A window, how promising it is among others (0 is the most), and when its anchor sounds in the candidate. */
interface RankedWindow {
  readonly window: SearchWindow;
  readonly rank: number;
  readonly frame: number;
}

/** Anchors closer together than this would be searched twice for the same. */
const SAME_PLACE_SECONDS = 2;
/** A line that runs through an anchor's place, or so near it, explains the anchor. */
const EXPLAINED_SECONDS = 3;
/** A window whose middle lies so little beside a line still holds some of what the line says. */
const BESIDE_SECONDS = 2.5;
/**
 * What is in a segment already may stand a second time in the reference, which most often repeats itself there; only so
 * many such places are searched for each segment, for the sake of parts that overlap or were found at the wrong place.
 */
const SECOND_LOOKS = 2;

/**
 * Which window is searched next: at first those of which no segment knows anything, most promising first; then, of
 * each segment in turn, those that say that its sound stands elsewhere in the reference as well; last what no segment
 * covers though one runs on through it, just beside its end, or did when its turn came.
 */
export class SearchOrder {
  readonly #windows: readonly SearchWindow[];
  readonly #framesPerSecond: number;
  readonly #searched: SearchWindow[] = [];
  readonly #deferred: SearchWindow[] = [];
  /** The same in order of the candidate's time, once all are known. */
  #deferredByTime: RankedWindow[] | undefined;
  readonly #lookedAt: SearchWindow[] = [];
  /** Segments of which nothing is left to be looked at. */
  readonly #exhausted = new WeakSet<ScoredLine>();
  #nextWindow = 0;
  #nextDeferred = 0;

  /** @param windows - Most promising first. */
  constructor(windows: readonly SearchWindow[], framesPerSecond: number) {
    this.#windows = windows;
    this.#framesPerSecond = framesPerSecond;
  }

  get searches(): number {
    return this.#searched.length;
  }

  /** @param found - What the searches so far have led to; lines are replaced, never changed. */
  next(found: readonly ScoredLine[]): SearchWindow | undefined {
    const window = this.#nextUnknown(found) ?? this.#nextSecondLook(found) ?? this.#nextBeside(found);
    if (window !== undefined) this.#searched.push(window);
    return window;
  }

  /** The anchors on a line's span that say that its sound stands elsewhere in the reference. */
  otherPlaces(line: ScoredLine): SearchAnchor[] {
    return this.#windows.flatMap((window) =>
      covers(line, window) && !this.#runsThrough(line, window) ? [window.anchor!] : [],
    );
  }

  #nextUnknown(found: readonly ScoredLine[]): SearchWindow | undefined {
    while (this.#nextWindow < this.#windows.length) {
      const window = this.#windows[this.#nextWindow++]!;
      if (this.#isSearched(window)) continue;
      if (!found.some((line) => covers(line, window) || this.#runsThrough(line, window))) return window;
      this.#deferred.push(window);
    }
    return undefined;
  }

  #nextSecondLook(found: readonly ScoredLine[]): SearchWindow | undefined {
    const open = found
      .filter((line) => !this.#exhausted.has(line))
      .map((line) => ({ line, looks: this.#looksAt(line) }))
      .sort((a, b) => a.looks - b.looks);
    for (const { line, looks } of open) {
      const window = looks < SECOND_LOOKS ? this.#secondLookAt(line, found) : undefined;
      if (window !== undefined) {
        this.#lookedAt.push(window);
        return window;
      }
      this.#exhausted.add(line);
    }
    return undefined;
  }

  /** The most promising window on a line that neither it nor another line explains. */
  #secondLookAt(line: ScoredLine, found: readonly ScoredLine[]): SearchWindow | undefined {
    return this.#deferredOn(line).find(
      (window) =>
        !found.some((other) => covers(other, window) && this.#runsThrough(other, window)) &&
        !this.#isSearched(window),
    );
  }

  /** The deferred windows that a line covers, most promising first. */
  #deferredOn(line: ScoredLine): SearchWindow[] {
    this.#deferredByTime ??= this.#deferred
      .map((window, rank) => ({ window, rank, frame: window.anchor!.candidateFrame }))
      .sort((a, b) => a.frame - b.frame);
    const first = firstAfter(this.#deferredByTime, line.fromFrame);
    const last = firstAfter(this.#deferredByTime, line.toFrame);
    return this.#deferredByTime
      .slice(first, last)
      .sort((a, b) => a.rank - b.rank)
      .map(({ window }) => window)
      .filter((window) => covers(line, window));
  }

  #nextBeside(found: readonly ScoredLine[]): SearchWindow | undefined {
    while (this.#nextDeferred < this.#deferred.length) {
      const window = this.#deferred[this.#nextDeferred++]!;
      if (!found.some((line) => covers(line, window)) && !this.#isSearched(window)) return window;
    }
    return undefined;
  }

  #looksAt(line: ScoredLine): number {
    return this.#lookedAt.filter((window) => covers(line, window)).length;
  }

  /** Whether a search was made at about these places already. */
  #isSearched({ anchor }: SearchWindow): boolean {
    const same = SAME_PLACE_SECONDS * this.#framesPerSecond;
    return this.#searched.some(
      (other) =>
        anchor !== undefined &&
        other.anchor !== undefined &&
        Math.abs(anchor.referenceFrame - other.anchor.referenceFrame) < same &&
        Math.abs(anchor.candidateFrame - other.anchor.candidateFrame) < same,
    );
  }

  /** Whether a line runs through an anchor's place, or near enough, where it is or a little beside. */
  #runsThrough(line: ScoredLine, { anchor }: SearchWindow): boolean {
    if (anchor === undefined) return false;
    const beside = BESIDE_SECONDS * this.#framesPerSecond;
    const { candidateFrame, referenceFrame } = anchor;
    const apart = placeOf(line, candidateFrame) - referenceFrame;
    return (
      candidateFrame > line.fromFrame - beside &&
      candidateFrame < line.toFrame + beside &&
      Math.abs(apart) < EXPLAINED_SECONDS * this.#framesPerSecond
    );
  }
}

/** Whether a segment already holds an anchor's place in the candidate. */
export function covers({ fromFrame, toFrame }: ScoredLine, { anchor }: SearchWindow): boolean {
  return anchor !== undefined && anchor.candidateFrame > fromFrame && anchor.candidateFrame < toFrame;
}

/** Index of the first window in order of time that sounds after a frame. */
function firstAfter(windows: readonly RankedWindow[], frame: number): number {
  let [from, to] = [0, windows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (windows[middle]!.frame > frame) to = middle;
    else from = middle + 1;
  }
  return from;
}
