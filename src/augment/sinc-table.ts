import { besselI0 } from '../numeric/index.js';

/** Interpolation filters for evenly spaced positions between two samples. */
export interface SincTable {
  /** Coefficients per filter, even. Tap k weighs the sample at whole position + k + 1 - taps / 2. */
  readonly taps: number;
  /** Filters per sample interval. */
  readonly phases: number;
  /** Shape (phases + 1, taps), row-major: the last row is one whole sample on, for interpolation between rows. */
  readonly coefficients: Float64Array;
}

/** Half the length of the filter in zero crossings of its sinc. */
const ZERO_CROSSINGS = 24;
/** Linear interpolation between 512 phases errs by (π / 512)² / 8, or -107 dB, at the Nyquist frequency. */
const PHASES = 512;
/** Kaiser window with stop band 85 dB down. */
const KAISER_BETA = 8.4;
/** Middle of the transition band, which ends at the Nyquist frequency, as a fraction of it. */
const CUTOFF = 0.88;

/**
 * Kaiser-windowed sinc filters, each scaled to gain 1 at zero frequency.
 *
 * @param band - What may pass, as a fraction of the Nyquist frequency, in (0, 1].
 * @see J. O. Smith, "Digital Audio Resampling Home Page", https://ccrma.stanford.edu/~jos/resample/
 */
export function createSincTable(band: number): SincTable {
  const halfWidth = Math.ceil(ZERO_CROSSINGS / band);
  const taps = 2 * halfWidth;
  const coefficients = new Float64Array((PHASES + 1) * taps);
  const windowScale = 1 / besselI0(KAISER_BETA);
  const row = new Float64Array(taps);
  for (let phase = 0; phase <= PHASES; phase++) {
    let sum = 0;
    for (let k = 0; k < taps; k++) {
      const distance = k + 1 - halfWidth - phase / PHASES;
      const relative = distance / halfWidth;
      const window = besselI0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - relative * relative))) * windowScale;
      row[k] = sinc(CUTOFF * band * distance) * window;
      sum += row[k]!;
    }
    for (let k = 0; k < taps; k++) coefficients[phase * taps + k] = row[k]! / sum;
  }
  return { taps, phases: PHASES, coefficients };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
