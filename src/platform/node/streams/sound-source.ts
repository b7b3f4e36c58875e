import type { Readable } from 'node:stream';
import { DoppeltonError } from '../../../errors/index.js';
import type { StreamPart } from '../../../monitoring/index.js';
import { deviceSource } from './device-source.js';
import { growingFileSource } from './file-source.js';
import { httpSource } from './http-source.js';
import { standardInputSource } from './standard-input-source.js';
import type { SourceOptions } from './stream-source.js';

export interface SoundSourceOptions extends SourceOptions {
  /** What `-` stands for. */
  readonly standardInput: Readable;
}

/** A word like `device:alsa:default`. */
const DEVICE = /^device:([a-z0-9_]+):(.+)$/s;
const WEB_ADDRESS = /^https?:\/\//i;
/** Of two letters or more: one is a drive. */
const OTHER_ADDRESS = /^([a-z][a-z0-9+.-]+):\/\//i;

/**
 * The sound that a word on the command line stands for: `-` for standard input, an address of the web, a device
 * (`device:FORMAT:NAME`, in ffmpeg's words), or a file that grows.
 *
 * @throws DoppeltonError `USAGE` for other addresses, and for a device that samples without a container are said of; what
 *   the kinds of sources throw.
 */
export function soundSource(
  word: string,
  options: SoundSourceOptions,
): AsyncGenerator<StreamPart, void, undefined> {
  if (word === '-') return standardInputSource(options.standardInput, options);
  if (WEB_ADDRESS.test(word)) return httpSource(word, options);
  const other = OTHER_ADDRESS.exec(word);
  if (other !== null) {
    throw new DoppeltonError(
      'USAGE',
      `addresses that are listened to begin with http:// or https://, not ${other[1]!}://; others go through a pipe: ffmpeg -i ADDRESS -f wav - | doppelton monitor -`,
    );
  }
  if (word.startsWith('device:')) return deviceSource(readDevice(word, options), options);
  return growingFileSource(word, options);
}

function readDevice(word: string, { raw }: SourceOptions) {
  const [, format, name] = DEVICE.exec(word) ?? [];
  if (format === undefined || name === undefined) {
    throw new DoppeltonError(
      'USAGE',
      `${word}: a device is named device:FORMAT:NAME, as device:alsa:default; a file of that name ./${word}`,
    );
  }
  if (raw !== undefined) {
    throw new DoppeltonError('USAGE', '--pcm is not said of a device, whose sound ffmpeg gives');
  }
  return { format, name };
}
