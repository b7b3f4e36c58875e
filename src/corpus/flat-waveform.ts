import { resampleChunks, type Signal } from '../audio/index.js';
import { ComplexFft } from '../numeric/index.js';

/** Rate of flattened waveforms: sound up to 940 Hz is compared, where lossy coding at usual rates keeps the waveform. */
export const FLAT_RATE_HZ = 2000;
/** Frames of 2 s, for a recording's mean spectrum: as fine as its notes. */
const FRAME = 4096;
/** Bins below this share of the strongest are not raised further: they hold what the coder left. */
const WEAKEST_BIN = 0.01;
/** Bins, either side, over which the mean spectrum is smoothed, so that a single note is not taken out. */
const SMOOTHING_BINS = 16;
/** The level is made even over this time on either side. */
const LEVEL_SAMPLES = 0.1 * FLAT_RATE_HZ;
/** Sound below this share of the whole's level stays as quiet as it is. */
const QUIETEST = 0.03;

/**
 * A recording's waveform, with its spectrum as a whole and its level made even. Of two such waveforms the correlation
 * says whether they are the same sound: neither a bass that both have, nor drums that fall together, weighs more than the rest.
 *
 * @returns At {@link FLAT_RATE_HZ}, mean square about 1 wherever there is sound.
 */
export function flattenWaveform(signal: Signal): Float32Array {
  const samples = concat([...resampleChunks(signal, FLAT_RATE_HZ)]);
  return flattenLevel(flattenSpectrum(samples));
}

function flattenSpectrum(samples: Float32Array): Float32Array {
  const fft = new ComplexFft(FRAME);
  const window = Float64Array.from({ length: FRAME }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / FRAME));
  const gains = inverse(smoothed(meanMagnitudes(samples, fft, window)));
  const flat = new Float32Array(samples.length);
  const [real, imaginary] = [new Float64Array(FRAME), new Float64Array(FRAME)];
  for (let start = -FRAME / 2; start < samples.length; start += FRAME / 2) {
    readFrame(samples, start, window, real);
    imaginary.fill(0);
    fft.transform(real, imaginary);
    for (let k = 0; k < FRAME; k++) {
      const gain = gains[Math.min(k, FRAME - k)]! / FRAME;
      real[k]! *= gain;
      imaginary[k]! *= gain;
    }
    fft.transform(imaginary, real);
    for (let i = Math.max(0, -start); i < Math.min(FRAME, samples.length - start); i++) {
      flat[start + i]! += real[i]! * window[i]!;
    }
  }
  return flat;
}

function meanMagnitudes(samples: Float32Array, fft: ComplexFft, window: Float64Array): Float64Array {
  const powers = new Float64Array(FRAME / 2 + 1);
  const [real, imaginary] = [new Float64Array(FRAME), new Float64Array(FRAME)];
  for (let start = -FRAME / 2; start < samples.length; start += FRAME / 2) {
    readFrame(samples, start, window, real);
    imaginary.fill(0);
    fft.transform(real, imaginary);
    for (let k = 0; k < powers.length; k++) powers[k]! += real[k]! ** 2 + imaginary[k]! ** 2;
  }
  return powers.map(Math.sqrt);
}

function readFrame(samples: Float32Array, start: number, window: Float64Array, frame: Float64Array): void {
  for (let i = 0; i < FRAME; i++) frame[i] = (samples[start + i] ?? 0) * window[i]!;
}

function smoothed(values: Float64Array): Float64Array {
  return values.map((_, k) => {
    const around = values.subarray(Math.max(0, k - SMOOTHING_BINS), k + SMOOTHING_BINS + 1);
    return around.reduce((sum, value) => sum + value, 0) / around.length;
  });
}

function inverse(magnitudes: Float64Array): Float64Array {
  const strongest = magnitudes.reduce((most, value) => Math.max(most, value), 0);
  return magnitudes.map((value) =>
    strongest > 0 ? strongest / Math.max(value, WEAKEST_BIN * strongest) : 0,
  );
}

function flattenLevel(samples: Float32Array): Float32Array {
  const sums = new Float64Array(samples.length + 1);
  samples.forEach((value, i) => {
    sums[i + 1] = sums[i]! + value * value;
  });
  const quietest = (QUIETEST ** 2 * sums.at(-1)!) / Math.max(1, samples.length);
  return samples.map((value, i) => {
    const [from, to] = [Math.max(0, i - LEVEL_SAMPLES), Math.min(samples.length, i + LEVEL_SAMPLES + 1)];
    const power = (sums[to]! - sums[from]!) / (to - from);
    return power > 0 ? value / Math.sqrt(Math.max(power, quietest)) : 0;
  });
}

function concat(chunks: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
