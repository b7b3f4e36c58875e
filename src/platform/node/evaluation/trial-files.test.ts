import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireWritableFolder, writeResultFiles } from '../files/result-folder.js';
import { readPairList } from './trial-pairs-file.js';
import { csvLines } from '../files/csv.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-trials-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('readPairList', () => {
  async function listOf(text: string): Promise<string> {
    await mkdir(join(folder, 'audio'), { recursive: true });
    for (const name of ['a.wav', 'b.wav']) await writeFile(join(folder, 'audio', name), 'sound');
    const path = join(folder, 'pairs.csv');
    await writeFile(path, text);
    return path;
  }

  it('reads paths relative to the list, labels and tags, whatever the order of the columns', async () => {
    const path = await listOf(
      '\uFEFFlabel,codec,candidate,reference,note\r\n1,mp3,audio/b.wav,audio/a.wav,"one, two"\r\n\r\n0,,audio/a.wav,audio/b.wav,\r\n',
    );
    expect(await readPairList(path)).toEqual([
      {
        reference: 'audio/a.wav',
        candidate: 'audio/b.wav',
        label: 1,
        referencePath: join(folder, 'audio/a.wav'),
        candidatePath: join(folder, 'audio/b.wav'),
        tags: { codec: 'mp3', note: 'one, two' },
      },
      expect.objectContaining({ label: 0, tags: {} }),
    ]);
  });

  it.each([
    ['a missing column', 'reference,label\naudio/a.wav,1\n', 'no column candidate'],
    ['a column named twice', 'reference,candidate,label,x,x\n', 'two columns of one name'],
    [
      'a label that is none',
      'reference,candidate,label\naudio/a.wav,audio/b.wav,yes\n',
      'line 2: label is "yes"',
    ],
    [
      'an empty field',
      'reference,candidate,label\naudio/a.wav,,1\n',
      'line 2: reference or candidate is empty',
    ],
    ['a row of another length', 'reference,candidate,label\naudio/a.wav,audio/b.wav\n', 'Record Length'],
    ['trials of one kind', 'reference,candidate,label\naudio/a.wav,audio/b.wav,1\n', 'no row with label 0'],
    ['an empty file', '', 'no row with label'],
  ])('refuses %s', async (_, text, message) => {
    const list = await listOf(text);
    await expect(readPairList(list)).rejects.toMatchObject({
      code: 'TRIALS_INVALID',
      message: expect.stringContaining(message) as string,
    });
  });

  it('names a recording that does not exist before anything is compared', async () => {
    const list = await listOf(
      'reference,candidate,label\naudio/a.wav,audio/b.wav,1\naudio/a.wav,audio/c.wav,0\n',
    );
    await expect(readPairList(list)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

describe('writeResultFiles', () => {
  it('writes all files and replaces those of an earlier result', async () => {
    const out = join(folder, 'deep', 'out');
    await writeResultFiles(out, { 'a.txt': 'old', 'b.txt': 'old' });
    await writeResultFiles(out, { 'a.txt': 'new' });
    expect((await readdir(out)).sort()).toEqual(['a.txt', 'b.txt']);
    expect(await readFile(join(out, 'a.txt'), 'utf8')).toBe('new');
  });

  it('leaves nothing behind when one file cannot be written', async () => {
    const out = join(folder, 'out');
    async function* breaking(): AsyncGenerator<string> {
      yield await Promise.resolve('half');
      throw new Error('source dried up');
    }
    await expect(writeResultFiles(out, { 'a.txt': 'whole', 'b.txt': breaking() })).rejects.toThrow(
      'dried up',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a file in the folder’s place', async () => {
    const out = join(folder, 'file');
    await writeFile(out, '');
    await expect(writeResultFiles(out, { a: '' })).rejects.toMatchObject({ code: 'NOT_A_FOLDER' });
    await expect(requireWritableFolder(join(out, 'below'))).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
    });
  });
});

describe('requireWritableFolder', () => {
  it('makes nothing that stays', async () => {
    await requireWritableFolder(join(folder, 'a', 'b'));
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('csvLines', () => {
  it('quotes what needs it and fills columns that a row lacks', () => {
    expect([
      ...csvLines([
        { a: 1, b: 'x, "y"' },
        { a: 0.1, c: 'z' },
      ]),
    ]).toEqual(['a,b,c\n', '1,"x, ""y""",\n', '0.1,,z\n']);
  });
});
