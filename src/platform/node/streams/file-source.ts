import type { StreamPart } from '../../../monitoring/index.js';
import { decodeStream } from './decode-stream.js';
import { endingWith } from './ending-signal.js';
import { GrowingFile } from './growing-file.js';
import { failureReason, isAborted, waitByTheClock, type SourceOptions } from './stream-source.js';

/** How often a file is looked at for what has been added. */
const LOOK_SECONDS = 0.5;

/**
 * The sound of a file that is still being written: what is there, and then what is added. Where the file is made anew or
 * cut short, as by a recorder that starts over, the stream breaks off and goes on with the new one.
 *
 * @throws DoppeltonError `FILE_NOT_FOUND`, `NOT_A_FILE`, `FILE_UNREADABLE`, and what decoding throws, as long as there was
 *   no sound at all; later, and where the signal has come, these are breaks.
 */
export async function* growingFileSource(
  path: string,
  options: SourceOptions,
): AsyncGenerator<StreamPart, void, undefined> {
  const { signal, wait = waitByTheClock } = options;
  const pause = () => wait(LOOK_SECONDS, signal);
  let file = await GrowingFile.open(path);
  let hasSounded = false;
  for (;;) {
    try {
      const end = yield* soundOf(file, path, options, pause);
      hasSounded ||= end.hasSounded;
      if (end.failure !== undefined && !hasSounded && !signal.aborted) throw end.failure.error;
      const failed = end.failure === undefined ? undefined : failureReason(end.failure.error);
      if (isAborted(signal)) {
        if (failed !== undefined) yield { reason: failed };
        return;
      }
      if (end.hasSounded || failed !== undefined) {
        const hasNew = await file.hasBegunAnew();
        const reason = failed ?? `${path} holds no more sound`;
        yield {
          reason: hasNew ? `${path} has begun anew` : `${reason}; it is read again when it begins anew`,
        };
      }
      while (!isAborted(signal) && !(await file.hasBegunAnew())) await pause();
    } finally {
      await file.close();
    }
    const next = yield* reopened(path, signal, pause);
    if (next === undefined) return;
    file = next;
  }
}

interface SoundEnd {
  readonly hasSounded: boolean;
  readonly failure?: { readonly error: unknown };
}

/** The sound of one file, from its first byte to where it begins anew, fails, or the signal comes. */
async function* soundOf(
  file: GrowingFile,
  path: string,
  options: SourceOptions,
  pause: () => Promise<void>,
): AsyncGenerator<StreamPart, SoundEnd, undefined> {
  const { signal } = options;
  // Before its first byte there is nothing that could be called damaged.
  while ((await file.isEmpty()) && !isAborted(signal) && !(await file.hasBegunAnew())) await pause();
  if (await file.isEmpty()) return { hasSounded: false };
  let hasSounded = false;
  // Bytes that a decoder takes no more of would be waited for all the same.
  const decoding = endingWith(signal);
  const bytes = file.bytes(decoding.signal, pause);
  try {
    for await (const samples of decodeStream(bytes, { ...options, name: path })) {
      hasSounded = true;
      yield samples;
    }
    return { hasSounded };
  } catch (error) {
    return { hasSounded, failure: { error } };
  } finally {
    decoding.end();
  }
}

/** What has taken a file's place, as soon as it is there and can be read; undefined when the signal comes first. */
async function* reopened(
  path: string,
  signal: AbortSignal,
  pause: () => Promise<void>,
): AsyncGenerator<StreamPart, GrowingFile | undefined, undefined> {
  let told = '';
  while (!isAborted(signal)) {
    try {
      return await GrowingFile.open(path);
    } catch (error) {
      const reason = failureReason(error);
      if (reason !== told) yield { reason: `${reason}; it is looked for until it is there` };
      told = reason;
    }
    await pause();
  }
  return undefined;
}
