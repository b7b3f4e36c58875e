import { AV_CHANNEL_ORDER_NATIVE, AV_SAMPLE_FMT_FLT } from 'node-av/constants';
import { SoftwareResampleContext, type Frame } from 'node-av/lib';
import { DoppeltonError } from '../../../errors/index.js';

const MONO_LAYOUT = { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: 4n } as const;

const INTERNALLY = { internal_sample_fmt: 'fltp' };

const RESAMPLING = {
  phase_shift: '10',
  filter_type: 'kaiser',
  exact_rational: '1',
};

/**
 * A Kaiser-windowed sinc of 128 taps (at the lower of the two rates): flat within 0.01 dB to 9.8 kHz and nothing above
 * −100 dB folded back at 22,050 Hz. The library's defaults fold −13 dB back at 11.2 kHz.
 */
const WHOLE_BAND = { filter_size: '128', cutoff: '0.945', kaiser_beta: '11' };
/** Kaiser's length of a filter with that β, times its transition band as a fraction of the lower rate. */
const TAPS_TIMES_TRANSITION = 7;

const FIRST_CAPACITY_SAMPLES = 65_536;

/**
 * Mixes frames of any layout and width to mono (the mean of the channels, so that stereo agrees with FFmpeg's
 * `-ac 1`), resamples them without delay, and gathers the result. Mixed frame by frame, resampled many frames at a time:
 * the library by itself would resample every channel.
 */
export class MonoResampler {
  readonly #outputRateHz: number;
  readonly #bandwidthHz: number | undefined;
  #contexts:
    { readonly mixing: SoftwareResampleContext; readonly resampling: SoftwareResampleContext } | undefined;
  #inputKey = '';
  #inputRateHz = 1;
  /** At the rate of the input, not yet resampled. */
  readonly #mixed = new SampleStore();
  readonly #resampled = new SampleStore();

  /**
   * @param outputRateHz - Of the samples handed out, > 0.
   * @param bandwidthHz - What lies above may come out wrong; by default all that the lower rate can hold comes out right.
   */
  constructor(outputRateHz: number, bandwidthHz?: number) {
    this.#outputRateHz = outputRateHz;
    this.#bandwidthHz = bandwidthHz;
  }

  /** Samples that the next `take` gives, to within what the filter holds. */
  get length(): number {
    return this.#resampled.length + Math.floor((this.#mixed.length * this.#outputRateHz) / this.#inputRateHz);
  }

  /** Adds a decoded frame. A change of rate, layout or width in mid-stream is followed. */
  push(frame: Frame): void {
    const rateHz = frame.sampleRate;
    const key = `${rateHz}/${frame.channels}/${frame.format}`;
    if (this.#contexts === undefined || key !== this.#inputKey) {
      this.flush();
      this.#contexts = {
        mixing: createMixing(frame),
        resampling: createResampling(rateHz, this.#outputRateHz, this.#bandwidthHz),
      };
      this.#inputKey = key;
      this.#inputRateHz = rateHz;
    }
    const count = frame.nbSamples;
    this.#mixed.append(this.#contexts.mixing, count, frame.extendedData, count);
  }

  /** Pushes out what the filter still holds; to be called once, at the end. */
  flush(): void {
    if (this.#contexts === undefined) return;
    this.#resample();
    const { resampling } = this.#contexts;
    this.#resampled.append(resampling, resampling.getOutSamples(0), null, 0);
    this.free();
  }

  /** The gathered samples, shape (length), as an array of their own; the store is empty afterwards. */
  take(): Float32Array {
    this.#resample();
    return this.#resampled.take();
  }

  free(): void {
    this.#contexts?.mixing.free();
    this.#contexts?.resampling.free();
    this.#contexts = undefined;
  }

  #resample(): void {
    if (this.#contexts === undefined || this.#mixed.length === 0) return;
    const { resampling } = this.#contexts;
    const mixed = this.#mixed.take();
    const bytes = Buffer.from(mixed.buffer, mixed.byteOffset, mixed.byteLength);
    this.#resampled.append(resampling, resampling.getOutSamples(mixed.length), [bytes], mixed.length);
  }
}

/** Samples one behind the other, with room for more. */
class SampleStore {
  #samples = new Float32Array(FIRST_CAPACITY_SAMPLES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /**
   * Adds what a context makes of samples.
   *
   * @param room - Samples that it gives at most.
   * @param planes - What it is given; null to have it give what it holds.
   */
  append(context: SoftwareResampleContext, room: number, planes: Buffer[] | null, count: number): void {
    if (room <= 0) return;
    this.#reserve(room);
    const { BYTES_PER_ELEMENT } = Float32Array;
    const target = Buffer.from(
      this.#samples.buffer,
      this.#length * BYTES_PER_ELEMENT,
      room * BYTES_PER_ELEMENT,
    );
    const written = context.convertSync([target], room, planes, count);
    if (written < 0) {
      throw new DoppeltonError('AUDIO_MALFORMED', `the sound cannot be resampled (FFmpeg error ${written})`);
    }
    this.#length += written;
  }

  /** All samples, as an array of their own; the store is empty afterwards. */
  take(): Float32Array<ArrayBuffer> {
    const samples = this.#samples.slice(0, this.#length);
    this.#length = 0;
    return samples;
  }

  #reserve(samples: number): void {
    if (this.#length + samples <= this.#samples.length) return;
    const larger = new Float32Array(Math.max(this.#length + samples, 2 * this.#samples.length));
    larger.set(this.#samples.subarray(0, this.#length));
    this.#samples = larger;
  }
}

/**
 * The filter for a band: where its upper part may come out wrong, sound may fold back into that part, and the filter may
 * fall as slowly as that allows.
 */
function filterFor(lowerRateHz: number, bandwidthHz: number | undefined) {
  const transition = bandwidthHz === undefined ? 0 : 1 - (2 * bandwidthHz) / lowerRateHz;
  const taps = 2 * Math.ceil(TAPS_TIMES_TRANSITION / transition / 2);
  if (!(transition > 0 && taps < Number(WHOLE_BAND.filter_size))) return WHOLE_BAND;
  return { ...WHOLE_BAND, filter_size: `${taps}`, cutoff: '1' };
}

/** To mono of single precision, at the frame's own rate. */
function createMixing({ channelLayout, format, sampleRate }: Frame): SoftwareResampleContext {
  const context = new SoftwareResampleContext();
  const input = format as typeof AV_SAMPLE_FMT_FLT;
  context.allocSetOpts2(MONO_LAYOUT, AV_SAMPLE_FMT_FLT, sampleRate, channelLayout, input, sampleRate);
  const { nbChannels } = channelLayout;
  const mean = new Array<number>(nbChannels).fill(1 / nbChannels);
  return ready(context, {}, `${nbChannels} channels at ${sampleRate} Hz`, mean);
}

function createResampling(
  inputRateHz: number,
  outputRateHz: number,
  bandwidthHz: number | undefined,
): SoftwareResampleContext {
  const context = new SoftwareResampleContext();
  context.allocSetOpts2(
    MONO_LAYOUT,
    AV_SAMPLE_FMT_FLT,
    outputRateHz,
    MONO_LAYOUT,
    AV_SAMPLE_FMT_FLT,
    inputRateHz,
  );
  const options = { ...RESAMPLING, ...filterFor(Math.min(inputRateHz, outputRateHz), bandwidthHz) };
  return ready(context, options, `sound of ${inputRateHz} Hz`);
}

/** @param what - What it converts, for an error. */
function ready(
  context: SoftwareResampleContext,
  options: Readonly<Record<string, string>>,
  what: string,
  matrix?: number[],
): SoftwareResampleContext {
  const statuses = [
    ...Object.entries({ ...options, ...INTERNALLY }).map(([name, value]) => context.setOption(name, value)),
    ...(matrix === undefined ? [] : [context.setMatrix(matrix, matrix.length)]),
    context.init(),
  ];
  if (statuses.every((status) => status >= 0)) return context;
  context.free();
  throw new DoppeltonError('AUDIO_UNSUPPORTED', `${what} cannot be converted`);
}
