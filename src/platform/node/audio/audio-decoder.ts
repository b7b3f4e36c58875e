import { setImmediate } from 'node:timers/promises';
import {
  WORKING_SAMPLE_RATE_HZ,
  type AudioDecoder,
  type AudioFormat,
  type DecodedAudio,
} from '../../../audio/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { AudioDecoding } from './audio-decoder-decoding.js';
import { openAudioInput } from './audio-decoder-input.js';
import { requireReadableFile } from '../files/file-access.js';

/** Settings of the decoder. */
export interface AudioDecoderOptions {
  /** Of the samples handed out; an integer in [1000, 384000]. 22,050 by default. */
  readonly outputRateHz?: number;
  /**
   * What lies above this frequency may come out wrong, > 0: who needs only the lower part gets it sooner. By default all
   * that the lower of the two rates can hold comes out right.
   */
  readonly bandwidthHz?: number;
}

/**
 * The decoder for Node: FFmpeg's libraries through node-av.
 *
 * Takes every common container and codec, mixes to mono by the mean of the channels, and resamples with at least
 * 100 dB of alias rejection. Encoder delay and padding are cut where the file states them.
 *
 * @throws DoppeltonError `SETTING_OUT_OF_RANGE` for an output rate or a bandwidth outside its range.
 */
export function createAudioDecoder(options: AudioDecoderOptions = {}): AudioDecoder {
  const outputRateHz = options.outputRateHz ?? WORKING_SAMPLE_RATE_HZ;
  if (!Number.isInteger(outputRateHz) || outputRateHz < 1000 || outputRateHz > 384_000) {
    throw new DoppeltonError(
      'SETTING_OUT_OF_RANGE',
      `outputRateHz is ${outputRateHz}; it must be an integer from 1000 to 384000`,
    );
  }
  const { bandwidthHz } = options;
  if (bandwidthHz !== undefined && !(bandwidthHz > 0)) {
    throw new DoppeltonError('SETTING_OUT_OF_RANGE', `bandwidthHz is ${bandwidthHz}; it must be above 0`);
  }
  return {
    async open(path) {
      const bytes = await requireReadableFile(path);
      if (bytes === 0) throw new DoppeltonError('AUDIO_EMPTY', `${path}: the file is empty`);
      return new OpenRecording(path, { outputRateHz, bandwidthHz });
    },
  };
}

class OpenRecording implements DecodedAudio {
  readonly format: AudioFormat;
  readonly sampleRateHz: number;
  readonly chunks: AsyncIterable<Float32Array>;
  readonly warnings: string[] = [];
  readonly #decoding: AudioDecoding;

  constructor(
    path: string,
    output: { readonly outputRateHz: number; readonly bandwidthHz: number | undefined },
  ) {
    const input = openAudioInput(path);
    this.format = input.format;
    this.sampleRateHz = output.outputRateHz;
    this.#decoding = new AudioDecoding(path, input, output);
    this.chunks = this.#iterate();
  }

  close(): Promise<void> {
    this.#decoding.free();
    return Promise.resolve();
  }

  async *#iterate(): AsyncGenerator<Float32Array, void, undefined> {
    try {
      for (let chunk = this.#decoding.next(); chunk !== undefined; chunk = this.#decoding.next()) {
        if (chunk.length > 0) yield chunk;
        // Decoding is synchronous: let timers, signals and other requests have their turn.
        await setImmediate();
      }
      this.warnings.push(...this.#decoding.warnings());
    } finally {
      this.#decoding.free();
    }
  }
}
