import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDoppelton } from './command-line.js';

const SAMPLES = new URL('../samples/', import.meta.url).pathname;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-corpus-shared-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

interface Pair {
  readonly first: string;
  readonly second: string;
  readonly matches: readonly { readonly correlation: number }[];
}

describe('doppelton corpus shared', () => {
  it('compares within an album, and says when no pair shares sound', async () => {
    await mkdir(join(folder, 'album'));
    for (const name of ['original.ogg', 'altered.mp3', 'different.ogg']) {
      await copyFile(join(SAMPLES, name), join(folder, 'album', name));
    }
    const text = await runDoppelton(folder, 'corpus', 'shared', '.');
    expect(text).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('0 of 3 pairs') as string });
    const json = await runDoppelton(folder, 'corpus', 'shared', '.', '--json');
    const pairs = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Pair);
    expect(pairs.map(({ first, second }) => [first, second].sort().join()).sort()).toEqual([
      'album/altered.mp3,album/different.ogg',
      'album/altered.mp3,album/original.ogg',
      'album/different.ogg,album/original.ogg',
    ]);
    for (const { matches } of pairs) expect(matches.length).toBeGreaterThan(1);
  });

  it('says that recordings of different albums are not compared', async () => {
    await copyFile(join(SAMPLES, 'original.ogg'), join(folder, 'original.ogg'));
    await copyFile(join(SAMPLES, 'altered.mp3'), join(folder, 'altered.mp3'));
    const { exitCode, stdout } = await runDoppelton(folder, 'corpus', 'shared', '.');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('no two recordings are of one group');
  });
});
