import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeWith } from '../../../../tests/describe-with.js';
import { amplitudeAt, encodeWav, tone } from '../../../../tests/sounds.js';
import { audioFixture } from '../../../audio/audio-decoder.contract.js';
import type { DoppeltonError } from '../../../errors/index.js';
import type { StreamPart } from '../../../monitoring/index.js';
import { collectSound, RATE_HZ, secondsOf } from './sound-source.contract.js';
import { soundSource, type SoundSourceOptions } from './sound-source.js';

let end: AbortController;
const waits: number[] = [];

beforeEach(() => {
  end = new AbortController();
  waits.length = 0;
});

afterEach(() => {
  end.abort();
});

function options(more: Partial<SoundSourceOptions> = {}): SoundSourceOptions {
  const wait = async (seconds: number) => {
    waits.push(seconds);
    await setImmediate();
  };
  return { signal: end.signal, standardInput: Readable.from([]), wait, ...more };
}

const collect = (source: AsyncIterable<StreamPart>, isEnough?: Parameters<typeof collectSound>[2]) =>
  collectSound(source, end, isEnough);

describe('standard input', () => {
  it('takes samples of any rate, width and number of channels', async () => {
    const sound = tone(1000, 0.5, 48_000, 2);
    const stereo = new Int16Array(2 * sound.length);
    sound.forEach((value, i) => stereo.fill(Math.round(32_767 * value), 2 * i, 2 * i + 2));
    const cases = [
      { bytes: new Uint8Array(stereo.buffer), raw: { encoding: 's16le', sampleRateHz: 48_000, channels: 2 } },
      {
        bytes: new Uint8Array(Float32Array.from(sound).buffer),
        raw: { encoding: 'f32le', sampleRateHz: 48_000, channels: 1 },
      },
    ] as const;
    for (const { bytes, raw } of cases) {
      // In pieces that end in the middle of samples.
      const pieces = Array.from({ length: 40 }, (_, i) =>
        bytes.subarray((i * bytes.length) / 40, ((i + 1) * bytes.length) / 40),
      );
      const heard = await collect(soundSource('-', options({ raw, standardInput: Readable.from(pieces) })));
      expect(secondsOf(heard)).toBeCloseTo(2, 2);
      expect(amplitudeAt(heard.samples, RATE_HZ, 1000)).toBeCloseTo(0.5, 2);
    }
  });

  it('goes on behind samples that are no numbers, which are silent', async () => {
    const sound = Float32Array.from(tone(1000, 0.5, 48_000, 2));
    sound.fill(NaN, 48_000, 48_100).fill(Infinity, 60_000, 60_010);
    const raw = { encoding: 'f32le', sampleRateHz: 48_000, channels: 1 } as const;
    const bytes = new Uint8Array(sound.buffer);
    const heard = await collect(soundSource('-', options({ raw, standardInput: Readable.from([bytes]) })));
    expect(secondsOf(heard)).toBeCloseTo(2, 2);
    expect(heard.samples.every(Number.isFinite)).toBe(true);
    expect(heard.samples[Math.round((48_050 / 48_000) * RATE_HZ)]).toBe(0);
    expect(amplitudeAt(heard.samples.slice(-RATE_HZ / 2), RATE_HZ, 1000)).toBeCloseTo(0.5, 2);
  });

  it('takes a container where nothing is said of samples, and refuses what is none', async () => {
    const wav = encodeWav([tone(440, 0.3, 44_100, 1)], 44_100, 's16');
    const heard = await collect(soundSource('-', options({ standardInput: Readable.from([wav]) })));
    expect(secondsOf(heard)).toBeCloseTo(1, 2);
    const garbage = Readable.from([Buffer.from('no sound, only words. '.repeat(20_000))]);
    await expect(collect(soundSource('-', options({ standardInput: garbage })))).rejects.toMatchObject({
      code: 'AUDIO_MALFORMED',
    });
  });

  it('tells nothing and too little from garbage, and says what a page and a playlist are', async () => {
    const refusal = async (...pieces: string[]) => {
      const standardInput = Readable.from(pieces.map((text) => Buffer.from(text)));
      const error: unknown = await collect(soundSource('-', options({ standardInput }))).catch(
        (reason: unknown) => reason,
      );
      return error as DoppeltonError;
    };
    expect(await refusal()).toMatchObject({
      code: 'STREAM_UNAVAILABLE',
      message: 'standard input ended before anything came',
    });
    expect(await refusal('RIFF....WAVE')).toMatchObject({
      code: 'AUDIO_MALFORMED',
      message: expect.stringContaining('12 bytes came') as string,
    });
    expect(await refusal('\n<!DOCTYPE html><title>Radio</title>')).toMatchObject({
      code: 'STREAM_NOT_SOUND',
      message: 'standard input is a web page, not a stream',
    });
    expect(await refusal('#EXTM3U\r\n#EXTINF:-1,A\r\nhttp://me:secret@radio.example/a\r\n')).toMatchObject({
      code: 'STREAM_NOT_SOUND',
      message: 'standard input is a playlist, which names http://radio.example/a',
    });
  });

  it('is no error when the signal comes before anything else', async () => {
    const standardInput = new Readable({ read: () => undefined });
    const heard = collect(soundSource('-', options({ standardInput })));
    await setImmediate();
    end.abort();
    expect(await heard).toMatchObject({
      samples: { length: 0 },
      breaks: ['standard input ended before anything came'],
    });
  });

  it('is heard beyond the length that the header of a WAV file tells', async () => {
    const wav = Buffer.from(encodeWav([tone(440, 0.3, 44_100, 5)], 44_100, 's16'));
    wav.writeUInt32LE(2 * 44_100, 40);
    const heard = await collect(soundSource('-', options({ standardInput: Readable.from([wav]) })));
    expect(secondsOf(heard)).toBeCloseTo(5, 2);
    expect(amplitudeAt(heard.samples, RATE_HZ, 440)).toBeCloseTo(0.3, 2);
  });

  it('goes on behind garbage inside a stream', async () => {
    const mp3 = audioFixture('tone.mp3');
    const rubbish = new Uint8Array(3000).fill(0x5a);
    const clean = await collect(soundSource('-', options({ standardInput: Readable.from([mp3, mp3]) })));
    const dirty = await collect(
      soundSource('-', options({ standardInput: Readable.from([mp3, rubbish, mp3]) })),
    );
    expect(secondsOf(dirty)).toBeGreaterThan(0.7 * secondsOf(clean));
  });

  it('ends with the signal, with what had come', async () => {
    const raw = { encoding: 'f32le', sampleRateHz: RATE_HZ, channels: 1 } as const;
    const endless = async function* () {
      for (;;) {
        yield new Uint8Array(new Float32Array(RATE_HZ).buffer);
        await setImmediate();
      }
    };
    const standardInput = Readable.from(endless());
    const heard = await collect(soundSource('-', options({ raw, standardInput })), (seconds) => seconds > 5);
    expect(secondsOf(heard)).toBeGreaterThan(5);
  });
});

describe('a word', () => {
  it.each(['ftp://x/y', 'rtsp://x/y', 'device:alsa', 'device:'])(
    'that stands for no source is no file either: %s',
    (word) => {
      expect(() => soundSource(word, options())).toThrow(expect.objectContaining({ code: 'USAGE' }));
    },
  );

  it('for a device is not one for samples without a container', () => {
    const raw = { encoding: 's16le', sampleRateHz: 8000, channels: 1 } as const;
    expect(() => soundSource('device:alsa:default', options({ raw }))).toThrow(
      expect.objectContaining({ code: 'USAGE' }),
    );
  });
});

describe('a stream over HTTP', () => {
  let server: Server;
  let address: string;
  let answer: (response: ServerResponse, request: number) => void;
  let requests = 0;
  let authorization: string | undefined;

  beforeEach(async () => {
    requests = 0;
    server = createServer((request, response) => {
      authorization = request.headers.authorization;
      answer(response, requests++);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const wav = encodeWav([tone(700, 0.4, RATE_HZ, 3)], RATE_HZ, 's16');

  it('is connected to again when it breaks off, refuses or ends, with growing waits', async () => {
    answer = (response, request) => {
      if (request === 0) {
        // Promises more than it sends.
        response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': wav.length });
        response.write(wav.subarray(0, 90_000), () => response.destroy());
      } else if (request < 3) response.writeHead(503).end();
      else response.writeHead(200, { 'content-type': 'audio/wav' }).end(wav);
    };
    const heard = await collect(soundSource(address, options()), (seconds) => seconds > 4.5);
    expect(heard.breaks.slice(0, 3)).toEqual([
      expect.stringMatching(/broke off; trying again in 1 s$/),
      expect.stringMatching(/status 503; trying again in 2 s$/),
      expect.stringMatching(/status 503; trying again in 4 s$/),
    ]);
    expect(waits.slice(0, 3)).toEqual([1, 2, 4]);
    expect(secondsOf(heard)).toBeGreaterThan(4.5);
    expect(amplitudeAt(heard.samples.subarray(-RATE_HZ), RATE_HZ, 700)).toBeCloseTo(0.4, 1);
  });

  it('is an error at once when it was never there, or sends no sound', async () => {
    answer = (response) => response.writeHead(404).end();
    await expect(collect(soundSource(address, options()))).rejects.toMatchObject({
      code: 'STREAM_UNAVAILABLE',
      message: expect.stringContaining('404') as string,
    });
    answer = (response) => response.end('no sound, only words. '.repeat(5000));
    await expect(collect(soundSource(address, options()))).rejects.toMatchObject({ code: 'AUDIO_MALFORMED' });
    answer = (response) => response.end();
    await expect(collect(soundSource(address, options()))).rejects.toMatchObject({
      code: 'STREAM_UNAVAILABLE',
      message: `${address} ended before anything came`,
    });
    const closed = address.replace(/:\d+/, ':1');
    await expect(collect(soundSource(closed, options()))).rejects.toMatchObject({
      code: 'STREAM_UNAVAILABLE',
    });
    expect(waits).toEqual([]);
  });

  it.each(['http://me:secret@two words/live', 'http://me:secret50%@127.0.0.1/live'])(
    'is refused where its address cannot be read, which is not repeated',
    (wrong) => {
      expect(() => soundSource(wrong, options())).toThrow(
        expect.objectContaining({ code: 'USAGE', message: expect.not.stringContaining('secret') as string }),
      );
    },
  );

  it('is sent the name and password of its address, which no message repeats', async () => {
    answer = (response) => response.writeHead(200).end(wav);
    const secret = address.replace('http://', 'http://me:s%20cret@');
    const heard = await collect(soundSource(secret, options()), (_, breaks) => breaks.length > 0);
    expect(authorization).toBe(`Basic ${Buffer.from('me:s cret').toString('base64')}`);
    expect(heard.breaks.join()).not.toContain('cret');
    expect(heard.breaks).toHaveLength(1);
  });
});

describeWith('ffmpeg', 'a device', () => {
  it('is listened to through ffmpeg, and started again when it ends', async () => {
    const device = 'device:lavfi:sine=frequency=600:sample_rate=48000:duration=1';
    const heard = await collect(soundSource(device, options()), (seconds) => seconds > 1.9);
    expect(heard.breaks).toHaveLength(1);
    expect(secondsOf(heard)).toBeCloseTo(2, 1);
    await expect(
      collect(soundSource('device:lavfi:nothing', { ...options(), signal: new AbortController().signal })),
    ).rejects.toMatchObject({
      code: 'STREAM_UNAVAILABLE',
    });
  });
});
