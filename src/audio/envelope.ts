/** The outline of a waveform: lowest and highest sample of each stretch of one length, for drawing. */
export interface Envelope {
  readonly secondsPerPoint: number;
  /** Point for point with `maxima`; the last stretch may be shorter. */
  readonly minima: Float32Array;
  readonly maxima: Float32Array;
}

/** So many points at most: more than a page is wide. */
const MOST_POINTS = 4096;
const FIRST_POINT_SAMPLES = 64;

/** Takes the outline of sound that comes in pieces; bounded memory, whatever the length. */
export class EnvelopeStream {
  readonly #sampleRateHz: number;
  readonly #minima = new Float32Array(MOST_POINTS);
  readonly #maxima = new Float32Array(MOST_POINTS);
  #points = 0;
  #pointSamples = FIRST_POINT_SAMPLES;
  /** Samples in the last point. */
  #filled = FIRST_POINT_SAMPLES;

  /** @param sampleRateHz - Of the samples, > 0. */
  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
  }

  /** @param samples - The next ones. Not kept. */
  push(samples: Float32Array): void {
    for (const sample of samples) {
      if (this.#filled === this.#pointSamples) this.#beginPoint(sample);
      const last = this.#points - 1;
      this.#minima[last] = Math.min(this.#minima[last]!, sample);
      this.#maxima[last] = Math.max(this.#maxima[last]!, sample);
      this.#filled++;
    }
  }

  /** The outline of all that was pushed. */
  end(): Envelope {
    return {
      secondsPerPoint: this.#pointSamples / this.#sampleRateHz,
      minima: this.#minima.slice(0, this.#points),
      maxima: this.#maxima.slice(0, this.#points),
    };
  }

  #beginPoint(sample: number): void {
    if (this.#points === MOST_POINTS) this.#halve();
    this.#minima[this.#points] = sample;
    this.#maxima[this.#points] = sample;
    this.#points++;
    this.#filled = 0;
  }

  /** Makes two points one. */
  #halve(): void {
    this.#points = MOST_POINTS / 2;
    this.#pointSamples *= 2;
    for (let i = 0; i < this.#points; i++) {
      this.#minima[i] = Math.min(this.#minima[2 * i]!, this.#minima[2 * i + 1]!);
      this.#maxima[i] = Math.max(this.#maxima[2 * i]!, this.#maxima[2 * i + 1]!);
    }
  }
}
