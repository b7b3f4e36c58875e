import type { DecodedAudio } from '../audio/index.js';
import { DoppeltonError } from '../errors/index.js';
import { ConstantQStream, columns, concatColumns, frameCount, type ConstantQ } from '../features/index.js';
import type { Embedder } from './embedder.js';
import type { ModelManifest } from './model-manifest.js';

/** One vector and the stretch of the recording that it stands for. */
export interface FragmentEmbedding {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly vector: Float32Array;
}

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
}

/** A recording whose every sample is below one step of 16-bit sound (−90 dBFS) holds no sound. */
const SILENCE_PEAK = 2 ** -15;
/** The constant-Q magnitude of a sine just at that peak; fragments below it are left out. */
const SILENCE_MAGNITUDE = 1e-4;
/** An end of a recording shorter than this share of a fragment is not worth a fragment more. */
const NEGLIGIBLE_SHARE = 0.05;
/** Fragments that wait to be embedded together. */
const BATCH = 8;

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
  const { fragment, features } = embedder.manifest;
  const { sampleRateHz, hopSamples } = features.constantQ;
  const framesPerSecond = sampleRateHz / hopSamples;
  const fragmentSeconds = requireSeconds('fragmentSeconds', options.fragmentSeconds, fragment.seconds);
  const hopSeconds = requireSeconds('hopSeconds', options.hopSeconds, fragment.hopSeconds);
  const fragmentFrames = frameCount(fragmentSeconds, features.constantQ);
  const hopFrames = Math.max(1, Math.round(hopSeconds * framesPerSecond));

  const cutter = new FragmentCutter(fragmentFrames, hopFrames);
  const fragments: FragmentEmbedding[] = [];
  let waiting: TimedFragment[] = [];
  const flush = async () => {
    const vectors = await embedder.embed(waiting.map(({ plane }) => plane));
    waiting.forEach(({ plane, startFrame }, i) => {
      fragments.push({
        startSeconds: startFrame / framesPerSecond,
        endSeconds: (startFrame + plane.frames - 1) / framesPerSecond,
        vector: vectors[i]!,
      });
    });
    waiting = [];
  };
  const take = async (cut: readonly TimedFragment[]) => {
    for (const piece of cut) {
      if (!hasSound(piece.plane)) continue;
      waiting.push(piece);
      if (waiting.length === BATCH) await flush();
    }
  };

  const transform = new ConstantQStream(features.constantQ);
  let samples = 0;
  let peak = 0;
  for await (const chunk of audio.chunks) {
    samples += chunk.length;
    for (const sample of chunk) peak = Math.max(peak, Math.abs(sample));
    await take(cutter.push(transform.push(chunk)));
    options.onProgress?.(chunk.length / sampleRateHz);
  }
  const durationSeconds = samples / sampleRateHz;
  requireLongEnough(durationSeconds, embedder.manifest, where);
  await take([...cutter.push(transform.end()), ...cutter.end()]);
  if (waiting.length > 0) await flush();
  if (peak < SILENCE_PEAK || fragments.length === 0) {
    throw new DoppeltonError('AUDIO_SILENT', `${where} holds no sound above digital silence`);
  }
  return { durationSeconds, fragments, warnings: [...audio.warnings] };
}

/**
 * The fragments that {@link embedRecording} would cut a whole recording into, from its constant-Q plane.
 *
 * @returns In order of time, without those that hold no sound.
 */
export function cutPlane(plane: ConstantQ, { features, fragment }: CutSettings): ConstantQ[] {
  const { sampleRateHz, hopSamples } = features.constantQ;
  const hopFrames = Math.max(1, Math.round((fragment.hopSeconds * sampleRateHz) / hopSamples));
  const cutter = new FragmentCutter(frameCount(fragment.seconds, features.constantQ), hopFrames);
  return [...cutter.push(plane), ...cutter.end()].map((cut) => cut.plane).filter(hasSound);
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

/** A length that was asked for, or else the model's own. */
function requireSeconds(name: string, asked: number | undefined, own: number): number {
  const seconds = asked ?? own;
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new DoppeltonError('SETTING_OUT_OF_RANGE', `${name} is ${seconds}; it must be a positive number`);
}

interface TimedFragment {
  readonly plane: ConstantQ;
  readonly startFrame: number;
}

/** Cuts a stream of constant-Q columns into fragments; keeps no more columns than the next fragment needs. */
class FragmentCutter {
  readonly #fragmentFrames: number;
  readonly #hopFrames: number;
  /** Columns from frame `#pendingStart` on, in pieces that are joined only when a fragment is complete. */
  #pending: ConstantQ[] = [];
  #pendingStart = 0;
  #available = 0;
  #nextStart = 0;

  constructor(fragmentFrames: number, hopFrames: number) {
    this.#fragmentFrames = fragmentFrames;
    this.#hopFrames = hopFrames;
  }

  push(plane: ConstantQ): TimedFragment[] {
    if (plane.frames === 0) return [];
    this.#pending.push(plane);
    this.#available += plane.frames;
    const cut: TimedFragment[] = [];
    while (this.#nextStart + this.#fragmentFrames <= this.#available) {
      cut.push(this.#cut(this.#nextStart, this.#fragmentFrames));
      this.#nextStart += this.#hopFrames;
    }
    if (cut.length > 0) this.#forget();
    return cut;
  }

  /** The fragment that ends with the recording, unless the last one cut comes close to that. */
  end(): TimedFragment[] {
    if (this.#available === 0) return [];
    if (this.#nextStart === 0) return [this.#cut(0, this.#available)];
    const lastStart = this.#available - this.#fragmentFrames;
    const uncovered = lastStart - (this.#nextStart - this.#hopFrames);
    return uncovered > NEGLIGIBLE_SHARE * this.#fragmentFrames
      ? [this.#cut(lastStart, this.#fragmentFrames)]
      : [];
  }

  #cut(startFrame: number, frames: number): TimedFragment {
    const from = startFrame - this.#pendingStart;
    return { plane: columns(this.#joined(), from, from + frames), startFrame };
  }

  #joined(): ConstantQ {
    if (this.#pending.length > 1) this.#pending = [concatColumns(this.#pending)];
    return this.#pending[0]!;
  }

  /** Drops what neither the next fragment nor the one that ends with the recording can need. */
  #forget(): void {
    const keepFrom = Math.min(this.#nextStart, this.#available - this.#fragmentFrames);
    const joined = this.#joined();
    this.#pending = [columns(joined, keepFrom - this.#pendingStart, joined.frames)];
    this.#pendingStart = keepFrom;
  }
}

function hasSound(plane: ConstantQ): boolean {
  return plane.data.some((magnitude) => magnitude > SILENCE_MAGNITUDE);
}
