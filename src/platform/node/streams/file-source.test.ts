import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeWav, tone } from '../../../../tests/sounds.js';
import { growingFileSource } from './file-source.js';
import { collectSound, RATE_HZ, secondsOf } from './sound-source.contract.js';

let folder: string;
let end: AbortController;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-streams-'));
  end = new AbortController();
});

afterEach(async () => {
  end.abort();
  await rm(folder, { recursive: true });
});

describe('a file that grows', () => {
  it('is read on as it is written, and from the beginning when it begins anew', async () => {
    const path = join(folder, 'recorder.wav');
    const wav = encodeWav([tone(500, 0.4, RATE_HZ, 6)], RATE_HZ, 's16');
    await writeFile(path, wav.subarray(0, 100_000));
    let step = 0;
    const wait = async () => {
      // Whoever records goes on while the reader waits for more.
      step++;
      if (step === 1) await appendFile(path, wav.subarray(100_000));
      if (step === 3) await writeFile(path, encodeWav([tone(500, 0.4, RATE_HZ, 2)], RATE_HZ, 's16'));
      await setImmediate();
    };
    const heard = await collectSound(
      growingFileSource(path, { signal: end.signal, wait }),
      end,
      (seconds) => seconds > 7.5,
    );
    expect(heard.breaks).toEqual([expect.stringContaining('begun anew')]);
    expect(secondsOf(heard)).toBeCloseTo(8, 1);
  });

  it('must be there', async () => {
    await expect(
      collectSound(growingFileSource(join(folder, 'none'), { signal: end.signal }), end),
    ).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });

  it('is a break, not an error, where what takes its place is empty, no sound or not there for a while', async () => {
    const path = join(folder, 'recorder.wav');
    const wav = encodeWav([tone(500, 0.4, RATE_HZ, 2)], RATE_HZ, 's16');
    await writeFile(path, wav);
    const steps = [
      () => truncate(path, 0),
      () => undefined,
      () => writeFile(path, '<html>The recorder is being restarted</html>'),
      () => rm(path),
      () => undefined,
      () => writeFile(path, wav),
      () => truncate(path, 0),
      () => undefined,
    ];
    // What is no sound is told before it makes place.
    const wait = async () => {
      if (steps.length !== 5 || told.length > 1) await steps.shift()?.();
      await setImmediate();
      if (steps.length === 0) end.abort();
    };
    const told: string[] = [];
    const source = growingFileSource(path, { signal: end.signal, wait });
    const heard = await collectSound(source, end, (_, breaks) => {
      told.splice(0, told.length, ...breaks);
      return false;
    });
    expect(heard.breaks).toEqual([
      `${path} has begun anew`,
      expect.stringMatching(/is a web page.*; it is read again when it begins anew$/),
      `${path} has begun anew`,
    ]);
    expect(secondsOf(heard)).toBeCloseTo(4, 1);
  });

  it('is waited for while it is empty, which is no error when the signal comes', async () => {
    const path = join(folder, 'empty.wav');
    await writeFile(path, '');
    const source = growingFileSource(path, {
      signal: end.signal,
      wait: () => {
        end.abort();
        return Promise.resolve();
      },
    });
    expect(await collectSound(source, end)).toMatchObject({ samples: { length: 0 }, breaks: [] });
  });

  it('is told at once to be a playlist, however short', async () => {
    const path = join(folder, 'radio.pls');
    await writeFile(path, '[playlist]\nFile1=http://radio.example/a\n');
    const wait = () => setImmediate();
    await expect(
      collectSound(growingFileSource(path, { signal: end.signal, wait }), end),
    ).rejects.toMatchObject({
      code: 'STREAM_NOT_SOUND',
      message: `${path} is a playlist, which names http://radio.example/a`,
    });
  });
});
