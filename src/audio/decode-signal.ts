import { DoppeltonError } from '../errors/index.js';
import type { AudioDecoder, AudioFormat } from './audio-decoder.js';
import type { Signal } from './signal.js';

/** Which part of a recording to decode. */
export interface DecodeRange {
  /** Where to start, >= 0; 0 by default. What comes before is decoded and dropped, so the cut is exact. */
  readonly startSeconds?: number;
  /** How much to take at most, > 0; by default all that follows. */
  readonly durationSeconds?: number;
}

/** A decoded recording or part of one. */
export interface DecodedSignal extends Signal {
  readonly format: AudioFormat;
  /** What the user must know about the decode; of the part that was read. */
  readonly warnings: readonly string[];
}

/**
 * Decodes a recording, or a part of it, into memory: four bytes a sample, 318 MB an hour at 22,050 Hz.
 *
 * @returns Samples, shape (n) with n > 0; fewer than asked for where the recording ends.
 * @throws DoppeltonError as `AudioDecoder.open` and `DecodedAudio.chunks`; `SETTING_OUT_OF_RANGE` for a range that is
 *   none or that starts after the recording's end.
 */
export async function decodeSignal(
  decoder: AudioDecoder,
  path: string,
  range: DecodeRange = {},
): Promise<DecodedSignal> {
  const { startSeconds = 0, durationSeconds = Infinity } = range;
  if (!(startSeconds >= 0) || !(durationSeconds > 0)) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      `startSeconds is ${startSeconds} and durationSeconds ${durationSeconds}; they must be >= 0 and > 0`,
    );
  }
  const recording = await decoder.open(path);
  const { sampleRateHz } = recording;
  const first = Math.round(startSeconds * sampleRateHz);
  const end = first + Math.max(1, Math.round(durationSeconds * sampleRateHz));
  const taken = new GrowingSamples();
  let position = 0;
  try {
    for await (const chunk of recording.chunks) {
      taken.append(chunk.subarray(Math.max(0, first - position), Math.max(0, end - position)));
      position += chunk.length;
      if (position >= end) break;
    }
  } finally {
    await recording.close();
  }
  if (taken.length === 0) {
    const seconds = (position / sampleRateHz).toFixed(1);
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      `${path}: startSeconds is ${startSeconds}, but the recording lasts ${seconds} s`,
    );
  }
  return {
    samples: taken.toArray(),
    sampleRateHz,
    format: recording.format,
    warnings: [...recording.warnings],
  };
}

/** Samples appended to a store that doubles, so that a recording of unknown length is copied twice at most. */
class GrowingSamples {
  #store = new Float32Array(1 << 18);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(samples: Float32Array): void {
    const length = this.#length + samples.length;
    if (length > this.#store.length) {
      const larger = new Float32Array(Math.max(length, 2 * this.#store.length));
      larger.set(this.#store.subarray(0, this.#length));
      this.#store = larger;
    }
    this.#store.set(samples, this.#length);
    this.#length = length;
  }

  /** An array of exactly the appended samples. */
  toArray(): Float32Array {
    return this.#store.slice(0, this.#length);
  }
}
