import type { AudioDecoder } from '../../../audio/index.js';
import {
  type Corpus,
  type Recording,
  type RecordingPlane,
  type SkippedRecording,
  type Split,
} from '../../../corpus/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import {
  type ConstantQPlane,
  ConstantQStream,
  PAPER_CONSTANT_Q,
  concatColumns,
  type ConstantQ,
  type ConstantQConfig,
} from '../../../features/index.js';
import { nodeDecoderName } from './corpus-decoder-name.js';
import { hashFile } from '../files/file-hash.js';
import { skippedBecause } from './corpus-skipping.js';
import { featureKey, type FeatureCache } from './feature-cache.js';

/** Which planes to load, and how. */
export interface LoadPlanesOptions {
  /** Only recordings of these splits; all when absent. */
  readonly splits?: readonly Split[];
  /** Shorter recordings are skipped; 0 by default. */
  readonly minSeconds?: number;
  /** The paper's by default. */
  readonly config?: ConstantQConfig;
  /** Names the decoder in the cache's keys; by default the decoder of this platform with its version. */
  readonly decoderName?: string;
  /** Recordings in work at a time; 2 by default, so that one is read while another is computed. */
  readonly concurrency?: number;
  /** Called after each recording, used or skipped. */
  readonly onProgress?: (done: number, total: number, recording: Recording) => void;
  /** Stops between recordings; what was computed stays in the cache. */
  readonly signal?: AbortSignal;
}

/** The planes of a corpus, in its order, and what had to be left out. */
export interface LoadedPlanes {
  readonly planes: readonly RecordingPlane<Recording>[];
  readonly skipped: readonly SkippedRecording[];
}

/**
 * The whole-recording constant-Q planes of a corpus, from the cache where they are there, computed and put there where
 * not. Sound streams through the transform, so at a time only `concurrency` recordings' planes are in memory in full
 * precision; the result holds 26 MB per hour of sound in half precision.
 *
 * A recording that cannot be read or decoded is listed in `skipped`, never fatal.
 *
 * @throws DoppeltonError `FILE_UNWRITABLE` when the cache cannot be written, `INTERRUPTED` on `signal`.
 */
export async function loadPlanes(
  corpus: Corpus,
  cache: FeatureCache,
  decoder: AudioDecoder,
  options: LoadPlanesOptions = {},
): Promise<LoadedPlanes> {
  const { splits, minSeconds = 0, config = PAPER_CONSTANT_Q, concurrency = 2 } = options;
  const decoderName = options.decoderName ?? nodeDecoderName();
  const wanted = corpus.recordings.filter(
    ({ split }) => splits === undefined || (split !== undefined && splits.includes(split)),
  );
  const results: (RecordingPlane<Recording> | SkippedRecording)[] = [];
  const queue = wanted.entries();
  let done = 0;
  let failed = false;

  // The workers share one iterator: each takes the next recording as soon as it is free.
  async function work(): Promise<void> {
    for (const [index, recording] of queue) {
      if (failed) return;
      if (options.signal?.aborted) throw new DoppeltonError('INTERRUPTED', 'Stopped while loading features.');
      results[index] = await loadPlane(recording, { cache, decoder, decoderName, config, minSeconds });
      options.onProgress?.(++done, wanted.length, recording);
    }
  }
  try {
    await Promise.all(Array.from({ length: concurrency }, work));
  } catch (error) {
    failed = true;
    throw error;
  }
  return {
    planes: results.filter((result) => 'plane' in result),
    skipped: results.filter((result) => 'reason' in result),
  };
}

interface PlaneSource {
  readonly cache: FeatureCache;
  readonly decoder: AudioDecoder;
  readonly decoderName: string;
  readonly config: ConstantQConfig;
  readonly minSeconds: number;
}

async function loadPlane(
  recording: Recording,
  source: PlaneSource,
): Promise<RecordingPlane<Recording> | SkippedRecording> {
  const found = await findPlane(recording, source);
  if ('reason' in found) return found;
  const plane = 'constantQ' in found ? await source.cache.put(found.key, found.constantQ) : found.plane;
  const seconds = (plane.frames * source.config.hopSamples) / source.config.sampleRateHz;
  if (seconds >= source.minSeconds) return { recording, plane };
  const message = `${seconds.toFixed(1)} s, shorter than ${source.minSeconds} s.`;
  return { path: recording.id, reason: 'too-short', message };
}

/** What can go wrong here is the recording's fault; writing the cache, which is not, is left to the caller. */
async function findPlane(
  recording: Recording,
  { cache, decoder, decoderName, config }: PlaneSource,
): Promise<
  | { readonly plane: ConstantQPlane }
  | { readonly key: string; readonly constantQ: ConstantQ }
  | SkippedRecording
> {
  try {
    const contentSha256 = recording.sha256 ?? (await hashFile(recording.path));
    const key = featureKey({ contentSha256, decoder: decoderName, config });
    const plane = await cache.get(key);
    return plane === undefined
      ? { key, constantQ: await transformRecording(decoder, recording.path, config) }
      : { plane };
  } catch (error) {
    return skippedBecause(recording.id, error);
  }
}

/**
 * Constant-Q of a file, decoded and transformed as a stream.
 *
 * @throws DoppeltonError as the decoder and {@link ConstantQStream} do.
 */
async function transformRecording(
  decoder: AudioDecoder,
  path: string,
  config: ConstantQConfig,
): Promise<ConstantQ> {
  const audio = await decoder.open(path);
  try {
    const stream = new ConstantQStream(config);
    const parts: ConstantQ[] = [];
    for await (const chunk of audio.chunks) parts.push(stream.push(chunk));
    return concatColumns([...parts, stream.end()]);
  } finally {
    await audio.close();
  }
}
