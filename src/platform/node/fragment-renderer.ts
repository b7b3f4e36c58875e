import { applyAugmentation, type Augmentation, type TimeStretcher } from '../../augment/index.js';
import type { AudioDecoder, Signal } from '../../audio/index.js';
import type { ConstantQPlane } from '../../corpus/index.js';
import { DoppeltonError } from '../../errors/index.js';
import { constantQ, type ConstantQ, type ConstantQConfig } from '../../features/index.js';
import { nodeDecoderName } from './corpus-decoder-name.js';
import { featureKey, type FeatureCache } from './feature-cache.js';

/** A recording whose content is known, so that what is made of it can be kept. */
export interface RenderSource {
  readonly path: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
}

/** A stretch of a recording, and what is done to it after it was cut out. */
export interface RenderRequest {
  readonly startSeconds: number;
  /** Before the augmentation. */
  readonly durationSeconds: number;
  /** Absent for the sound as it is. */
  readonly augmentation?: Augmentation | undefined;
}

/** What rendering needs. */
export interface RenderPorts {
  readonly decoder: AudioDecoder;
  readonly stretcher: TimeStretcher;
  readonly cache: FeatureCache;
  readonly config: ConstantQConfig;
}

/**
 * Constant-Q planes of fragments of one recording, altered where they say so: from the cache where they are there,
 * else cut from the sound (decoded once, no more of it kept than the fragments), altered, transformed and put there.
 *
 * @param fragments - Of this recording.
 * @returns One plane a fragment, in order, in the cache's precision.
 * @throws DoppeltonError What decoding and the cache throw; `AUDIO_MALFORMED` when the sound ends before a fragment.
 */
export async function renderFragments(
  source: RenderSource,
  fragments: readonly RenderRequest[],
  ports: RenderPorts,
): Promise<ConstantQ[]> {
  const { cache, config, stretcher } = ports;
  const keys = fragments.map((fragment) => fragmentFeatureKey(source, fragment, config));
  const planes: (ConstantQPlane | undefined)[] = [];
  for (const key of keys) planes.push(await cache.get(key));
  const missing = fragments.filter((_, i) => planes[i] === undefined);
  const cuts = missing.length === 0 ? [] : await cutFragments(source.path, missing, ports.decoder);
  const fresh = cuts.values();
  for (const [i, { augmentation }] of fragments.entries()) {
    if (planes[i] !== undefined) continue;
    const cut = fresh.next().value!;
    const altered = augmentation === undefined ? cut : applyAugmentation(cut, augmentation, { stretcher });
    planes[i] = await cache.put(keys[i]!, constantQ(altered, config));
  }
  return planes.map((plane) => plane!.whole());
}

function fragmentFeatureKey(
  { sha256 }: RenderSource,
  { startSeconds, durationSeconds, augmentation }: RenderRequest,
  config: ConstantQConfig,
): string {
  return featureKey({
    contentSha256: sha256,
    decoder: nodeDecoderName(),
    config,
    startSeconds,
    durationSeconds,
    ...(augmentation !== undefined && { alteration: augmentation }),
  });
}

/** The sound of stretches of a recording, which may overlap; decoding stops when the last one is full. */
async function cutFragments(
  path: string,
  fragments: readonly RenderRequest[],
  decoder: AudioDecoder,
): Promise<Signal[]> {
  const audio = await decoder.open(path);
  try {
    const rate = audio.sampleRateHz;
    const cuts = fragments.map(({ startSeconds, durationSeconds }) => ({
      start: Math.round(startSeconds * rate),
      samples: new Float32Array(Math.round(durationSeconds * rate)),
    }));
    const end = Math.max(...cuts.map(({ start, samples }) => start + samples.length));
    let position = 0;
    for await (const chunk of audio.chunks) {
      for (const { start, samples } of cuts) copyOverlap(chunk, position, samples, start);
      position += chunk.length;
      if (position >= end) break;
    }
    if (position < end) {
      const [have, need] = [position / rate, end / rate];
      throw new DoppeltonError(
        'AUDIO_MALFORMED',
        `${path} ends after ${have.toFixed(2)} s, needed are ${need.toFixed(2)} s`,
      );
    }
    return cuts.map(({ samples }) => ({ samples, sampleRateHz: rate }));
  } finally {
    await audio.close();
  }
}

/** Copies what two stretches of one recording have in common from the first into the second. */
function copyOverlap(from: Float32Array, fromStart: number, to: Float32Array, toStart: number): void {
  const first = Math.max(fromStart, toStart);
  const last = Math.min(fromStart + from.length, toStart + to.length);
  if (first < last) to.set(from.subarray(first - fromStart, last - fromStart), first - toStart);
}
