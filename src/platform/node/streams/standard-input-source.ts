import type { Readable } from 'node:stream';
import type { StreamPart } from '../../../monitoring/index.js';
import { decodeStream } from './decode-stream.js';
import { failureReason, isAborted, type SourceOptions } from './stream-source.js';

/**
 * The sound of this process's standard input, until that ends.
 *
 * @throws DoppeltonError What decoding throws, unless the signal came before there was any sound: then that is a break.
 */
export async function* standardInputSource(
  input: Readable,
  options: SourceOptions,
): AsyncGenerator<StreamPart, void, undefined> {
  const { signal } = options;
  try {
    yield* decodeStream(endedBy(input, signal), { ...options, name: 'standard input' });
  } catch (error) {
    if (!isAborted(signal)) throw error;
    yield { reason: failureReason(error) };
  }
}

/** What a stream gives until it ends, or the signal comes. */
async function* endedBy(stream: Readable, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const end = () => {
    stream.destroy();
  };
  if (signal.aborted) return;
  signal.addEventListener('abort', end, { once: true });
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    if (!isAborted(signal)) throw error;
  } finally {
    signal.removeEventListener('abort', end);
  }
}
