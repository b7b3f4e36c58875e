import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDoppelton } from './command-line.js';

const SAMPLES = new URL('../samples/', import.meta.url).pathname;

let folder: string;
let music: string;
let library: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-library-'));
  music = join(folder, 'music');
  library = join(folder, 'library');
  await mkdir(music);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const copySample = (name: string, as = name) => copyFile(join(SAMPLES, name), join(music, as));

const doppelton = (command: string, ...rest: string[]) =>
  runDoppelton(folder, 'library', command, ...rest, '--library', library);

interface Failures {
  readonly failures: readonly { readonly path: string; readonly code: string }[];
}

describe('doppelton library verify', () => {
  it('tells a sound library from one with faults', async () => {
    await copySample('original.ogg');
    await doppelton('add', music);
    const sound = await doppelton('verify');
    expect(sound).toMatchObject({ exitCode: 0, stdout: 'sound: 1 recordings\n' });
    const index = (await readdir(library)).find((name) => name.endsWith('.usearch'))!;
    await writeFile(join(library, index), 'garbled');
    const { exitCode, stdout } = await doppelton('verify', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      recordings: 1,
      faults: [{ message: expect.any(String) as string }],
    });
  });
});

describe('doppelton library rebuild', () => {
  it('keeps the old library until the new one is whole', async () => {
    await copySample('original.ogg');
    await copySample('different.ogg');
    await doppelton('add', music);
    const refused = await doppelton('add', music, '--model', 'compact');
    expect(refused.stderr).toContain('LIBRARY_INCOMPATIBLE');
    expect(refused.stderr).toContain('doppelton library rebuild');

    await rm(join(music, 'different.ogg'));
    const unsearchable = await doppelton('rebuild', '--model', 'compact');
    expect(unsearchable).toMatchObject({ exitCode: 2 });
    expect(unsearchable.stderr).toMatch(/MODEL_NOT_CALIBRATED.*--uncalibrated/);
    expect(await readdir(folder)).toEqual(['library', 'music']);

    const kept = await doppelton('rebuild', '--model', 'compact', '--uncalibrated', '--json');
    expect(kept.exitCode).toBe(1);
    const report = JSON.parse(kept.stdout) as Failures;
    expect(report).toMatchObject({ isReplaced: false, added: 1 });
    expect(report.failures).toMatchObject([{ path: join(music, 'different.ogg'), code: 'FILE_NOT_FOUND' }]);
    expect((await doppelton('stats')).stdout).toContain('default');

    await copySample('different.ogg');
    const replaced = await doppelton('rebuild', '--model', 'compact', '--uncalibrated', '--json');
    expect(replaced.exitCode).toBe(0);
    // What was built before is gone on with.
    expect(JSON.parse(replaced.stdout)).toMatchObject({
      isReplaced: true,
      added: 1,
      present: 1,
      failures: [],
    });
    const stats = await doppelton('stats', '--json');
    expect(JSON.parse(stats.stdout)).toMatchObject({
      recordings: 2,
      settings: { model: { name: 'compact' } },
    });
    expect(await readdir(folder)).toEqual(['library', 'music']);
  });
});

describe('a library of a model without calibration', () => {
  it('is made only where that is asked for, and then added to', async () => {
    await copySample('original.ogg');
    const refused = await doppelton('add', music, '--model', 'compact');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/MODEL_NOT_CALIBRATED.*--uncalibrated/);
    expect(await readdir(folder)).toEqual(['music']);
    expect(await doppelton('add', music, '--model', 'compact', '--uncalibrated')).toMatchObject({
      exitCode: 0,
    });
    await copySample('different.ogg');
    const more = await doppelton('add', music, '--model', 'compact');
    expect(more.stdout).toMatch(/^1 recordings added .*, 1 were there already/);
  });
});

describe('files of the same bytes', () => {
  const paths = async () => {
    const lines = (await doppelton('list', '--json')).stdout.trim().split('\n');
    return lines.map((line) => (JSON.parse(line) as { paths: string[] }).paths);
  };

  it('are one recording, of which every place is known, named, kept and forgotten', async () => {
    await copySample('original.ogg', 'a.ogg');
    expect((await doppelton('add', music)).exitCode).toBe(0);
    await copySample('original.ogg', 'b.ogg');
    await copySample('original.ogg', 'c.ogg');
    const [a, b, c] = ['a.ogg', 'b.ogg', 'c.ogg'].map((name) => join(music, name)) as [
      string,
      string,
      string,
    ];
    const again = await doppelton('add', music);
    expect(again.stdout).toMatch(/^0 recordings added .*, 3 were there already, 0 could not be used$/m);
    expect(again.stdout).toContain(`${b}: same content as ${a}`);
    expect(again.stdout).toContain(`${c}: same content as ${a}`);
    const third = JSON.parse((await doppelton('add', music, '--json')).stdout) as object;
    expect(third).toMatchObject({ added: 0, present: 3, copies: [] });
    expect((await paths()).map(([first, ...others]) => [first, ...others.toSorted()])).toEqual([[a, b, c]]);

    const removed = await doppelton('remove', b, '--json');
    expect(JSON.parse(removed.stdout)).toMatchObject({ removed: [], places: [{ path: b }] });
    await rm(a);
    const rebuilt = await doppelton('rebuild', '--json');
    expect(JSON.parse(rebuilt.stdout)).toMatchObject({ isReplaced: true, added: 1, failures: [] });
    expect(await paths()).toEqual([[c]]);
    expect((await doppelton('remove', music)).stdout).toBe('1 recordings removed\n');
  });

  it('are one recording when they come together', async () => {
    await copySample('original.ogg', 'a.ogg');
    await copySample('original.ogg', 'b.ogg');
    await copySample('different.ogg', 'c.ogg');
    const report = JSON.parse((await doppelton('add', music, '--json')).stdout) as object;
    expect(report).toMatchObject({ added: 2, present: 1, copies: [{ path: expect.any(String) as string }] });
    expect((await paths()).map(({ length }) => length).toSorted()).toEqual([1, 2]);
  });
});

describe('what a library cannot do', () => {
  it('is told with a way out: a folder without recordings, a recording that it lacks', async () => {
    await writeFile(join(music, 'notes.txt'), 'no sound');
    const empty = await doppelton('add', music);
    expect(empty).toMatchObject({ exitCode: 2, stdout: '' });
    expect(empty.stderr).toContain(`error RECORDINGS_NOT_FOUND: ${music}: no recording was found there`);
    await copySample('different.ogg');
    await doppelton('add', music);
    const unknown = await doppelton('remove', '0123456789');
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain('error RECORDING_NOT_FOUND: ');
    expect(unknown.stderr).toContain('doppelton library list');
  });
});

describe('doppelton library add', () => {
  it('lists a file whose name has a line break as one recording on one line', async () => {
    await copySample('original.ogg', 'line\nbreak.ogg');
    expect((await doppelton('add', music)).exitCode).toBe(0);
    expect((await doppelton('list')).stdout.trimEnd().split('\n')).toHaveLength(1);
    const { stdout } = await doppelton('list', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ path: join(music, 'line\nbreak.ogg') });
    expect((await doppelton('remove', join(music, 'line\nbreak.ogg'))).exitCode).toBe(0);
  });

  it('names 2000 empty files one by one, and adds the recording among them', async () => {
    await copySample('original.ogg', '1000.ogg');
    for (let i = 0; i < 2001; i++) {
      if (i !== 1000) await writeFile(join(music, `${String(i).padStart(4, '0')}.ogg`), '');
    }
    const { exitCode, stdout } = await doppelton('add', music, '--json');
    expect(exitCode).toBe(0);
    const report = JSON.parse(stdout) as Failures;
    expect(report).toMatchObject({ added: 1, present: 0 });
    expect(report.failures).toHaveLength(2000);
    expect(new Set(report.failures.map(({ path }) => path)).size).toBe(2000);
    expect(new Set(report.failures.map(({ code }) => code))).toEqual(new Set(['AUDIO_EMPTY']));
  });
});
