import { sineWindow } from './codec-windows.js';
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
const SINE = sineWindow(LINES);
const LINE_COSINES = lineCosines();

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
  /** What each band holds at each of the codec's samples; shape (samples, bands). Worked out where `#isKnown` says so. */
  readonly #held: Float32Array;
  readonly #isKnown: Uint8Array;
  readonly #folded = new Float64Array(PERIOD);
  readonly #foldedBand = new Float64Array(LINES);

  /** @param samples - Not modified. */
  constructor(samples: Float32Array, { coefficients, isHalved }: Mp3FilterBankOptions) {
    this.#samples = samples;
    this.#step = isHalved ? 2 : 1;
    // The band after the last one takes part in the last one's lines.
    this.#bands = Math.min(BANDS, Math.ceil(coefficients / LINES) + 1);
    this.coefficients = new Float64Array(this.#bands * LINES);
    this.#held = new Float32Array(this.#step * samples.length * this.#bands);
    this.#isKnown = new Uint8Array(this.#step * samples.length);
  }

  /** @param start - First sample of the granule, at the codec's rate. */
  transform(start: number): void {
    const lines = this.coefficients;
    for (let i = 0; i < 2 * LINES; i++) this.#hold(start + BANDS * i);
    for (let band = 0; band < this.#bands; band++) this.#transformBand(band, start);
    for (let edge = LINES; edge < lines.length; edge += LINES) {
      for (let i = 0; i < ALIAS.length; i++) {
        const [below, above] = [lines[edge - 1 - i]!, lines[edge + i]!];
        lines[edge - 1 - i] = below * KEPT[i]! + above * CROSSED[i]!;
        lines[edge + i] = above * KEPT[i]! - below * CROSSED[i]!;
      }
    }
  }

  /** The 18 lines of a band, of 36 samples of it: windowed and folded as by `Mdct`, then all sums at once, being few. */
  #transformBand(band: number, start: number): void {
    const [folded, held, half] = [this.#foldedBand, this.#held, LINES / 2];
    const [first, step] = [start * this.#bands + band, BANDS * this.#bands];
    // Every other band's spectrum stands on its head.
    const sign = band % 2 === 1 ? -1 : 1;
    const at = (i: number) => (i % 2 === 1 ? sign : 1) * SINE[i]! * held[first + step * i]!;
    for (let n = 0; n < half; n++) {
      folded[n] = -at(LINES + half - 1 - n) - at(LINES + half + n);
      folded[half + n] = at(n) - at(LINES - 1 - n);
    }
    for (let line = 0; line < LINES; line++) {
      let sum = 0;
      for (let n = 0; n < LINES; n++) sum += LINE_COSINES[LINES * line + n]! * folded[n]!;
      this.coefficients[LINES * band + line] = sum;
    }
  }

  /** Works out one sample of each band, from the 512 samples from `start` on. */
  #hold(start: number): void {
    if (this.#isKnown[start] === 1) return;
    this.#isKnown[start] = 1;
    const [step, folded, samples] = [this.#step, this.#folded, this.#samples];
    const shift = step - 1;
    const last = start + BAND_SPAN - 1;
    const first = last % step;
    for (let place = first; place < PERIOD; place += step) {
      let sum = 0;
      for (let n = place; n < BAND_SPAN; n += PERIOD)
        sum += MP3_PROTOTYPE[n]! * samples[(last - n) >> shift]!;
      folded[place] = step * sum;
    }
    for (let band = 0; band < this.#bands; band++) {
      let sum = 0;
      for (let n = first; n < PERIOD; n += step) sum += BAND_COSINES[PERIOD * band + n]! * folded[n]!;
      this.#held[start * this.#bands + band] = sum;
    }
  }
}

/** Shape (bands, 64). */
function bandCosines(): Float64Array {
  return Float64Array.from({ length: BANDS * PERIOD }, (_, i) => {
    const [band, n] = [Math.floor(i / PERIOD), i % PERIOD];
    return Math.cos((Math.PI / 64) * (2 * band + 1) * (n - 16));
  });
}

/** Shape (18, 18). */
function lineCosines(): Float64Array {
  return Float64Array.from({ length: LINES * LINES }, (_, i) => {
    const [line, n] = [Math.floor(i / LINES), i % LINES];
    return Math.sqrt(2 / LINES) * Math.cos((Math.PI / LINES) * (n + 0.5) * (line + 0.5));
  });
}
