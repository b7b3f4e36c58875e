import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, open, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  audioFixture,
  codeOfRejection,
  describeAudioDecoder,
} from '../../../audio/audio-decoder.contract.js';
import { encodeWav, tone, wavHeader } from '../../../../tests/sounds.js';
import { createAudioDecoder } from '../index.js';

const folder = mkdtempSync(join(tmpdir(), 'doppelton-decoder-'));
const place = async (name: string, bytes: Uint8Array) => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};
const codeOf = (path: string) => codeOfRejection(createAudioDecoder().open(path));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describeAudioDecoder('createAudioDecoder', () =>
  Promise.resolve({
    create: (outputRateHz) => createAudioDecoder({ outputRateHz }),
    place,
    missingPath: join(folder, 'nothing.wav'),
  }),
);

describe('createAudioDecoder', () => {
  it('refuses a folder, a pipe and a device, and a link that leads to itself', async () => {
    await mkdir(join(folder, 'album.mp3'));
    expect(await codeOf(join(folder, 'album.mp3'))).toBe('NOT_A_FILE');
    expect(await codeOf('/dev/null')).toBe('NOT_A_FILE');
    execFileSync('mkfifo', [join(folder, 'pipe.wav')]);
    expect(await codeOf(join(folder, 'pipe.wav'))).toBe('NOT_A_FILE');
    await symlink('loop.wav', join(folder, 'loop.wav'));
    expect(await codeOf(join(folder, 'loop.wav'))).toBe('FILE_UNREADABLE');
  });

  it('takes a path for a path, whatever protocol it looks like', async () => {
    const bytes = encodeWav([tone(1000, 0.5, 8000, 0.2)], 8000, 's16');
    for (const name of ['concat:a|b.wav', 'per%03d.wav', 'Ärger – 音.wav', '-i.wav']) {
      const recording = await createAudioDecoder().open(await place(name, bytes));
      expect(recording.format.sampleRateHz).toBe(8000);
      await recording.close();
    }
  });

  it('does not follow playlists to other files', async () => {
    const target = await place('target.mp3', audioFixture('tone.mp3'));
    const lists = {
      'list.m3u8': `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:1,\n${target}\n#EXT-X-ENDLIST\n`,
      'list.ffconcat': `ffconcat version 1.0\nfile '${target}'\n`,
    };
    for (const [name, text] of Object.entries(lists)) {
      expect(await codeOf(await place(name, new TextEncoder().encode(text)))).toBe('AUDIO_MALFORMED');
    }
  });

  it('refuses an output rate that is none', () => {
    for (const outputRateHz of [0, -1, 22_050.5, NaN, 1e9]) {
      expect(() => createAudioDecoder({ outputRateHz })).toThrow(/outputRateHz/);
    }
  });

  it('holds a small part of a long recording in memory', async () => {
    const hours = 2;
    const dataBytes = hours * 3600 * 8000 * 2;
    const path = join(folder, 'long.wav');
    const file = await open(path, 'w');
    const format = { channels: 1, sampleRateHz: 8000, formatTag: 1, bits: 16, dataBytes, extensible: false };
    const header = wavHeader(format);
    await file.write(header);
    // The rest is a hole: silence that takes no room on the disk.
    await file.truncate(header.length + dataBytes);
    await file.close();

    const recording = await createAudioDecoder({ outputRateHz: 8000 }).open(path);
    const before = process.memoryUsage().rss;
    let samples = 0;
    let highest = 0;
    for await (const chunk of recording.chunks) {
      samples += chunk.length;
      highest = Math.max(highest, process.memoryUsage().rss - before);
    }
    expect(samples).toBe(dataBytes / 2);
    // The sound itself would be 230 MB.
    expect(highest).toBeLessThan(100e6);
  });

  it('lets other work run in between', async () => {
    const path = await place('minute.wav', encodeWav([new Float64Array(60 * 8000)], 8000, 's16'));
    const recording = await createAudioDecoder().open(path);
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    for await (const chunk of recording.chunks) expect(chunk.length).toBeGreaterThan(0);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('prints nothing, even on broken files', async () => {
    const broken = Uint8Array.from(audioFixture('tone.mp3'));
    broken.fill(0xff, 3000, 3100);
    const path = await place('noisy.mp3', broken.subarray(0, 7000));
    const built = new URL('../../../../dist/platform/node/audio/audio-decoder.js', import.meta.url).href;
    const program = `
      const { createAudioDecoder } = await import(${JSON.stringify(built)});
      const recording = await createAudioDecoder().open(${JSON.stringify(path)});
      for await (const chunk of recording.chunks) process.stdout.write(chunk.length > 0 ? '.' : '');
      await createAudioDecoder().open(${JSON.stringify(join(folder, 'list.m3u8'))}).catch(() => {});`;
    const result = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(result.stdout).toMatch(/^\.+$/);
  });
});
