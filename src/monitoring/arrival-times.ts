/** Marks closer together than this in the stream are one, unless so much time lies between them: the sound paused there. */
const MARK_SECONDS = 0.5;
const PAUSE_MILLISECONDS = 1000;

interface Mark {
  /** Up to which second of the stream the sound had come at that time. */
  readonly streamSeconds: number;
  readonly time: Date;
}

/** When the last seconds of a stream arrived. */
export class ArrivalTimes {
  readonly #keptSeconds: number;
  /** In order. */
  #marks: Mark[] = [];

  constructor(keptSeconds: number) {
    this.#keptSeconds = keptSeconds;
  }

  get marks(): number {
    return this.#marks.length;
  }

  /** @param streamSeconds - How much of the stream has come by that time; never less than before. */
  push(streamSeconds: number, time: Date): void {
    const [beforeLast, last] = this.#marks.slice(-2);
    const isNear =
      last !== undefined &&
      beforeLast !== undefined &&
      last.streamSeconds - beforeLast.streamSeconds < MARK_SECONDS &&
      time.getTime() - beforeLast.time.getTime() < PAUSE_MILLISECONDS;
    if (isNear) this.#marks.pop();
    this.#marks.push({ streamSeconds, time });
    const oldest = streamSeconds - this.#keptSeconds;
    // The one before is kept: it says when what follows it began.
    while (this.#marks.length > 2 && this.#marks[1]!.streamSeconds < oldest) this.#marks.shift();
  }

  /**
   * When the sound at a place arrived: as long before the mark after it as it lies before that in the stream, but not before the
   * mark before it. Sound that came faster than it plays arrived when that came.
   */
  at(streamSeconds: number): Date {
    const found = this.#marks.findIndex((mark) => mark.streamSeconds >= streamSeconds);
    // What the last search says may end a frame later than the sound that it was given.
    if (found < 0) return this.#marks.at(-1)!.time;
    const mark = this.#marks[found]!;
    const before = this.#marks[found - 1]?.time.getTime() ?? -Infinity;
    const time = mark.time.getTime() - 1000 * (mark.streamSeconds - streamSeconds);
    // A clock that was set back between the two leaves nothing to choose.
    return new Date(Math.min(mark.time.getTime(), Math.max(before, time)));
  }
}
