import type { Readable } from 'node:stream';
import type { StreamPart } from '../../../monitoring/index.js';
import { decodeStream } from './decode-stream.js';
import { deviceSource } from './device-source.js';
import { growingFileSource } from './file-source.js';
import { httpSource } from './http-source.js';
import { isAborted, type SourceOptions } from './stream-source.js';

export interface SoundSourceOptions extends SourceOptions {
  /** What `-` stands for. */
  readonly standardInput: Readable;
}

/** A word like `device:alsa:default`. */
const DEVICE = /^device:([a-z0-9_]+):(.+)$/s;
const WEB_ADDRESS = /^https?:\/\//i;

/**
 * The sound that a word on the command line stands for: `-` for standard input, an address of the web, a device
 * (`device:FORMAT:NAME`, in ffmpeg's words), or a file that grows.
 *
 * @throws DoppeltonError What the kinds of sources throw.
 */
export function soundSource(
  word: string,
  options: SoundSourceOptions,
): AsyncGenerator<StreamPart, void, undefined> {
  if (word === '-') return decodeStream(endedBy(options.standardInput, options.signal), options);
  if (WEB_ADDRESS.test(word)) return httpSource(word, options);
  const device = DEVICE.exec(word);
  if (device !== null) return deviceSource({ format: device[1]!, name: device[2]! }, options);
  return growingFileSource(word, options);
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
