import { DoppeltonError } from '../../../errors/index.js';
import type { StreamPart } from '../../../monitoring/index.js';
import { reconnecting, type SourceOptions } from './stream-source.js';

/** A connection that has sent nothing for so long has broken off. */
const SILENT_SECONDS = 30;

/**
 * The sound of an audio stream over HTTP, as web radios send it. One that ends or breaks off is connected to again.
 *
 * @param address - `http://` or `https://`; a name and password in it are sent, and not told to anyone else.
 * @throws DoppeltonError `USAGE` when it is no address; `STREAM_UNAVAILABLE` when the first connection fails, and what
 *   decoding throws until there was sound.
 */
export function httpSource(
  address: string,
  options: SourceOptions,
): AsyncGenerator<StreamPart, void, undefined> {
  const { url, authorization } = readAddress(address);
  const headers = {
    accept: 'audio/*, application/ogg, */*;q=0.1',
    ...(authorization !== undefined && { authorization }),
  };
  const name = `${url.origin}${url.pathname}`;
  return reconnecting(
    {
      name,
      async connect(signal) {
        const silence = new Silence();
        const both = AbortSignal.any([signal, silence.signal]);
        try {
          const response = await fetch(url, { headers, signal: both }).catch((cause: unknown) => {
            throw new DoppeltonError('STREAM_UNAVAILABLE', `${name} ${silence.or('does not answer')}`, cause);
          });
          if (response.ok && response.body !== null) return watched(response.body, silence, name);
          await response.body?.cancel();
          throw new DoppeltonError('STREAM_UNAVAILABLE', `${name} answers with status ${response.status}`);
        } catch (error) {
          silence.rest();
          throw error;
        }
      },
    },
    options,
  );
}

/** An address without the name and password in it, and these as HTTP sends them. */
function readAddress(address: string): { readonly url: URL; readonly authorization?: string } {
  try {
    const url = new URL(address);
    if (url.username === '' && url.password === '') return { url };
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    url.username = '';
    url.password = '';
    return { url, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  } catch {
    // The parser's own error would repeat it, password and all.
    throw new DoppeltonError(
      'USAGE',
      'the address of the stream cannot be read; special characters of a password are written as %XX',
    );
  }
}

/** Watches over a connection from its beginning; aborts it when nothing has come for too long. */
class Silence {
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.watch();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** From now on something is waited for. */
  watch(): void {
    this.#timer = setTimeout(() => {
      this.#abort.abort();
    }, 1000 * SILENT_SECONDS);
  }

  /** From now on nothing is. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  /** What became of the connection: that it was silent, or else something else. */
  or(otherwise: string): string {
    return this.signal.aborted ? `sent nothing for ${SILENT_SECONDS} s` : otherwise;
  }
}

/** Bytes as they come; a connection that goes silent is cut. */
async function* watched(
  body: AsyncIterable<Uint8Array>,
  silence: Silence,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const bytes of body) {
      // While the bytes are worked off nothing is waited for.
      silence.rest();
      yield bytes;
      silence.watch();
    }
  } catch (cause) {
    throw new DoppeltonError('STREAM_UNAVAILABLE', `${name} ${silence.or('broke off')}`, cause);
  } finally {
    silence.rest();
  }
}
