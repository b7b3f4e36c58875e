import { DoppeltonError } from '../../../errors/index.js';
import { describeEntries, readPlaylist } from './playlist.js';

const WEB_PAGE = /^\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html|head|body|title|meta|script|!--)/i;

/**
 * Bytes as they come, less those that begin as no sound does: a decoder would wait for more of them, and say less.
 *
 * @param name - What to call them in an error.
 * @throws DoppeltonError `STREAM_NOT_SOUND`.
 */
export async function* soundBytes(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let isFirst = true;
  for await (const piece of bytes) {
    if (isFirst && piece.length > 0) {
      requireNoText(piece, name);
      isFirst = false;
    }
    yield piece;
  }
}

/** Refuses what is known by its first words. */
function requireNoText(bytes: Uint8Array, name: string): void {
  const playlist = readPlaylist(bytes);
  if (playlist !== undefined) {
    throw new DoppeltonError('STREAM_NOT_SOUND', `${name} is ${describeEntries(playlist)}`);
  }
  // Where a mark of byte order stands before the text, decoding drops it.
  if (WEB_PAGE.test(new TextDecoder().decode(bytes.subarray(0, 1000)))) {
    throw new DoppeltonError('STREAM_NOT_SOUND', `${name} is a web page, not a stream`);
  }
}
