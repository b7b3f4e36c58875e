import { binFrequencyHz, filterLengthSamples, type ConstantQConfig } from './constant-q-config.js';

/** Part of a filter's spectrum (by sum of magnitudes) that is dropped, smallest values first, as librosa does. */
const SPARSITY = 0.01;

/** The filters of one octave as time-domain taps. The same filters serve every octave, each at its own rate. */
export interface OctaveKernels {
  /** Filters, lowest first: binsPerOctave, and filters of zeros up to a multiple of four. */
  readonly filters: number;
  /** Samples of a frame, a power of two. */
  readonly frameSamples: number;
  /** Shape (filters / 4, frameSamples, 2, 4): real and imaginary parts of filters 4i … 4i + 3 at each sample. */
  readonly taps: Float32Array;
}

/**
 * Designs the filters of the highest octave at the full rate: complex exponentials under a periodic Hann window, unit
 * sum of magnitudes, scaled by the square root of their length; their spectra cut to non-negative frequencies and made sparse
 * exactly as librosa's, since what that drops is audible in the third digit.
 */
export function designOctaveKernels(config: ConstantQConfig): OctaveKernels {
  const lowest = config.bins - config.binsPerOctave;
  const shapes = Array.from({ length: config.binsPerOctave }, (_, filter) => {
    const cyclesPerSample = binFrequencyHz(config, lowest + filter) / config.sampleRateHz;
    return { cyclesPerSample, nominalSamples: filterLengthSamples(config, lowest + filter) };
  });
  const frameSamples = 2 ** Math.ceil(Math.log2(oddLength(shapes[0]!.nominalSamples)));
  const filters = 4 * Math.ceil(config.binsPerOctave / 4);
  const half = frameSamples / 2;
  const taps = new Float32Array(2 * filters * frameSamples);
  shapes.forEach(({ cyclesPerSample, nominalSamples }, filter) => {
    const spectrum = sparsified(filterSpectrum(cyclesPerSample, nominalSamples, frameSamples));
    const base = 8 * frameSamples * Math.floor(filter / 4) + (filter % 4);
    const set = (sample: number, re: number, im: number) => {
      taps[base + 8 * sample] = re;
      taps[base + 8 * sample + 4] = im;
    };
    // A filter is conjugate-symmetric about its centre, between the frame's two middle samples, and wraps around.
    for (let j = 1; j <= half; j++) {
      const { re, im } = tapAt(spectrum, j - 0.5);
      set((half + j) % frameSamples, re, im);
      set(half + 1 - j, re, -im);
    }
  });
  return { filters, frameSamples, taps };
}

/** A filter of nominal length n covers the whole samples of [−n/2, n/2): an odd number of them. */
function oddLength(nominalSamples: number): number {
  return 2 * Math.floor(nominalSamples / 2) + 1;
}

/** Spectrum about the filter's centre at frequencies 0 … frameSamples/2, which makes it real. */
function filterSpectrum(cyclesPerSample: number, nominalSamples: number, frameSamples: number): Float64Array {
  const length = oddLength(nominalSamples);
  // The first sample of a periodic window is zero; the rest lie in pairs around a point between two samples.
  const window = Float64Array.from({ length: (length - 1) / 2 }, (_, i) => {
    return 0.5 + 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / length);
  });
  const norm = 2 * window.reduce((sum, w) => sum + w, 0);
  const scale = (2 / norm) * (Math.sqrt(nominalSamples) / frameSamples);
  return Float64Array.from({ length: frameSamples / 2 + 1 }, (_, k) => {
    const radians = 2 * Math.PI * (cyclesPerSample - k / frameSamples);
    let sum = 0;
    for (let i = 0; i < window.length; i++) sum += window[i]! * Math.cos(radians * (i + 0.5));
    return sum * scale;
  });
}

/** Zeroes the smallest values that together make up less than SPARSITY of the sum of magnitudes. */
function sparsified(spectrum: Float64Array): Float64Array {
  const ascending = spectrum.map(Math.abs).sort();
  const budget = SPARSITY * ascending.reduce((sum, magnitude) => sum + magnitude, 0);
  let sum = 0;
  let first = 0;
  while (sum + ascending[first]! < budget) sum += ascending[first++]!;
  const threshold = ascending[first]!;
  return spectrum.map((value) => (Math.abs(value) >= threshold ? value : 0));
}

/** Inverse transform of a one-sided real spectrum at a distance from the filter's centre, in samples. */
function tapAt(spectrum: Float64Array, offsetSamples: number): { re: number; im: number } {
  const radians = (-Math.PI * offsetSamples) / (spectrum.length - 1);
  let re = 0;
  let im = 0;
  for (let k = 0; k < spectrum.length; k++) {
    if (spectrum[k] === 0) continue;
    re += spectrum[k]! * Math.cos(radians * k);
    im += spectrum[k]! * Math.sin(radians * k);
  }
  return { re, im };
}
