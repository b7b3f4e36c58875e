import { MP3_PROTOTYPE } from './mp3-prototype.js';

const BANDS = 32;
/** Samples of each band in half a transform. */
const LINES = 18;
const BAND_SPAN = MP3_PROTOTYPE.length;
/** The bands' cosines repeat after so many samples, but for a sign that the prototype has. */
const PERIOD = 64;

/** ISO/IEC 11172-3, table 3-B.9. */
const ALIAS = [-0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037];
const KEPT = ALIAS.map((c) => 1 / Math.hypot(1, c));
const CROSSED = ALIAS.map((c) => c / Math.hypot(1, c));

const BAND_COSINES = bandCosines();
const LINE_KERNELS = lineKernels();

export interface Mp3FilterBankOptions {
  /** How many are wanted, from the lowest up. */
  readonly coefficients: number;
  /**
   * The samples are every other one of the codec's: all the same below a quarter of its sample rate, if there is nothing
   * above.
   */
  readonly isHalved: boolean;
}

/**
 * The coefficients of MP3's long blocks of one sound, from any sample on: 32 bands by a polyphase filter, 18 lines of each
 * by a transform, and what neighbouring bands have in common taken out.
 *
 * What a band holds at a sample is worked out when it is first asked for, and kept.
 *
 * @see ISO/IEC 11172-3, 2.4.3.4 and annex C.1.3.
 */
export class Mp3FilterBank {
  static readonly COEFFICIENTS = BANDS * LINES;
  static readonly SPAN_SAMPLES = BANDS * (2 * LINES - 1) + BAND_SPAN;

  /** Of the last transform, as many as wanted or a few more. */
  readonly coefficients: Float64Array;
  readonly #samples: Float32Array;
  /** Samples of the codec's from one of ours to the next. */
  readonly #step: number;
  readonly #bands: number;
  readonly #known = new Map<number, Float64Array>();
  readonly #folded = new Float64Array(PERIOD);

  /** @param samples - Not modified. */
  constructor(samples: Float32Array, { coefficients, isHalved }: Mp3FilterBankOptions) {
    this.#samples = samples;
    this.#step = isHalved ? 2 : 1;
    // The band after the last one takes part in the last one's lines.
    this.#bands = Math.min(BANDS, Math.ceil(coefficients / LINES) + 1);
    this.coefficients = new Float64Array(this.#bands * LINES);
  }

  /** @param start - First sample of the granule, at the codec's rate. */
  transform(start: number): void {
    const lines = this.coefficients.fill(0);
    for (let i = 0; i < 2 * LINES; i++) {
      const bands = this.#bandsAt(start + BANDS * i);
      for (let band = 0; band < this.#bands; band++) {
        // Every other band's spectrum stands on its head.
        const value = i % 2 === 1 && band % 2 === 1 ? -bands[band]! : bands[band]!;
        const [to, from] = [LINES * band, LINES * i];
        for (let line = 0; line < LINES; line++) lines[to + line]! += value * LINE_KERNELS[from + line]!;
      }
    }
    for (let edge = LINES; edge < lines.length; edge += LINES) {
      for (let i = 0; i < ALIAS.length; i++) {
        const [below, above] = [lines[edge - 1 - i]!, lines[edge + i]!];
        lines[edge - 1 - i] = below * KEPT[i]! + above * CROSSED[i]!;
        lines[edge + i] = above * KEPT[i]! - below * CROSSED[i]!;
      }
    }
  }

  /** One sample of each band, from the 512 samples from `start` on. */
  #bandsAt(start: number): Float64Array {
    const known = this.#known.get(start);
    if (known !== undefined) return known;
    const [step, folded] = [this.#step, this.#folded];
    const last = start + BAND_SPAN - 1;
    const first = last % step;
    for (let place = first; place < PERIOD; place += step) {
      let sum = 0;
      for (let n = place; n < BAND_SPAN; n += PERIOD) {
        sum += MP3_PROTOTYPE[n]! * this.#samples[(last - n) / step]!;
      }
      folded[place] = step * sum;
    }
    const bands = new Float64Array(this.#bands);
    for (let band = 0; band < bands.length; band++) {
      let sum = 0;
      for (let n = first; n < PERIOD; n += step) sum += BAND_COSINES[PERIOD * band + n]! * folded[n]!;
      bands[band] = sum;
    }
    this.#known.set(start, bands);
    return bands;
  }
}

/** Shape (bands, 64). */
function bandCosines(): Float64Array {
  return Float64Array.from({ length: BANDS * PERIOD }, (_, i) => {
    const [band, n] = [Math.floor(i / PERIOD), i % PERIOD];
    return Math.cos((Math.PI / 64) * (2 * band + 1) * (n - 16));
  });
}

/** Shape (36, 18): sine window and cosines. */
function lineKernels(): Float64Array {
  return Float64Array.from({ length: 2 * LINES * LINES }, (_, at) => {
    const [i, line] = [Math.floor(at / LINES), at % LINES];
    const window = Math.sin((Math.PI / (2 * LINES)) * (i + 0.5));
    const phase = (Math.PI / (4 * LINES)) * (2 * i + 1 + LINES) * (2 * line + 1);
    return Math.sqrt(2 / LINES) * window * Math.cos(phase);
  });
}
