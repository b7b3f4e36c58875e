import { DoppeltonError } from '../../../errors/index.js';
import { systemErrorCode } from '../files/file-access.js';
import { endingWith, type EndingSignal } from './ending-signal.js';

/** A connection that has sent nothing for so long has broken off. */
const SILENT_SECONDS = 30;

/** Where a stream is, and what is to be shown there. */
export interface WebAddress {
  readonly url: URL;
  readonly authorization?: string;
}

/**
 * An address without the name and password in it, and these as HTTP sends them.
 *
 * @throws DoppeltonError `USAGE`.
 */
export function readWebAddress(address: string): WebAddress {
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

/** What an address answers. */
export interface HttpAnswer {
  /** Where it came from in the end. */
  readonly address: string;
  /** As they come; a connection that goes silent is cut. */
  readonly bytes: AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Asks an address for sound.
 *
 * @param name - What to call it in an error, without a password.
 * @throws DoppeltonError `STREAM_UNAVAILABLE`, also from the bytes.
 */
export async function connectHttp(
  { url, authorization }: WebAddress,
  name: string,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const headers = {
    accept: 'audio/*, application/ogg, */*;q=0.1',
    ...(authorization !== undefined && { authorization }),
  };
  const connection = new Connection(signal);
  try {
    const response = await fetch(url, { headers, signal: connection.signal }).catch((cause: unknown) => {
      throw new DoppeltonError('STREAM_UNAVAILABLE', `${name} ${connection.fate(refusal(cause))}`, cause);
    });
    if (response.ok && response.body !== null) {
      return { address: response.url, bytes: watched(response.body, connection, name) };
    }
    await response.body?.cancel();
    throw new DoppeltonError('STREAM_UNAVAILABLE', `${name} answers with status ${response.status}`);
  } catch (error) {
    connection.end();
    throw error;
  }
}

/** Old servers begin their answer with `ICY` where HTTP has its own name. */
function refusal(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return systemErrorCode(cause).startsWith('HPE_') ? 'does not answer in HTTP' : 'does not answer';
}

/** Watches over a connection from its beginning; ends it when nothing has come for too long, or the signal comes. */
class Connection {
  readonly #end: EndingSignal;
  #timer: NodeJS.Timeout | undefined;
  #wasSilent = false;

  constructor(signal: AbortSignal) {
    this.#end = endingWith(signal);
    this.watch();
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** From now on something is waited for. */
  watch(): void {
    this.#timer = setTimeout(() => {
      this.#wasSilent = true;
      this.end();
    }, 1000 * SILENT_SECONDS);
  }

  /** From now on nothing is. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  end(): void {
    this.rest();
    this.#end.end();
  }

  get wasSilent(): boolean {
    return this.#wasSilent;
  }

  /** What became of it: that it was silent, or else something else. */
  fate(otherwise: string): string {
    return this.#wasSilent ? `sent nothing for ${SILENT_SECONDS} s` : otherwise;
  }
}

async function* watched(
  body: ReadableStream<Uint8Array>,
  connection: Connection,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader();
  const cut = () => void reader.cancel().catch(() => undefined);
  // The signal of a fetch closes the connection; whoever was reading from it has been seen to wait on for ever.
  connection.signal.addEventListener('abort', cut);
  if (connection.signal.aborted) cut();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      // While the bytes are worked off nothing is waited for.
      connection.rest();
      yield value;
      connection.watch();
    }
  } catch (cause) {
    throw new DoppeltonError('STREAM_UNAVAILABLE', `${name} ${connection.fate('broke off')}`, cause);
  } finally {
    connection.end();
  }
  if (connection.wasSilent) throw new DoppeltonError('STREAM_UNAVAILABLE', `${name} ${connection.fate('')}`);
}
