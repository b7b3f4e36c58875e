import type { Signal } from './signal.js';

/** A short piece of a recording, kept as it sounded. */
export interface SoundExcerpt {
  readonly startSeconds: number;
  /** Shape (n), {@link EXCERPT_SECONDS} of them. */
  readonly samples: Float32Array;
}

export const EXCERPT_SECONDS = 1.5;
/** So many at most; where a recording goes on, every other one is dropped and they lie twice as far apart. */
const MOST_EXCERPTS = 32;
const FIRST_SPACING_SECONDS = 3;

/** Keeps excerpts of sound that comes in pieces, evenly spaced; 4 MB at most, whatever the length. */
export class ExcerptStream {
  readonly #sampleRateHz: number;
  readonly #excerptSamples: number;
  #spacingSamples: number;
  #kept: SoundExcerpt[] = [];
  #current: Float32Array;
  /** Samples that have passed. */
  #at = 0;

  /** @param sampleRateHz - Of the samples; even, so that excerpts begin and end with one. */
  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
    this.#excerptSamples = EXCERPT_SECONDS * sampleRateHz;
    this.#spacingSamples = FIRST_SPACING_SECONDS * sampleRateHz;
    this.#current = new Float32Array(this.#excerptSamples);
  }

  /** @param samples - The next ones. Not kept. */
  push(samples: Float32Array): void {
    for (let start = 0; start < samples.length;) {
      const place = this.#at % this.#spacingSamples;
      const isInside = place < this.#excerptSamples;
      const end = isInside ? this.#excerptSamples : this.#spacingSamples;
      const count = Math.min(samples.length - start, end - place);
      if (isInside) this.#current.set(samples.subarray(start, start + count), place);
      start += count;
      this.#at += count;
      if (isInside && place + count === this.#excerptSamples) this.#keep();
    }
  }

  /** The excerpts that are whole, in order. */
  end(): readonly SoundExcerpt[] {
    return this.#kept;
  }

  #keep(): void {
    const startSamples = this.#at - this.#excerptSamples;
    this.#kept.push({ startSeconds: startSamples / this.#sampleRateHz, samples: this.#current });
    this.#current = new Float32Array(this.#excerptSamples);
    if (this.#kept.length <= MOST_EXCERPTS) return;
    this.#spacingSamples *= 2;
    this.#kept = this.#kept.filter((_, i) => i % 2 === 0);
  }
}

/** The excerpts of a whole signal. */
export function excerptsOf({ samples, sampleRateHz }: Signal): readonly SoundExcerpt[] {
  const stream = new ExcerptStream(sampleRateHz);
  stream.push(samples);
  return stream.end();
}
