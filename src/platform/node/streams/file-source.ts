import { open, stat } from 'node:fs/promises';
import type { StreamPart } from '../../../monitoring/index.js';
import { readingError, requireReadableFile } from '../files/file-access.js';
import { decodeStream } from './decode-stream.js';
import { isAborted, waitByTheClock, type SourceOptions } from './stream-source.js';

/** How often a file is looked at for what has been added. */
const LOOK_SECONDS = 0.5;
const PIECE_BYTES = 65_536;

/**
 * The sound of a file that is still being written: what is there, and then what is added. Where the file is made anew or
 * cut short, as by a recorder that starts over, the stream breaks off and goes on with the new one.
 *
 * @throws DoppeltonError `FILE_NOT_FOUND`, `NOT_A_FILE`, `FILE_UNREADABLE`, and what decoding throws.
 */
export async function* growingFileSource(
  path: string,
  options: SourceOptions,
): AsyncGenerator<StreamPart, void, undefined> {
  const { signal, wait = waitByTheClock } = options;
  while (!signal.aborted) {
    await requireReadableFile(path);
    yield* decodeStream(growingBytes(path, signal, wait), options);
    if (!isAborted(signal)) yield { reason: `${path} has begun anew` };
  }
}

/** Bytes of a file up to where it is made anew, or the signal comes. */
async function* growingBytes(
  path: string,
  signal: AbortSignal,
  wait: NonNullable<SourceOptions['wait']>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(path).catch((error: unknown) => {
    throw readingError(path, error);
  });
  try {
    const { ino } = await file.stat();
    let position = 0;
    while (!signal.aborted) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, position);
      position += bytesRead;
      if (bytesRead > 0) {
        yield buffer.subarray(0, bytesRead);
        continue;
      }
      // While a recorder replaces it, there may be none of that name.
      const status = await stat(path).catch(() => undefined);
      if (status !== undefined && (status.ino !== ino || status.size < position)) return;
      await wait(LOOK_SECONDS, signal);
    }
  } finally {
    await file.close();
  }
}
