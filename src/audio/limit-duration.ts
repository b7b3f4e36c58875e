import { DoppeltonError } from '../errors/index.js';
import type { AudioDecoder } from './audio-decoder.js';

/**
 * A decoder that gives up on a recording when it has given so much of its sound. What the header declares does not
 * count: headers lie, and a file of a few kilobytes can hold a day of silence.
 *
 * @param maximumSeconds - Of sound, > 0.
 * @returns A decoder whose chunks end with `AUDIO_TOO_LONG`, a DoppeltonError, when the recording goes on beyond that.
 */
export function limitDuration(decoder: AudioDecoder, maximumSeconds: number): AudioDecoder {
  return {
    async open(path) {
      const audio = await decoder.open(path);
      async function* limited(): AsyncGenerator<Float32Array, void, undefined> {
        let samples = 0;
        for await (const chunk of audio.chunks) {
          samples += chunk.length;
          if (samples > maximumSeconds * audio.sampleRateHz) {
            throw new DoppeltonError(
              'AUDIO_TOO_LONG',
              `${path}: holds more than ${maximumSeconds} s of sound`,
            );
          }
          yield chunk;
        }
      }
      return {
        format: audio.format,
        sampleRateHz: audio.sampleRateHz,
        // The array fills while the sound is read; it is the decoder's own.
        warnings: audio.warnings,
        chunks: limited(),
        close: () => audio.close(),
      };
    },
  };
}
