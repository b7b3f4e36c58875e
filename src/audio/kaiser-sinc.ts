import { besselI0 } from '../numeric/index.js';

/** A low-pass by Kaiser's window. */
export interface KaiserSinc {
  /** −6 dB, as a fraction of the Nyquist frequency, in (0, 1]. */
  readonly cutoff: number;
  /** Input samples that it covers, on both sides together. */
  readonly spanSamples: number;
  readonly beta: number;
}

/**
 * The filter's taps at offsets first, first + 1, …, scaled to a gain of 1 at zero frequency.
 *
 * @param first - Offset of the first tap from the middle of the filter; may be a fraction.
 * @param count - Taps; what lies beyond the span is 0.
 */
export function kaiserTaps(
  { cutoff, spanSamples, beta }: KaiserSinc,
  first: number,
  count: number,
): Float64Array {
  let sum = 0;
  const taps = Float64Array.from({ length: count }, (_, i) => {
    const offset = first + i;
    const relative = (2 * offset) / spanSamples;
    const tap = sinc(cutoff * offset) * besselI0(beta * Math.sqrt(Math.max(0, 1 - relative * relative)));
    sum += tap;
    return tap;
  });
  return taps.map((tap) => tap / sum);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
