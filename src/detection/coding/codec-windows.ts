import { besselI0 } from '../../numeric/index.js';

/** The windows that lossy codecs cut sound with, all with overlaps that keep power. `size` is that of the transform. */

export function sineWindow(size: number): Float64Array {
  return Float64Array.from({ length: 2 * size }, (_, n) => Math.sin((Math.PI / (2 * size)) * (n + 0.5)));
}

/**
 * Kaiser-Bessel-derived.
 *
 * @see ISO/IEC 14496-3, 4.6.11.3.2; alpha is 4 for its long windows.
 */
export function kaiserBesselWindow(size: number, alpha: number): Float64Array {
  const kaiser = Array.from({ length: size + 1 }, (_, n) =>
    besselI0(Math.PI * alpha * Math.sqrt(1 - ((2 * n) / size - 1) ** 2)),
  );
  const whole = kaiser.reduce((sum, value) => sum + value, 0);
  const window = new Float64Array(2 * size);
  let sum = 0;
  for (let n = 0; n < size; n++) {
    sum += kaiser[n]!;
    window[n] = window[2 * size - 1 - n] = Math.sqrt(sum / whole);
  }
  return window;
}

/**
 * Of Vorbis, over the whole frame, and of CELT (Opus), over an overlap shorter than it.
 *
 * @param overlap - Samples that two frames share, <= size.
 * @see Vorbis I specification, 4.3.1; RFC 6716, 4.3.7.
 */
export function powerComplementaryWindow(size: number, overlap = size): Float64Array {
  const flat = (size - overlap) / 2;
  const window = new Float64Array(2 * size);
  for (let n = 0; n < size; n++) {
    const place = Math.min(1, Math.max(0, (n - flat + 0.5) / overlap));
    const rise = Math.sin((Math.PI / 2) * Math.sin((Math.PI / 2) * place) ** 2);
    window[n] = window[2 * size - 1 - n] = rise;
  }
  return window;
}
