import type { MonitorEvent } from './detection.js';
import type { StreamMonitor } from './stream-monitor.js';

/** Sound of a stream as it comes, or word that it broke off there. */
export type StreamPart = Float32Array | StreamBreak;

export interface StreamBreak {
  /** Why, in words. */
  readonly reason: string;
}

export interface MonitorStreamOptions {
  /** The time, asked whenever sound comes. */
  readonly now: () => Date;
  /** Told of each break. */
  readonly onBreak?: (reason: string) => void;
}

/**
 * What a monitor detects in a stream, until it ends, or fails: what was sounding then ends before that is thrown.
 *
 * @throws DoppeltonError What the stream and `StreamMonitor.push` throw.
 */
export async function* monitorStream(
  monitor: StreamMonitor,
  parts: AsyncIterable<StreamPart>,
  { now, onBreak }: MonitorStreamOptions,
): AsyncGenerator<MonitorEvent, void, undefined> {
  // No sound yet: none can have come before.
  yield* await monitor.push(new Float32Array(0), now());
  const stream = new EndingParts(parts);
  for await (const part of stream) {
    if (part instanceof Float32Array) {
      yield* await monitor.push(part, now());
    } else {
      onBreak?.(part.reason);
      yield* await monitor.interrupt();
    }
  }
  yield* await monitor.interrupt();
  if (stream.failure !== undefined) throw stream.failure.error;
}

/** The parts of a stream up to where it ends, or fails. */
class EndingParts implements AsyncIterable<StreamPart> {
  readonly #parts: AsyncIterable<StreamPart>;
  failure: { readonly error: unknown } | undefined;

  constructor(parts: AsyncIterable<StreamPart>) {
    this.#parts = parts;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StreamPart, void, undefined> {
    try {
      yield* this.#parts;
    } catch (error) {
      this.failure = { error };
    }
  }
}
