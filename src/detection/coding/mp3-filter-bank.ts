import { MemoryPlan, NUMBER_BYTES, WasmInstance } from '../../numeric/index.js';
import { sineWindow } from './codec-windows.js';
import { BANDS_TOGETHER, MP3_KERNELS, type Mp3Kernels } from './mp3-kernels.js';
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

export interface Mp3FilterBankOptions {
  /** How many are wanted, from the lowest up. */
  readonly coefficients: number;
  /**
   * The samples are every other one of the codec's: all the same below a quarter of its sample rate, if there is nothing
   * above.
   */
  readonly isHalved: boolean;
}

/** Where the kernels find what they work on. */
type Mp3Memory = Readonly<
  Record<
    | 'samples'
    | 'windows'
    | 'bandCosines'
    | 'sines'
    | 'lineCosines'
    | 'folded'
    | 'foldedBands'
    | 'lines'
    | 'held',
    number
  >
>;

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
  /** Samples of the codec's from one of ours to the next. */
  readonly #step: number;
  readonly #bands: number;
  readonly #kernels = new WasmInstance<Mp3Kernels>(MP3_KERNELS);
  /** Places in the kernels' memory, in bytes. */
  readonly #at: Mp3Memory;
  /** Lines of the last transform, shape (lines, bands and as many more as make them a multiple of four). */
  readonly #lines: Float32Array;
  /** At which of the codec's samples what the bands hold, of shape (samples, bands) at `#at.held`, has been worked out. */
  readonly #isKnown: Uint8Array;

  /** @param samples - Not modified. */
  constructor(samples: Float32Array, { coefficients, isHalved }: Mp3FilterBankOptions) {
    this.#step = isHalved ? 2 : 1;
    // The band after the last one takes part in the last one's lines.
    const bands = Math.min(BANDS, Math.ceil(coefficients / LINES) + 1);
    this.coefficients = new Float64Array(bands * LINES);
    this.#bands = BANDS_TOGETHER * Math.ceil(bands / BANDS_TOGETHER);
    this.#isKnown = new Uint8Array(this.#step * samples.length);
    const { windows, bandCosines } = tablesFor(this.#step, this.#bands);
    const plan = new MemoryPlan();
    this.#at = {
      samples: plan.reserve(samples.length),
      windows: plan.reserve(windows.length),
      bandCosines: plan.reserve(bandCosines.length),
      sines: plan.reserve(SINES.length),
      lineCosines: plan.reserve(LINE_COSINES.length),
      folded: plan.reserve(PERIOD),
      foldedBands: plan.reserve(LINES * BANDS_TOGETHER),
      lines: plan.reserve(LINES * this.#bands),
      held: plan.reserve(this.#isKnown.length * this.#bands),
    };
    const memory = this.#kernels.memory(plan.bytes);
    const known = { samples, windows, bandCosines, sines: SINES, lineCosines: LINE_COSINES };
    for (const [name, numbers] of Object.entries(known)) {
      new Float32Array(memory, this.#at[name as keyof typeof known], numbers.length).set(numbers);
    }
    this.#lines = new Float32Array(memory, this.#at.lines, LINES * this.#bands);
  }

  /** @param start - First sample of the granule, at the codec's rate. */
  transform(start: number): void {
    const { held, sines, lineCosines, foldedBands, lines } = this.#at;
    const bandBytes = NUMBER_BYTES * this.#bands;
    for (let i = 0; i < 2 * LINES; i++) this.#hold(start + BANDS * i);
    this.#kernels.functions.transform(
      held + start * bandBytes,
      BANDS * bandBytes,
      sines,
      lineCosines,
      bandBytes,
      foldedBands,
      lines,
    );
    const { coefficients } = this;
    for (let i = 0, band = 0; i < coefficients.length; band++) {
      for (let line = 0; line < LINES; line++) coefficients[i++] = this.#lines[line * this.#bands + band]!;
    }
    for (let edge = LINES; edge < coefficients.length; edge += LINES) {
      for (let i = 0; i < ALIAS.length; i++) {
        const [below, above] = [coefficients[edge - 1 - i]!, coefficients[edge + i]!];
        coefficients[edge - 1 - i] = below * KEPT[i]! + above * CROSSED[i]!;
        coefficients[edge + i] = above * KEPT[i]! - below * CROSSED[i]!;
      }
    }
  }

  /** Works out one sample of each band, from the 512 samples from `start` on. */
  #hold(start: number): void {
    if (this.#isKnown[start] === 1) return;
    this.#isKnown[start] = 1;
    const { samples, windows, bandCosines, folded, held } = this.#at;
    const step = this.#step;
    // Of the codec's samples we have those at even places: where it starts at an odd one, ours begin with the next.
    const skipped = start % step;
    const bandBytes = NUMBER_BYTES * this.#bands;
    const period = PERIOD / step;
    this.#kernels.functions.hold(
      samples + NUMBER_BYTES * ((start + skipped) / step),
      windows + (skipped * NUMBER_BYTES * BAND_SPAN) / step,
      period,
      bandCosines + skipped * period * bandBytes,
      bandBytes,
      folded,
      held + start * bandBytes,
    );
  }
}

/**
 * The bank's window and cosines as the kernels want them, in order of the samples: for one sample of ours for each of the
 * codec's, or for one in two, once for those at even places and once for those at odd ones.
 */
function tablesFor(step: number, bands: number) {
  const firsts = Array.from({ length: step }, (_, first) => first);
  const every = (first: number, count: number) =>
    Array.from({ length: count / step }, (_, i) => first + step * i);
  return {
    windows: Float32Array.from(
      firsts.flatMap((first) => every(first, BAND_SPAN).map((n) => step * MP3_PROTOTYPE[BAND_SPAN - 1 - n]!)),
    ),
    bandCosines: Float32Array.from(
      firsts.flatMap((first) =>
        fours(bands).flatMap((four) =>
          every(first, PERIOD).flatMap((n) => four.map((band) => bandCosine(band, n))),
        ),
      ),
    ),
  };
}

/** Bands 0 to `bands`, four by four. */
function fours(bands: number): number[][] {
  return Array.from({ length: bands / BANDS_TOGETHER }, (_, four) =>
    Array.from({ length: BANDS_TOGETHER }, (_, i) => BANDS_TOGETHER * four + i),
  );
}

/** Of the n-th of the 64 sums that the windowed samples are laid together to, in order of the samples. */
function bandCosine(band: number, n: number): number {
  return Math.cos((Math.PI / 64) * (2 * band + 1) * (PERIOD - 1 - n - 16));
}

const WINDOW = sineWindow(LINES);
/** Shape (36, 4): every other band's spectrum stands on its head. */
const SINES = Float32Array.from({ length: 2 * LINES * BANDS_TOGETHER }, (_, i) => {
  const [sample, band] = [Math.floor(i / BANDS_TOGETHER), i % BANDS_TOGETHER];
  return WINDOW[sample]! * (sample % 2 === 1 && band % 2 === 1 ? -1 : 1);
});

/** Shape (18, 18). */
const LINE_COSINES = Float32Array.from({ length: LINES * LINES }, (_, i) => {
  const [line, n] = [Math.floor(i / LINES), i % LINES];
  return Math.sqrt(2 / LINES) * Math.cos((Math.PI / LINES) * (n + 0.5) * (line + 0.5));
});
