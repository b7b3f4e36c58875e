import type { DecodedAudio } from '../audio/index.js';
import { DoppeltonError } from '../errors/index.js';
import { ConstantQStream, columns, concatColumns, type ConstantQ } from '../features/index.js';
import type { Embedder } from './embedder.js';

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
 * @throws DoppeltonError `AUDIO_TOO_SHORT` below `manifest.fragment.minimumSeconds`, `AUDIO_SILENT`, and what decoding
 *   throws.
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
  const fragmentFrames = 1 + Math.floor((options.fragmentSeconds ?? fragment.seconds) * framesPerSecond);
  const hopFrames = Math.max(1, Math.round((options.hopSeconds ?? fragment.hopSeconds) * framesPerSecond));

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
  if (durationSeconds < fragment.minimumSeconds) {
    throw new DoppeltonError(
      'AUDIO_TOO_SHORT',
      `${where} holds ${durationSeconds.toFixed(2)} s of sound; model ${embedder.manifest.name} needs ${fragment.minimumSeconds} s`,
    );
  }
  await take([...cutter.push(transform.end()), ...cutter.end()]);
  if (waiting.length > 0) await flush();
  if (peak < SILENCE_PEAK || fragments.length === 0) {
    throw new DoppeltonError('AUDIO_SILENT', `${where} holds no sound above digital silence`);
  }
  return { durationSeconds, fragments };
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
