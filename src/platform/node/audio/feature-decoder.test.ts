import { describe, expect, it } from 'vitest';
import { decodeSignal } from '../../../audio/index.js';
import { constantQ, PAPER_CONSTANT_Q } from '../../../features/index.js';
import { createAudioDecoder } from './audio-decoder.js';
import { createFeatureDecoder } from './feature-decoder.js';
import { shippedPath } from '../files/package-root.js';

describe('a decoder for the constant-Q transform', () => {
  it.each(['original.ogg', 'altered.mp3', 'faster-noisy.opus'])(
    'gives of %s the columns that the decoder of the whole band gives',
    async (name) => {
      const path = shippedPath(`samples/${name}`);
      const range = { durationSeconds: 10 };
      const narrow = await decodeSignal(createFeatureDecoder(PAPER_CONSTANT_Q), path, range);
      const whole = await decodeSignal(createAudioDecoder(), path, range);
      expect(narrow.samples.length).toBe(whole.samples.length);
      const [found, expected] = [constantQ(narrow).data, constantQ(whole).data];
      let error = 0;
      let energy = 0;
      expected.forEach((value, i) => {
        error += (found[i]! - value) ** 2;
        energy += value ** 2;
      });
      expect(Math.sqrt(error / energy)).toBeLessThan(1e-3);
    },
  );
});
