import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const PIECE_BYTES = 1 << 16;
const PIECE_MS = 5;

/** A request byte by byte, as no well-meaning client would send it. */
export interface RawRequest {
  readonly path: string;
  /** Besides `Host` and `Connection`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Bytes of the body after which the connection is torn down; never when not given. */
  readonly abortAfter?: number;
}

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** @returns The answer; undefined where the connection was torn down before there was one. */
export function sendRaw(service: string, request: RawRequest): Promise<RawAnswer | undefined> {
  return new Promise((resolve) => {
    const socket = open(service, request);
    const answer: Buffer[] = [];
    socket.on('data', (bytes) => answer.push(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(parseAnswer(Buffer.concat(answer).toString()));
    });
    const { body, abortAfter } = request;
    if (abortAfter === undefined) socket.write(body);
    else socket.write(body.subarray(0, abortAfter), () => socket.destroy());
  });
}

/**
 * Sends a request piece by piece, and listens for an answer only when it has sent everything, as many clients do.
 *
 * @returns The answer; undefined where the connection was torn down before it was heard.
 */
export async function sendThenListen(service: string, request: RawRequest): Promise<RawAnswer | undefined> {
  const socket = open(service, request).pause();
  socket.on('error', () => undefined);
  for (let start = 0; start < request.body.length && !socket.destroyed; start += PIECE_BYTES) {
    socket.write(request.body.subarray(start, start + PIECE_BYTES));
    await setTimeout(PIECE_MS);
  }
  if (socket.destroyed) return undefined;
  return parseAnswer(Buffer.concat(await socket.toArray()).toString());
}

/** Begins a request and leaves it at that. */
export function stall(service: string, request: RawRequest): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = open(service, request);
    socket.on('error', () => undefined);
    socket.write(request.body, () => {
      resolve(socket);
    });
  });
}

function open(service: string, { path, headers }: RawRequest): Socket {
  const { hostname, port, host } = new URL(service);
  const socket = connect(Number(port), hostname);
  const lines = Object.entries({ host, connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  return socket;
}

function parseAnswer(text: string): RawAnswer | undefined {
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  if (status === undefined) return undefined;
  const body = text.slice(text.indexOf('\r\n\r\n') + 4);
  return { status: Number(status), body };
}
