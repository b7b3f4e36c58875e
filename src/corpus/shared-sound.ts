import { ComplexFft } from '../numeric/index.js';
import { FLAT_RATE_HZ } from './flat-waveform.js';

/** Length of the pieces of the one recording that are looked for in the other, and how far apart they begin. */
const WINDOW_SECONDS = 8;
const HOP_SECONDS = 16;
/** Two pieces more alike than this are the same sound, or hold the same sound; see docs/experiments.md for what lies below. */
export const SAME_SOUND = 0.25;
const WINDOW = WINDOW_SECONDS * FLAT_RATE_HZ;
const HOP = HOP_SECONDS * FLAT_RATE_HZ;
const FFT_SIZE = 65_536;
/** Places that one transform looks at. */
const BLOCK = FFT_SIZE - WINDOW + 1;
/** Windows whose mean square is lower are mostly silence. */
const LEAST_POWER = 0.25;

/** A piece of one recording and where the other is most like it. */
export interface WaveformMatch {
  /** Where the piece of 8 s begins in the first recording, and where its like begins in the second. */
  readonly firstSeconds: number;
  readonly secondSeconds: number;
  /** Of the two flattened waveforms, as amount: from 0 to 1; see {@link SAME_SOUND}. */
  readonly correlation: number;
}

/** A flattened waveform, prepared for having pieces of others looked for in it. */
export class SharedSoundSearch {
  readonly #samples: Float32Array;
  readonly #fft = new ComplexFft(FFT_SIZE);
  readonly #blocks: { readonly real: Float64Array; readonly imaginary: Float64Array }[] = [];
  /** By place: one divided by the norm of what begins there, 0 where it is mostly silence. */
  readonly #scales: Float32Array;
  readonly #real = new Float64Array(FFT_SIZE);
  readonly #imaginary = new Float64Array(FFT_SIZE);

  /** @param samples - As `flattenWaveform` makes them. */
  constructor(samples: Float32Array) {
    this.#samples = samples;
    this.#scales = pieceScales(samples);
    for (let start = 0; start + WINDOW <= samples.length; start += BLOCK) {
      const [real, imaginary] = [new Float64Array(FFT_SIZE), new Float64Array(FFT_SIZE)];
      real.set(samples.subarray(start, start + FFT_SIZE));
      this.#fft.transform(real, imaginary);
      this.#blocks.push({ real, imaginary });
    }
  }

  /**
   * Looks for pieces of another recording, 8 s of every 16 s, at every sample of this one.
   *
   * @param first - Flattened, as this one's samples.
   * @returns The best place of each piece that is not silent; none where either is shorter than a piece.
   */
  matchesOf(first: Float32Array): WaveformMatch[] {
    const starts: number[] = [];
    for (let start = 0; start + WINDOW <= first.length; start += HOP) {
      if (power(first, start) >= LEAST_POWER) starts.push(start);
    }
    if (this.#blocks.length === 0) return [];
    const matches: WaveformMatch[] = [];
    // A transform of complex numbers takes two pieces at once.
    for (let i = 0; i < starts.length; i += 2) matches.push(...this.#search(first, starts.slice(i, i + 2)));
    return matches;
  }

  #search(first: Float32Array, starts: readonly number[]): WaveformMatch[] {
    // The pieces are turned round in time, so that the product of the spectra is that of the correlation.
    const [pieceReal, pieceImaginary] = [new Float64Array(FFT_SIZE), new Float64Array(FFT_SIZE)];
    [pieceReal, pieceImaginary].forEach((target, part) => {
      const start = starts[part];
      if (start === undefined) return;
      for (let i = 0; i < WINDOW; i++) target[(FFT_SIZE - i) % FFT_SIZE] = first[start + i]!;
    });
    this.#fft.transform(pieceReal, pieceImaginary);
    const best = starts.map(() => ({ place: 0, correlation: 0 }));
    const scales = starts.map((start) => 1 / (FFT_SIZE * Math.sqrt(power(first, start) * WINDOW)));
    this.#blocks.forEach((block, index) => {
      const [real, imaginary] = [this.#real, this.#imaginary];
      for (let k = 0; k < FFT_SIZE; k++) {
        const [a, b, c, d] = [block.real[k]!, block.imaginary[k]!, pieceReal[k]!, pieceImaginary[k]!];
        real[k] = a * c - b * d;
        imaginary[k] = a * d + b * c;
      }
      this.#fft.transform(imaginary, real);
      const offset = index * BLOCK;
      const places = Math.min(BLOCK, this.#samples.length - WINDOW - offset + 1);
      [real, imaginary].slice(0, starts.length).forEach((products, part) => {
        for (let i = 0; i < places; i++) {
          const correlation = Math.abs(products[i]!) * this.#scales[offset + i]! * scales[part]!;
          if (correlation > best[part]!.correlation) best[part] = { place: offset + i, correlation };
        }
      });
    });
    return starts.map((start, part) => ({
      firstSeconds: start / FLAT_RATE_HZ,
      secondSeconds: best[part]!.place / FLAT_RATE_HZ,
      correlation: best[part]!.correlation,
    }));
  }
}

function pieceScales(samples: Float32Array): Float32Array {
  const scales = new Float32Array(Math.max(0, samples.length - WINDOW + 1));
  // Squares come and go in double precision: what is left of rounding stays far below what counts as silence.
  let energy = samples.subarray(0, WINDOW - 1).reduce((sum, value) => sum + value * value, 0);
  for (let i = 0; i < scales.length; i++) {
    energy += samples[i + WINDOW - 1]! ** 2;
    scales[i] = energy < LEAST_POWER * WINDOW ? 0 : 1 / Math.sqrt(energy);
    energy -= samples[i]! ** 2;
  }
  return scales;
}

/** Mean square of a piece. */
function power(samples: Float32Array, start: number): number {
  let sum = 0;
  for (let i = start; i < start + WINDOW; i++) sum += samples[i]! ** 2;
  return sum / WINDOW;
}
