import type { StreamPart } from '../../../monitoring/index.js';
import { connectHttp, readWebAddress, type WebAddress } from './http-connection.js';
import { playlistStream, readPlaylist, type Playlist } from './playlist.js';
import { reconnecting, type SourceOptions } from './stream-source.js';

/** More of a playlist is not read. */
const MOST_PLAYLIST_BYTES = 65_536;

/**
 * The sound of an audio stream over HTTP, as web radios send it. One that ends or breaks off is connected to again. Of a
 * playlist the first stream is listened to, which is looked up anew for each connection.
 *
 * @param address - `http://` or `https://`; a name and password in it are sent, and not told to anyone else.
 * @throws DoppeltonError `USAGE` when it is no address; `STREAM_UNAVAILABLE` when the first connection fails, and what
 *   decoding throws until there was sound.
 */
export function httpSource(
  address: string,
  options: SourceOptions,
): AsyncGenerator<StreamPart, void, undefined> {
  const place = readWebAddress(address);
  const name = nameOf(place);
  return reconnecting(
    {
      name,
      async connect(signal) {
        const answer = await connectHttp(place, name, signal);
        // Samples without a container may begin like anything.
        if (options.raw !== undefined) return answer.bytes;
        const { bytes, playlist } = await playlistOrSound(answer.bytes);
        const named = playlist === undefined ? undefined : playlistStream(playlist, answer.address);
        if (named === undefined) return bytes;
        await answer.bytes.return();
        return (await connectNamed(named, place, signal)).bytes;
      },
    },
    options,
  );
}

function connectNamed(address: string, playlistPlace: WebAddress, signal: AbortSignal) {
  const { url, authorization = sameOrigin(address, playlistPlace) } = readWebAddress(address);
  const place = { url, ...(authorization !== undefined && { authorization }) };
  return connectHttp(place, `${nameOf(place)}, which the playlist names,`, signal);
}

/** What the playlist was had by is shown to the same server again, and to no other. */
function sameOrigin(address: string, { url, authorization }: WebAddress): string | undefined {
  return new URL(address).origin === url.origin ? authorization : undefined;
}

function nameOf({ url }: WebAddress): string {
  return `${url.origin}${url.pathname}`;
}

/** Looks at the first bytes. Those that make no playlist are given on; of one that is, its text. */
async function playlistOrSound(
  bytes: AsyncGenerator<Uint8Array, void, undefined>,
): Promise<{ readonly bytes: AsyncIterable<Uint8Array>; readonly playlist: Playlist | undefined }> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const take = async () => {
    const { done, value } = await bytes.next();
    if (done === true) return false;
    pieces.push(value);
    length += value.length;
    return true;
  };
  while (length === 0 && (await take()));
  if (readPlaylist(Buffer.concat(pieces)) === undefined) {
    return { bytes: continued(pieces, bytes), playlist: undefined };
  }
  while (length < MOST_PLAYLIST_BYTES && (await take()));
  const text = Buffer.concat(pieces).subarray(0, MOST_PLAYLIST_BYTES);
  return { bytes: continued([text], bytes), playlist: readPlaylist(text) };
}

async function* continued(
  first: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* first;
    yield* rest;
  } finally {
    // Whoever wants no more of the first pieces wants none of the rest.
    await rest.return();
  }
}
