import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { DoppeltonError } from '../../../errors/index.js';
import type { RawSound } from '../audio/audio-decoder-input.js';
import { shippedPath } from '../files/package-root.js';
import type { JobFailure } from '../threads/job-messages.js';
import { soundBytes } from './sound-bytes.js';

const BYTES_PER_SAMPLE = 4;
/** What a decoder reads to find out what a stream is. */
const SMALL_BYTES = 65_536;

export interface DecodeStreamOptions {
  /** What to call the stream in an error. */
  readonly name: string;
  /** What the bytes are, where they are samples without a container. */
  readonly raw?: RawSound;
}

/**
 * Decodes bytes as they come, in a process of its own, to mono samples at the working sample rate.
 *
 * @returns Chunks of any length; what was decoded before the bytes ended, or failed, all comes.
 * @throws DoppeltonError `STREAM_UNAVAILABLE` when there were no bytes, `STREAM_NOT_SOUND`, `AUDIO_MALFORMED`,
 *   `AUDIO_UNSUPPORTED`, `AUDIO_NO_SOUND_TRACK`, `AUDIO_TOO_SHORT`; unchanged what the bytes throw.
 */
export async function* decodeStream(
  bytes: AsyncIterable<Uint8Array>,
  { name, raw }: DecodeStreamOptions,
): AsyncGenerator<Float32Array, void, undefined> {
  const entry = shippedPath('dist/bundle/platform/node/streams/stream-decoder-process.js');
  // A process group of its own: Ctrl-C ends the bytes, and the decoder when it has worked them off.
  const child = spawn(process.execPath, [entry, JSON.stringify({ name, raw })], { detached: true });
  const ended = once(child, 'close') as Promise<[number | null]>;
  let complaint = '';
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (complaint = (complaint + text).slice(-4096)));
  let failure: unknown;
  let fed = 0;
  const sound = raw === undefined ? soundBytes(bytes, name) : bytes;
  void feed(sound, child.stdin, (count) => (fed += count)).catch((error: unknown) => (failure = error));
  try {
    yield* samplesOf(child.stdout);
    const [exitCode] = await ended;
    if (failure !== undefined) throw failure as Error;
    if (exitCode !== 0 && fed === 0) {
      throw new DoppeltonError('STREAM_UNAVAILABLE', `${name} ended before anything came`);
    }
    if (exitCode !== 0) throw decoderFailure(complaint, exitCode, fed);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** Writes bytes as fast as they are taken. A decoder that has ended takes no more, and says itself why it has. */
async function feed(
  bytes: AsyncIterable<Uint8Array>,
  stdin: Writable,
  count: (bytes: number) => void,
): Promise<void> {
  stdin.on('error', () => undefined);
  try {
    for await (const piece of bytes) {
      if (stdin.destroyed) return;
      count(piece.length);
      if (!stdin.write(piece)) await drained(stdin);
    }
  } finally {
    stdin.end();
  }
}

/** Resolves when a stream takes more, or never will. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}

async function* samplesOf(stdout: AsyncIterable<Buffer>): AsyncGenerator<Float32Array, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of stdout) {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const whole = all.length - (all.length % BYTES_PER_SAMPLE);
    rest = all.subarray(whole);
    if (whole === 0) continue;
    // A copy, since samples must lie at multiples of four.
    yield new Float32Array(new Uint8Array(all.subarray(0, whole)).buffer);
  }
}

function decoderFailure(complaint: string, exitCode: number | null, bytes: number): DoppeltonError {
  try {
    const { code, message } = JSON.parse(complaint) as JobFailure;
    // Of a stream that broke off soon, that little came says more than that it is damaged.
    return new DoppeltonError(code, bytes < SMALL_BYTES ? `${message} (${bytes} bytes came)` : message);
  } catch {
    const words = complaint === '' ? `code ${exitCode ?? 'unknown'}` : complaint;
    return new DoppeltonError('WORKER_ENDED', `the process that decodes the stream ended: ${words}`);
  }
}
