import { setTimeout } from 'node:timers/promises';
import { DoppeltonError } from '../../../errors/index.js';
import type { StreamPart } from '../../../monitoring/index.js';
import type { RawSound } from '../audio/audio-decoder-input.js';
import { decodeStream } from './decode-stream.js';
import { endingWith } from './ending-signal.js';

/** How a source of sound is listened to. */
export interface SourceOptions {
  /** Ends the source; what has come by then is given out. */
  readonly signal: AbortSignal;
  /** What the bytes are, where they are samples without a container. */
  readonly raw?: RawSound;
  /** Waits before the next try; by the clock unless it is said otherwise. */
  readonly wait?: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/** One connection after the other: each gives bytes until it ends or fails. */
export interface Connections {
  /** What to call it in an error, without a password. */
  readonly name: string;
  /** @throws DoppeltonError When it cannot be had. */
  connect(signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

/** Waits between two tries: doubled each time, up to the last; from the first again when sound has come. */
const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 30;

/**
 * The sound of a source that may break off, connected to again until it is there.
 *
 * @throws DoppeltonError What connecting and decoding throw, as long as there was no sound at all: a wrong address is told
 *   at once.
 */
export async function* reconnecting(
  connections: Connections,
  options: SourceOptions,
): AsyncGenerator<StreamPart, void, undefined> {
  const { signal, wait = waitByTheClock } = options;
  let hasSounded = false;
  let seconds = FIRST_WAIT_SECONDS;
  for (;;) {
    let reason = `${connections.name} ended`;
    // Bytes that a decoder takes no more of would be waited for all the same.
    const connection = endingWith(signal);
    try {
      const bytes = await connections.connect(connection.signal);
      for await (const samples of decodeStream(bytes, { ...options, name: connections.name })) {
        hasSounded = true;
        seconds = FIRST_WAIT_SECONDS;
        yield samples;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!hasSounded) throw asUnavailable(connections.name, error);
      reason = failureReason(error);
    } finally {
      connection.end();
    }
    if (signal.aborted) return;
    if (!hasSounded) throw new DoppeltonError('STREAM_UNAVAILABLE', `${connections.name} sends no sound`);
    yield { reason: `${reason}; trying again in ${seconds} s` };
    await wait(seconds, signal);
    if (isAborted(signal)) return;
    seconds = Math.min(LONGEST_WAIT_SECONDS, 2 * seconds);
  }
}

/** The type checker takes a signal that was not aborted to stay so. */
export function isAborted({ aborted }: AbortSignal): boolean {
  return aborted;
}

/** Resolves after so long, or when the signal comes. */
export async function waitByTheClock(seconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(1000 * seconds, undefined, { signal }).catch(() => undefined);
}

/** Why sound broke off, in words. */
export function failureReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function asUnavailable(name: string, error: unknown): DoppeltonError {
  if (error instanceof DoppeltonError) return error;
  const message = `${name} cannot be listened to: ${failureReason(error)}`;
  return new DoppeltonError('STREAM_UNAVAILABLE', message, error);
}
