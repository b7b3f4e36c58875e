import { describe, expect, it } from 'vitest';
import { createAudioDecoder } from '../platform/node/index.js';
import { decodeSignal } from './decode-signal.js';
import { limitDuration } from './limit-duration.js';

const tone = new URL('../../fixtures/audio/tone.flac', import.meta.url).pathname;

describe('limitDuration', () => {
  it('changes nothing about a recording that is short enough', async () => {
    const decoder = createAudioDecoder();
    const limited = await decodeSignal(limitDuration(decoder, 1.1), tone);
    expect(limited).toEqual(await decodeSignal(decoder, tone));
  });

  it('refuses one that goes on', async () => {
    await expect(decodeSignal(limitDuration(createAudioDecoder(), 0.9), tone)).rejects.toMatchObject({
      code: 'AUDIO_TOO_LONG',
    });
  });
});
