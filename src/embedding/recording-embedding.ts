import type { DecodedAudio } from '../audio/index.js';
import { DoppeltonError } from '../errors/index.js';
import { ConstantQStream, frameCount, type ConstantQ } from '../features/index.js';
import type { Embedder } from './embedder.js';
import { cutWindow, FragmentStream, hasSound, type FragmentEmbedding } from './fragment-stream.js';
import type { ModelManifest } from './model-manifest.js';
import { WindowCutter } from './window-cutter.js';

export interface RecordingEmbedding {
  readonly durationSeconds: number;
  /** In order of time; fragments without sound are left out. Never empty. */
  readonly fragments: readonly FragmentEmbedding[];
  /** What a user must know about the decode, such as how far a truncated file could be read. */
  readonly warnings: readonly string[];
}

interface EmbedOptions {
  /** Length of a fragment; the manifest's by default. A shorter recording gives one fragment of its own length. */
  readonly fragmentSeconds?: number;
  /** Distance between the starts of fragments; the manifest's by default. */
  readonly hopSeconds?: number;
  /** Told how many seconds of sound have been worked off. */
  readonly onProgress?: (seconds: number) => void;
  /** Given the decoded samples as they come; they are lent, not given away. */
  readonly onSamples?: (samples: Float32Array) => void;
  /** Given the constant-Q columns as they come, in order. */
  readonly onColumns?: (columns: ConstantQ) => void;
}

/** A recording whose every sample is below one step of 16-bit sound (−90 dBFS) holds no sound. */
const SILENCE_PEAK = 2 ** -15;

/**
 * Cuts a recording into overlapping fragments and embeds each, in one pass and bounded memory.
 *
 * @param where - What to call the recording in an error, e.g. its path.
 * @throws DoppeltonError `AUDIO_TOO_SHORT` below `manifest.fragment.minimumSeconds`, `AUDIO_SILENT`,
 *   `SETTING_OUT_OF_RANGE`, and what decoding throws.
 */
export async function embedRecording(
  audio: DecodedAudio,
  embedder: Embedder,
  where: string,
  options: EmbedOptions = {},
): Promise<RecordingEmbedding> {
  const { constantQ } = embedder.manifest.features;
  const stream = new FragmentStream(embedder, options);
  const fragments: FragmentEmbedding[] = [];
  const transform = new ConstantQStream(constantQ);
  let samples = 0;
  let peak = 0;
  for await (const chunk of audio.chunks) {
    samples += chunk.length;
    peak = Math.max(peak, peakOf(chunk));
    options.onSamples?.(chunk);
    const plane = transform.push(chunk);
    options.onColumns?.(plane);
    fragments.push(...(await stream.push(plane)));
    options.onProgress?.(chunk.length / constantQ.sampleRateHz);
  }
  const durationSeconds = samples / constantQ.sampleRateHz;
  requireLongEnough(durationSeconds, embedder.manifest, where);
  const last = transform.end();
  options.onColumns?.(last);
  fragments.push(...(await stream.push(last)), ...(await stream.end()));
  if (peak < SILENCE_PEAK || fragments.length === 0) {
    throw silent(where);
  }
  return { durationSeconds, fragments, warnings: [...audio.warnings] };
}

function peakOf(samples: Float32Array): number {
  let peak = 0;
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- an iterator takes several times as long
  for (let i = 0; i < samples.length; i++) {
    const level = Math.abs(samples[i]!);
    if (level > peak) peak = level;
  }
  return peak;
}

/**
 * What {@link embedRecording} gives for a recording whose constant-Q plane is known already.
 *
 * @param plane - Linear magnitudes, `manifest.features` geometry. Not modified.
 * @throws DoppeltonError As {@link embedRecording}.
 */
export async function embedPlane(
  plane: ConstantQ,
  embedder: Embedder,
  where: string,
  options: Pick<EmbedOptions, 'fragmentSeconds' | 'hopSeconds'> = {},
): Promise<RecordingEmbedding> {
  const { sampleRateHz, hopSamples } = embedder.manifest.features.constantQ;
  // The last frame lies less than a hop before the end.
  const durationSeconds = (plane.frames * hopSamples) / sampleRateHz;
  requireLongEnough(durationSeconds, embedder.manifest, where);
  const stream = new FragmentStream(embedder, options);
  const fragments = [...(await stream.push(plane)), ...(await stream.end())];
  if (fragments.length === 0) throw silent(where);
  return { durationSeconds, fragments, warnings: [] };
}

/**
 * The fragments that {@link embedRecording} would cut a whole recording into, from its constant-Q plane.
 *
 * @returns In order of time, without those that hold no sound.
 */
export function cutPlane(plane: ConstantQ, { features, fragment }: CutSettings): ConstantQ[] {
  const { sampleRateHz, hopSamples } = features.constantQ;
  const hopFrames = Math.max(1, Math.round((fragment.hopSeconds * sampleRateHz) / hopSamples));
  const cutter = new WindowCutter({
    windowFrames: frameCount(fragment.seconds, features.constantQ),
    hopFrames,
    contextFrames: 0,
  });
  return [...cutter.push(plane), ...cutter.end()].flatMap((group) =>
    group.windows
      .filter((window) => hasSound(group.plane, window))
      .map((window) => cutWindow(group.plane, window)),
  );
}

type CutSettings = Pick<ModelManifest, 'features' | 'fragment'>;

/**
 * Refuses a recording that a model cannot judge.
 *
 * @throws DoppeltonError `AUDIO_TOO_SHORT` below `manifest.fragment.minimumSeconds`.
 */
export function requireLongEnough(seconds: number, { name, fragment }: ModelManifest, where: string): void {
  if (seconds >= fragment.minimumSeconds) return;
  throw new DoppeltonError(
    'AUDIO_TOO_SHORT',
    `${where} holds ${seconds.toFixed(2)} s of sound; model ${name} needs ${fragment.minimumSeconds} s`,
  );
}

function silent(where: string): DoppeltonError {
  return new DoppeltonError('AUDIO_SILENT', `${where} holds no sound above digital silence`);
}
