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
 * What a monitor detects in a stream, until it ends.
 *
 * @throws DoppeltonError What the stream and `StreamMonitor.push` throw.
 */
export async function* monitorStream(
  monitor: StreamMonitor,
  parts: AsyncIterable<StreamPart>,
  { now, onBreak }: MonitorStreamOptions,
): AsyncGenerator<MonitorEvent, void, undefined> {
  for await (const part of parts) {
    if (part instanceof Float32Array) {
      yield* await monitor.push(part, now());
    } else {
      onBreak?.(part.reason);
      yield* await monitor.interrupt();
    }
  }
  yield* await monitor.interrupt();
}
