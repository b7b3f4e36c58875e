import { strToU8, zipSync } from 'fflate';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeWith } from '../../../../tests/describe-with.js';
import type { DebianRecording } from '../../../corpus/index.js';
import { fetchDebianCorpus } from './corpus-debian-fetch.js';
import { takeRecordings } from './corpus-debian-package.js';
import { readCorpus } from './corpus-reader.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-debian-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function item(path: string, bytes: string): DebianRecording {
  return {
    package: 'quiet-data',
    version: '1.0-1',
    path,
    codec: 'vorbis',
    durationSeconds: 30,
    licence: 'CC0-1.0',
    category: 'music',
    tier: 'core',
    split: 'val',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sharesSoundWith: [],
  };
}

const PLAIN = item('usr/share/games/quiet/01 - théme.ogg', 'plain');
const ZIPPED = item('usr/share/games/quiet/data.pk3!music/deep.ogg', 'zipped');
const ALTERED = item('usr/share/games/quiet/altered.ogg', 'as described');

/** A real package with the files given, made by dpkg-deb. */
async function buildPackage(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const control =
    'Package: quiet-data\nVersion: 1.0-1\nArchitecture: all\nMaintainer: A <a@example.org>\nDescription: x\n';
  const tree = join(folder, 'tree');
  for (const [path, content] of Object.entries({ 'DEBIAN/control': control, ...files })) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), content);
  }
  const deb = join(folder, 'quiet.deb');
  const { status } = spawnSync('dpkg-deb', ['--build', '--root-owner-group', tree, deb], { stdio: 'ignore' });
  expect(status).toBe(0);
  return deb;
}

describeWith('dpkg-deb', 'taking recordings out of a Debian package', () => {
  test('plain and zipped recordings get their places, others and those with other bytes do not', async () => {
    const zip = zipSync({ 'music/deep.ogg': strToU8('zipped'), 'maps/one.bsp': strToU8('a map') });
    const deb = await buildPackage({
      [PLAIN.path]: 'plain',
      'usr/share/games/quiet/data.pk3': zip,
      [ALTERED.path]: 'something else',
      'usr/share/games/quiet/other.ogg': 'not wanted',
      'usr/share/doc/quiet-data/copyright': 'CC0',
    });
    const root = join(folder, 'corpus');
    const work = join(root, '.fetch');
    await mkdir(work, { recursive: true });

    expect(await takeRecordings(root, work, { deb, items: [PLAIN, ZIPPED, ALTERED] })).toEqual([
      PLAIN,
      ZIPPED,
    ]);

    const entries = await readdir(join(root, 'quiet-data'), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    expect(files.sort()).toEqual(['01 - théme.ogg', 'copyright', 'deep.ogg']);
  });

  test('a file that is no package is refused', async () => {
    const deb = join(folder, 'broken.deb');
    await writeFile(deb, 'not a package');
    const taken = takeRecordings(folder, folder, { deb, items: [PLAIN] });
    await expect(taken).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  });
});

test('recordings that are there already are kept, described, and nothing is downloaded', async () => {
  const root = join(folder, 'corpus');
  const place = join(root, 'quiet-data', PLAIN.path);
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, 'plain');

  expect(await fetchDebianCorpus(root, { manifest: [PLAIN] })).toEqual({
    present: 1,
    fetched: 0,
    failed: [],
  });

  const corpus = await readCorpus(root, { hash: 'all' });
  expect(corpus.recordings).toMatchObject([
    { id: `quiet-data/${PLAIN.path}`, path: place, group: 'quiet-data', split: 'val', sha256: PLAIN.sha256 },
  ]);
  expect(await readFile(place, 'utf8')).toBe('plain');
});

test('a fetch of another split adds to the description', async () => {
  const root = join(folder, 'corpus');
  const other: DebianRecording = { ...item('usr/share/b.ogg', 'b'), split: 'test' };
  for (const [{ path }, content] of [
    [PLAIN, 'plain'],
    [other, 'b'],
  ] as const) {
    await mkdir(dirname(join(root, 'quiet-data', path)), { recursive: true });
    await writeFile(join(root, 'quiet-data', path), content);
  }
  await fetchDebianCorpus(root, { manifest: [PLAIN, other], splits: ['test'] });
  await fetchDebianCorpus(root, { manifest: [PLAIN, other], splits: ['val'] });
  const { recordings } = await readCorpus(root);
  expect(recordings.map(({ split }) => split)).toEqual(['test', 'val']);
});
