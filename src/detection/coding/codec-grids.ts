import { resampleChunks, WORKING_SAMPLE_RATE_HZ, type SoundExcerpt } from '../../audio/index.js';
import { Mdct } from '../../numeric/index.js';
import { kaiserBesselWindow, powerComplementaryWindow, sineWindow } from './codec-windows.js';
import { Mp3FilterBank } from './mp3-filter-bank.js';
import { LEAST_POWER, sparsity } from './sparsity.js';

/** The lossy codecs whose traces are known. */
export const TRACED_CODECS = ['mp3', 'aac', 'opus', 'vorbis'] as const;
export type TracedCodec = (typeof TRACED_CODECS)[number];

/** How a codec cuts sound into frames at one sample rate. All samples that are spoken of are at that rate. */
export interface CodecGrid {
  readonly codec: TracedCodec;
  readonly sampleRateHz: number;
  /** From the start of one frame to the start of the next. */
  readonly frameSamples: number;
  /** That the coefficients of a frame are made of. */
  readonly spanSamples: number;
  readonly sparsities: (excerpt: ExcerptAtRates) => FrameSparsities;
}

/**
 * Gives the {@link sparsity} of the coefficients between 0.3 and 9.3 kHz of frames that start at a sample and at those
 * after it, as many as there is room for.
 */
export type FrameSparsities = (start: number, out: Float64Array) => void;

/** An excerpt at any sample rate; each is worked out once. */
export class ExcerptAtRates {
  readonly #samples: Float32Array;
  readonly #known = new Map<number, Float32Array>();

  /** @param excerpt - Of {@link WORKING_SAMPLE_RATE_HZ}. */
  constructor({ samples }: SoundExcerpt) {
    this.#samples = samples;
  }

  at(sampleRateHz: number): Float32Array {
    const known = this.#known.get(sampleRateHz);
    if (known !== undefined) return known;
    const signal = { samples: this.#samples, sampleRateHz: WORKING_SAMPLE_RATE_HZ };
    const samples = new Float32Array(this.count(sampleRateHz));
    let end = 0;
    for (const chunk of resampleChunks(signal, sampleRateHz)) {
      samples.set(chunk, end);
      end += chunk.length;
    }
    this.#known.set(sampleRateHz, samples);
    return samples;
  }

  /** Samples at a rate. */
  count(sampleRateHz: number): number {
    return Math.ceil((this.#samples.length * sampleRateHz) / WORKING_SAMPLE_RATE_HZ);
  }
}

/** Below, hardly any coefficient is rounded to nothing; above, filters of resampling begin. */
const LOWEST_HZ = 300;
const HIGHEST_HZ = 9300;

const AAC_FRAME = 1024;
const AAC_ALPHA = 4;
/** Of long blocks as libvorbis makes them at the usual rates. */
const VORBIS_FRAME = 1024;
/** 20 ms, which encoders choose for music. */
const OPUS_FRAME = 960;
const OPUS_OVERLAP = 120;
const OPUS_RATE_HZ = 48_000;
/** RFC 6716, 4.3.7.2, at 48 kHz: taken out before the transform is looked at. */
const OPUS_DE_EMPHASIS = 0.85;

/** Every grid that is searched, those first that cannot be taken for another. */
export const CODEC_GRIDS: readonly CodecGrid[] = [
  ...[44_100, 48_000, 22_050].map(mp3Grid),
  opusGrid(),
  ...[44_100, 48_000, 22_050].flatMap(aacGrids),
  ...[44_100, 48_000].map(vorbisGrid),
];

function aacGrids(sampleRateHz: number): CodecGrid[] {
  const windows = [(size: number) => kaiserBesselWindow(size, AAC_ALPHA), sineWindow];
  return windows.map((window) => mdctGrid('aac', sampleRateHz, AAC_FRAME, window));
}

function vorbisGrid(sampleRateHz: number): CodecGrid {
  return mdctGrid('vorbis', sampleRateHz, VORBIS_FRAME, powerComplementaryWindow);
}

function opusGrid(): CodecGrid {
  const overlapShare = OPUS_OVERLAP / OPUS_FRAME;
  return mdctGrid(
    'opus',
    OPUS_RATE_HZ,
    OPUS_FRAME,
    (size) => powerComplementaryWindow(size, size * overlapShare),
    withoutDeEmphasis,
  );
}

function withoutDeEmphasis(samples: Float32Array, samplesPerStep: number): Float32Array {
  return samples.map((x, i) => x - OPUS_DE_EMPHASIS * (samples[i - samplesPerStep] ?? 0));
}

/**
 * @param window - Of a transform of that size.
 * @param prepare - Given samples, and how many of them make one of the codec's.
 */
function mdctGrid(
  codec: TracedCodec,
  sampleRateHz: number,
  frameSamples: number,
  window: (size: number) => Float64Array,
  prepare: (samples: Float32Array, samplesPerStep: number) => Float32Array = (samples) => samples,
): CodecGrid {
  return {
    codec,
    sampleRateHz,
    frameSamples,
    spanSamples: 2 * frameSamples,
    sparsities: (excerpt) => {
      if (!isHalved(sampleRateHz)) {
        const samples = prepare(excerpt.at(sampleRateHz), 1);
        return mdctSparsities(new Mdct(samples, window(frameSamples)), sampleRateHz);
      }
      // The lower half of the coefficients is that of half the transform over every other sample, taken a quarter of
      // their distance later, so that the cosines stand where they stood.
      const fine = prepare(excerpt.at(2 * sampleRateHz), 2);
      const later = Float32Array.from({ length: fine.length >> 1 }, (_, i) => fine[2 * i + 1]!);
      return mdctSparsities(new Mdct(later, window(frameSamples / 2), 2), sampleRateHz / 2);
    },
  };
}

/** Whether half the samples hold all that is looked at. */
function isHalved(sampleRateHz: number): boolean {
  return HIGHEST_HZ <= sampleRateHz / 4;
}

function mdctSparsities(mdct: Mdct, sampleRateHz: number): FrameSparsities {
  const [from, to] = rangeOf(sampleRateHz, mdct.size);
  return (start, out) => {
    for (let i = 0; i < out.length; i += Mdct.FRAMES) {
      mdct.transform(start + i);
      mdct.logFlatness(from, to, LEAST_POWER, out.subarray(i));
    }
    for (let i = 0; i < out.length; i++) out[i]! *= -1;
  };
}

function mp3Grid(sampleRateHz: number): CodecGrid {
  const [from, to] = rangeOf(sampleRateHz, Mp3FilterBank.COEFFICIENTS);
  const halved = isHalved(sampleRateHz);
  return {
    codec: 'mp3',
    sampleRateHz,
    frameSamples: Mp3FilterBank.COEFFICIENTS,
    spanSamples: Mp3FilterBank.SPAN_SAMPLES,
    sparsities: (excerpt) => {
      const bank = new Mp3FilterBank(excerpt.at(halved ? sampleRateHz / 2 : sampleRateHz), {
        isHalved: halved,
        coefficients: to,
      });
      const wanted = bank.coefficients.subarray(from, to);
      return (start, out) => {
        for (let i = 0; i < out.length; i++) {
          bank.transform(start + i);
          out[i] = sparsity(wanted);
        }
      };
    },
  };
}

/** Indices of the coefficients between the lowest and the highest frequency. */
function rangeOf(sampleRateHz: number, size: number): [number, number] {
  const width = sampleRateHz / 2 / size;
  return [Math.ceil(LOWEST_HZ / width), Math.min(size, Math.floor(HIGHEST_HZ / width))];
}
