import { DoppeltonError } from '../../../errors/index.js';
import type { StreamPart } from '../../../monitoring/index.js';
import { reconnecting, type SourceOptions } from './stream-source.js';

/** A connection that has sent nothing for so long has broken off. */
const SILENT_SECONDS = 30;

/**
 * The sound of an audio stream over HTTP, as web radios send it. One that ends or breaks off is connected to again.
 *
 * @param address - `http://` or `https://`; a name and password in it are sent, and not told to anyone else.
 * @throws DoppeltonError `STREAM_UNAVAILABLE` when the first connection fails, and what decoding throws until there was sound.
 */
export function httpSource(
  address: string,
  options: SourceOptions,
): AsyncGenerator<StreamPart, void, undefined> {
  const url = new URL(address);
  const headers: Record<string, string> = { accept: 'audio/*, application/ogg, */*;q=0.1' };
  if (url.username !== '' || url.password !== '') {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers['authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
    url.username = '';
    url.password = '';
  }
  const name = `${url.origin}${url.pathname}`;
  return reconnecting(
    {
      name,
      async connect(signal) {
        const silent = new AbortController();
        const response = await fetch(url, {
          headers,
          signal: AbortSignal.any([signal, silent.signal]),
        }).catch((cause: unknown) => {
          throw new DoppeltonError('STREAM_UNAVAILABLE', `${name} does not answer`, cause);
        });
        if (!response.ok || response.body === null) {
          await response.body?.cancel();
          throw new DoppeltonError('STREAM_UNAVAILABLE', `${name} answers with status ${response.status}`);
        }
        return watched(response.body, silent, name);
      },
    },
    options,
  );
}

/** Bytes as they come; a connection that goes silent is cut. */
async function* watched(
  body: AsyncIterable<Uint8Array>,
  silent: AbortController,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const startWatch = () =>
    setTimeout(() => {
      silent.abort();
    }, 1000 * SILENT_SECONDS);
  let watch = startWatch();
  try {
    for await (const bytes of body) {
      // While the bytes are worked off nothing is waited for.
      clearTimeout(watch);
      yield bytes;
      watch = startWatch();
    }
  } catch (cause) {
    const what = silent.signal.aborted ? `sent nothing for ${SILENT_SECONDS} s` : 'broke off';
    throw new DoppeltonError('STREAM_UNAVAILABLE', `${name} ${what}`, cause);
  } finally {
    clearTimeout(watch);
  }
}
