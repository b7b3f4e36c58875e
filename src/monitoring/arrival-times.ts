/** Marks closer together than this are one. */
const MARK_SECONDS = 0.5;

/** When the last seconds of a stream arrived. */
export class ArrivalTimes {
  readonly #keptSeconds: number;
  /** In order: up to which second of the stream the sound had come at what time. */
  #marks: { streamSeconds: number; time: Date }[] = [];

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
      last.streamSeconds - beforeLast.streamSeconds < MARK_SECONDS;
    if (isNear) this.#marks.pop();
    this.#marks.push({ streamSeconds, time });
    const oldest = streamSeconds - this.#keptSeconds;
    // The one before is kept: it says when what follows it began.
    while (this.#marks.length > 2 && this.#marks[1]!.streamSeconds < oldest) this.#marks.shift();
  }

  /** When the sound at a place arrived: as long before the mark after it as it lies before that in the stream. */
  at(streamSeconds: number): Date {
    const mark = this.#marks.find((other) => other.streamSeconds >= streamSeconds) ?? this.#marks.at(-1)!;
    return new Date(mark.time.getTime() - 1000 * (mark.streamSeconds - streamSeconds));
  }
}
