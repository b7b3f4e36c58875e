import { resampleChunks, WORKING_SAMPLE_RATE_HZ, type AudioDecoder } from '../../../audio/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import type { DecodedSound } from './decode-sound.js';

/** A decoder whose files have been decoded already; a path is the name of one. What remains is the change of rate. */
export function createDecodedSounds(sounds: readonly DecodedSound[]): AudioDecoder {
  return {
    open(path) {
      const sound = sounds.find(({ name }) => name === path);
      if (sound === undefined) {
        return Promise.reject(new DoppeltonError('FILE_NOT_FOUND', `there is no file ${path}`));
      }
      const { format, warnings, signal } = sound;
      return Promise.resolve({
        format,
        warnings,
        sampleRateHz: WORKING_SAMPLE_RATE_HZ,
        chunks: chunksOf(signal),
        close: () => Promise.resolve(),
      });
    },
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- the port's chunks are asynchronous
async function* chunksOf(signal: DecodedSound['signal']): AsyncGenerator<Float32Array> {
  yield* resampleChunks(signal, WORKING_SAMPLE_RATE_HZ);
}
