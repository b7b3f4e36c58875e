import { AV_CHANNEL_ORDER_NATIVE, AV_SAMPLE_FMT_FLT } from 'node-av/constants';
import { SoftwareResampleContext, type Frame } from 'node-av/lib';
import { DoppeltonError } from '../../../errors/index.js';

const MONO_LAYOUT = { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: 4n } as const;

const RESAMPLING = {
  internal_sample_fmt: 'fltp',
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

const BYTES_PER_SAMPLE = Float32Array.BYTES_PER_ELEMENT;
const FIRST_CAPACITY_SAMPLES = 65_536;

/**
 * Mixes frames of any layout and width to mono (the mean of the channels, so that stereo agrees with FFmpeg's
 * `-ac 1`), resamples them without delay, and gathers the result.
 */
export class MonoResampler {
  readonly #outputRateHz: number;
  readonly #bandwidthHz: number | undefined;
  #context: SoftwareResampleContext | undefined;
  #inputKey = '';
  #gathered = new Float32Array(FIRST_CAPACITY_SAMPLES);
  #length = 0;

  /**
   * @param outputRateHz - Of the samples handed out, > 0.
   * @param bandwidthHz - What lies above may come out wrong; by default all that the lower rate can hold comes out right.
   */
  constructor(outputRateHz: number, bandwidthHz?: number) {
    this.#outputRateHz = outputRateHz;
    this.#bandwidthHz = bandwidthHz;
  }

  /** Samples gathered since the last `take`. */
  get length(): number {
    return this.#length;
  }

  /** Adds a decoded frame. A change of rate, layout or width in mid-stream is followed. */
  push(frame: Frame): void {
    const key = `${frame.sampleRate}/${frame.channelLayout.nbChannels}/${frame.format}`;
    if (this.#context === undefined || key !== this.#inputKey) {
      this.flush();
      this.#context = createContext(frame, this.#outputRateHz, this.#bandwidthHz);
      this.#inputKey = key;
    }
    this.#convert(this.#context, frame.extendedData, frame.nbSamples);
  }

  /** Pushes out what the filter still holds; to be called once, at the end. */
  flush(): void {
    if (this.#context === undefined) return;
    this.#convert(this.#context, null, 0);
    this.free();
  }

  /** The gathered samples, shape (length), as an array of their own; the store is empty afterwards. */
  take(): Float32Array {
    const samples = this.#gathered.slice(0, this.#length);
    this.#length = 0;
    return samples;
  }

  free(): void {
    this.#context?.free();
    this.#context = undefined;
  }

  #convert(context: SoftwareResampleContext, planes: Buffer[] | null, count: number): void {
    const room = context.getOutSamples(count);
    if (room <= 0) return;
    this.#reserve(room);
    const target = Buffer.from(
      this.#gathered.buffer,
      this.#length * BYTES_PER_SAMPLE,
      room * BYTES_PER_SAMPLE,
    );
    const written = context.convertSync([target], room, planes, count);
    if (written < 0) {
      throw new DoppeltonError('AUDIO_MALFORMED', `the sound cannot be resampled (FFmpeg error ${written})`);
    }
    this.#length += written;
  }

  #reserve(samples: number): void {
    if (this.#length + samples <= this.#gathered.length) return;
    const larger = new Float32Array(Math.max(this.#length + samples, 2 * this.#gathered.length));
    larger.set(this.#gathered.subarray(0, this.#length));
    this.#gathered = larger;
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

function createContext(
  frame: Frame,
  outputRateHz: number,
  bandwidthHz: number | undefined,
): SoftwareResampleContext {
  const context = new SoftwareResampleContext();
  const layout = frame.channelLayout;
  context.allocSetOpts2(
    MONO_LAYOUT,
    AV_SAMPLE_FMT_FLT,
    outputRateHz,
    layout,
    frame.format as typeof AV_SAMPLE_FMT_FLT,
    frame.sampleRate,
  );
  const mean = new Array<number>(layout.nbChannels).fill(1 / layout.nbChannels);
  const options = { ...RESAMPLING, ...filterFor(Math.min(frame.sampleRate, outputRateHz), bandwidthHz) };
  const statuses = [
    ...Object.entries(options).map(([name, value]) => context.setOption(name, value)),
    context.setMatrix(mean, mean.length),
    context.init(),
  ];
  if (statuses.every((status) => status >= 0)) return context;
  context.free();
  throw new DoppeltonError(
    'AUDIO_UNSUPPORTED',
    `${layout.nbChannels} channels at ${frame.sampleRate} Hz cannot be converted`,
  );
}
