import { spawn } from 'node:child_process';
import { DoppeltonError } from '../../../errors/index.js';
import type { StreamPart } from '../../../monitoring/index.js';
import { systemErrorCode } from '../files/file-access.js';
import { reconnecting, type SourceOptions } from './stream-source.js';

/** What ffmpeg calls a kind of device, and the device: `alsa` and `default`. */
export interface AudioDevice {
  readonly format: string;
  readonly name: string;
}

/**
 * The sound of a microphone or another device, through the program ffmpeg. When that ends, it is started again.
 *
 * @throws DoppeltonError `PROGRAM_MISSING`; `STREAM_UNAVAILABLE` when no sound comes from the first start.
 */
export function deviceSource(
  { format, name }: AudioDevice,
  options: SourceOptions,
): AsyncGenerator<StreamPart, void, undefined> {
  const words = ['-nostdin', '-loglevel', 'error', '-f', format, '-i', name, '-vn', '-f', 'wav', 'pipe:1'];
  return reconnecting(
    {
      name: `the device ${format}:${name}`,
      connect: (signal) => Promise.resolve(programOutput('ffmpeg', words, signal)),
    },
    options,
  );
}

async function* programOutput(
  program: string,
  words: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let complaint = '';
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (complaint = (complaint + text).slice(-1000)));
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => {
      resolve(code ?? -1);
    });
  });
  ended.catch(() => undefined);
  const end = () => child.kill();
  signal.addEventListener('abort', end);
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    const exitCode = await ended;
    if (exitCode !== 0 && !signal.aborted) {
      const why = complaint.trim().split('\n').at(-1) ?? '';
      throw new DoppeltonError('STREAM_UNAVAILABLE', `${program} ended with code ${exitCode}: ${why}`);
    }
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    throw new DoppeltonError('PROGRAM_MISSING', `the program ${program} is not installed`, error);
  } finally {
    signal.removeEventListener('abort', end);
    child.kill('SIGKILL');
  }
}
