import { DoppeltonError } from '../errors/index.js';
import { RealFft } from '../numeric/index.js';

/** Bands a semitone wide, the lowest one centred on C7, the highest one ending below half of 22,050 Hz. */
export const SPECTRUM_BANDS = 29;
export const SPECTRUM_BANDS_PER_OCTAVE = 12;
export const SPECTRUM_SAMPLE_RATE_HZ = 22_050;
/** Exactly half a second. */
export const SPECTRUM_BLOCK_SAMPLES = 11_025;

const LOWEST_BAND_HZ = 2093.004522404789;
const FFT_SIZE = 1024;
/** One transform in the middle of so many samples, three to a block. */
const HOP_SAMPLES = 3675;
const HOPS = SPECTRUM_BLOCK_SAMPLES / HOP_SAMPLES;
/** A level of 0 stands for so many decibels, and one more for a step more. */
const FLOOR_DB = -125;
const STEP_DB = 0.5;

/**
 * Power of sound in semitone bands from 2 to 10.8 kHz, half second by half second: what lies above the constant-Q
 * transform. 58 bytes a second.
 */
export interface BandSpectrum {
  /** Mean power of the band in steps of half a decibel above −125 dB re a mean square of 1; shape (blocks, bands). */
  readonly levels: Uint8Array;
  readonly blocks: number;
}

/** Middle of a band; bands may be fractions. */
export function bandFrequencyHz(band: number): number {
  return LOWEST_BAND_HZ * 2 ** (band / SPECTRUM_BANDS_PER_OCTAVE);
}

/** Power (mean square) that a level stands for; 0 for the lowest level. */
export function bandPower(level: number): number {
  return level === 0 ? 0 : 10 ** ((FLOOR_DB + STEP_DB * level) / 10);
}

interface Band {
  readonly from: number;
  /** One past the last. */
  readonly to: number;
  /** Share of each coefficient's power that belongs to the band. */
  readonly shares: Float64Array;
}

/** Bands of the spectrum of sound that arrives in pieces, in bounded memory; how it was cut makes no difference. */
export class BandSpectrumStream {
  readonly #fft = new RealFft(FFT_SIZE);
  readonly #window = hannWindow();
  readonly #bands = designBands();
  readonly #hop = new Float32Array(HOP_SAMPLES);
  readonly #frame = new Float64Array(FFT_SIZE);
  readonly #powers = new Float64Array(FFT_SIZE / 2 + 1);
  readonly #sums = new Float64Array(SPECTRUM_BANDS);
  #filled = 0;
  #hops = 0;
  #levels: number[] = [];
  #ended = false;

  /**
   * Takes the next samples, any number of them.
   *
   * @param samples - Mono, 22,050 a second, nominally [-1, 1]. Not modified, and not kept.
   * @returns The blocks that became complete, possibly none.
   * @throws DoppeltonError `INTERNAL` after {@link end}.
   */
  push(samples: Float32Array): BandSpectrum {
    this.#refuseEnded();
    for (let start = 0; start < samples.length;) {
      const count = Math.min(samples.length - start, HOP_SAMPLES - this.#filled);
      this.#hop.set(samples.subarray(start, start + count), this.#filled);
      this.#filled += count;
      start += count;
      if (this.#filled === HOP_SAMPLES) this.#takeHop();
    }
    return this.#takeBlocks();
  }

  /**
   * The sound is over. A last block of less than half a second is made of the sound that there is; less than a sixth of
   * a second makes none.
   *
   * @throws DoppeltonError `INTERNAL` when called again.
   */
  end(): BandSpectrum {
    this.#refuseEnded();
    this.#ended = true;
    if (this.#hops > 0) this.#closeBlock();
    return this.#takeBlocks();
  }

  #takeHop(): void {
    this.#filled = 0;
    const first = (HOP_SAMPLES - FFT_SIZE) >> 1;
    for (let i = 0; i < FFT_SIZE; i++) this.#frame[i] = this.#hop[first + i]! * this.#window[i]!;
    this.#fft.powers(this.#frame, this.#powers);
    this.#bands.forEach(({ from, to, shares }, band) => {
      for (let k = from; k < to; k++) this.#sums[band]! += this.#powers[k]! * shares[k - from]!;
    });
    if (++this.#hops === HOPS) this.#closeBlock();
  }

  #closeBlock(): void {
    this.#bands.forEach((_, band) => {
      const power = this.#sums[band]! / this.#hops;
      const powerDb = 10 * Math.log10(power);
      this.#levels.push(byteOf((powerDb - FLOOR_DB) / STEP_DB));
    });
    this.#sums.fill(0);
    this.#hops = 0;
  }

  #takeBlocks(): BandSpectrum {
    const spectrum = {
      levels: Uint8Array.from(this.#levels),
      blocks: this.#levels.length / SPECTRUM_BANDS,
    };
    this.#levels = [];
    return spectrum;
  }

  #refuseEnded(): void {
    if (this.#ended) throw new DoppeltonError('INTERNAL', 'A band spectrum was used after its end.');
  }
}

/** Bands of a whole sound of 22,050 samples a second. */
export function bandSpectrum(samples: Float32Array): BandSpectrum {
  const stream = new BandSpectrumStream();
  return concatBlocks([stream.push(samples), stream.end()]);
}

/** Lays spectra one behind the other. */
export function concatBlocks(parts: readonly BandSpectrum[]): BandSpectrum {
  const blocks = parts.reduce((sum, part) => sum + part.blocks, 0);
  const levels = new Uint8Array(blocks * SPECTRUM_BANDS);
  let at = 0;
  for (const part of parts) {
    levels.set(part.levels, at);
    at += part.levels.length;
  }
  return { levels, blocks };
}

function byteOf(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** Scaled so that the powers of all coefficients, both sides of the spectrum, sum up to the mean square. */
function hannWindow(): Float64Array {
  const scale = Math.sqrt(2 / (0.375 * FFT_SIZE * FFT_SIZE));
  return Float64Array.from(
    { length: FFT_SIZE },
    (_, i) => scale * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FFT_SIZE)),
  );
}

function designBands(): Band[] {
  const width = SPECTRUM_SAMPLE_RATE_HZ / FFT_SIZE;
  return Array.from({ length: SPECTRUM_BANDS }, (_, band) => {
    const low = bandFrequencyHz(band - 0.5) / width;
    const high = bandFrequencyHz(band + 0.5) / width;
    const from = Math.round(low);
    const to = Math.ceil(high + 0.5);
    const shares = Float64Array.from({ length: to - from }, (_, i) => {
      const k = from + i;
      return Math.max(0, Math.min(k + 0.5, high) - Math.max(k - 0.5, low));
    });
    return { from, to, shares };
  });
}
