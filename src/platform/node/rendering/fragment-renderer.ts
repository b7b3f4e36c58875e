import {
  applyAugmentation,
  surroundSignal,
  tempoRatioOf,
  type AlterationPorts,
  type Augmentation,
  type Surround,
} from '../../../augment/index.js';
import type { AudioDecoder, Signal } from '../../../audio/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import {
  type ConstantQPlane,
  constantQ,
  type ConstantQ,
  type ConstantQConfig,
} from '../../../features/index.js';
import { nodeDecoderName } from '../corpus/corpus-decoder-name.js';
import { featureKey, type FeatureCache } from '../corpus/feature-cache.js';
import {
  fetchForeignSound,
  foreignSource,
  foreignStretches,
  surroundStretch,
  type ForeignSources,
} from './foreign-sound.js';
import { cutSound } from './sound-cutting.js';

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
  /** Foreign sound that the altered sound (each cut of it) is put into. */
  readonly surround?: Surround | undefined;
  /**
   * One plane for each, of the first so many seconds of the stretch: cut from the altered sound where they are heard in
   * it, so that nothing of what follows leaks in. In (0, durationSeconds]. Absent: one plane, of the whole.
   */
  readonly cutSeconds?: readonly number[] | undefined;
}

/** What rendering needs. */
export interface RenderPorts extends Pick<AlterationPorts, 'stretcher' | 'coder'> {
  readonly decoder: AudioDecoder;
  readonly cache: FeatureCache;
  readonly config: ConstantQConfig;
}

/** A plane that is asked for: a cut of a request, or the whole of it. */
interface WantedPlane {
  readonly request: RenderRequest;
  readonly cutSeconds: number | undefined;
  readonly key: string;
}

/**
 * Constant-Q planes of fragments of one recording, altered where they say so: from the cache where they are there,
 * else cut from the sound (decoded once, no more of it kept than the fragments), altered, transformed and put there.
 *
 * @param fragments - Of this recording.
 * @param others - Recordings whose sound the fragments name as background or surround.
 * @returns One plane a fragment, or one for each of its cuts, all in order, in the cache's precision.
 * @throws DoppeltonError What decoding and the cache throw; `AUDIO_MALFORMED` when the sound ends before a fragment;
 *   `SETTING_OUT_OF_RANGE` for a cut that is none.
 */
export async function renderFragments(
  source: RenderSource,
  fragments: readonly RenderRequest[],
  ports: RenderPorts,
  others: ForeignSources = {},
): Promise<ConstantQ[]> {
  const { cache, config, decoder } = ports;
  const wanted = fragments.flatMap((fragment) => wantedPlanes(source, fragment, config, others));
  const planes = new Map<string, ConstantQPlane>();
  for (const { key } of wanted) {
    const plane = planes.has(key) ? undefined : await cache.get(key);
    if (plane !== undefined) planes.set(key, plane);
  }
  const missing = wanted.filter(({ key }) => !planes.has(key));
  const requests = [...new Set(missing.map(({ request }) => request))];
  const sounds = requests.length === 0 ? [] : await cutSound(source.path, requests, decoder);
  const foreignSound = await fetchForeignSound(requests.flatMap(foreignStretches), others, decoder);
  for (const [i, request] of requests.entries()) {
    const { augmentation, surround } = request;
    const altered =
      augmentation === undefined
        ? sounds[i]!
        : applyAugmentation(sounds[i]!, augmentation, { ...ports, foreignSound });
    for (const plane of missing) {
      if (plane.request !== request || planes.has(plane.key)) continue;
      const cut = cutAltered(altered, plane);
      const heard =
        surround === undefined ? cut : surroundSignal(cut, foreignSound(surroundStretch(surround)), surround);
      planes.set(plane.key, await cache.put(plane.key, constantQ(heard, config)));
    }
  }
  return wanted.map(({ key }) => planes.get(key)!.whole());
}

/** The first seconds of the stretch, as long as they last in the altered sound. */
function cutAltered(altered: Signal, { request, cutSeconds }: WantedPlane): Signal {
  if (cutSeconds === undefined) return altered;
  const ratio = request.augmentation === undefined ? 1 : tempoRatioOf(request.augmentation);
  const length = Math.round((cutSeconds * altered.sampleRateHz) / ratio);
  return { ...altered, samples: altered.samples.slice(0, length) };
}

function wantedPlanes(
  source: RenderSource,
  request: RenderRequest,
  config: ConstantQConfig,
  others: ForeignSources,
): WantedPlane[] {
  const { cutSeconds, durationSeconds } = request;
  for (const seconds of cutSeconds ?? []) {
    if (seconds > 0 && seconds <= durationSeconds) continue;
    throw new DoppeltonError('SETTING_OUT_OF_RANGE', `a cut of ${seconds} s from ${durationSeconds} s`);
  }
  return (cutSeconds ?? [undefined]).map((seconds) => ({
    request,
    cutSeconds: seconds,
    key: planeKey(source, request, seconds, { config, others }),
  }));
}

function planeKey(
  { sha256 }: RenderSource,
  request: RenderRequest,
  cutSeconds: number | undefined,
  { config, others }: { readonly config: ConstantQConfig; readonly others: ForeignSources },
): string {
  const { startSeconds, durationSeconds, augmentation, surround } = request;
  const common = { contentSha256: sha256, decoder: nodeDecoderName(), config, startSeconds };
  if (augmentation === undefined && surround === undefined) {
    return featureKey({ ...common, durationSeconds: cutSeconds ?? durationSeconds });
  }
  const foreign = foreignStretches(request).map(
    ({ recordingId }) => foreignSource(recordingId, others).sha256,
  );
  // An alteration of the whole that takes no other sound has kept the key that it had before there were cuts.
  const simple = cutSeconds === undefined && foreign.length === 0;
  const alteration = simple ? augmentation : { augmentation, surround, cutSeconds, foreign };
  return featureKey({ ...common, durationSeconds, alteration });
}
