import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asOrdinaryUser } from '../../../../tests/as-ordinary-user.js';
import { encodeWav, tone } from '../../../../tests/sounds.js';
import { readCorpus } from './corpus-reader.js';
import { formatSplitFile } from './corpus-split-file.js';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'doppelton-corpus-'));
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

async function put(id: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, id)), { recursive: true });
  await writeFile(join(root, id), content);
}

function wav(frequencyHz: number): Uint8Array {
  return encodeWav([tone(frequencyHz, 0.5, 8000, 0.25)], 8000, 's16');
}

describe('any folder of audio', () => {
  test('recordings come in the order of their ids, grouped by the folder at the first level', async () => {
    await put('b/deep/er/two.wav', wav(200));
    await put('a/ONE.WAV', wav(100));
    await put('single.wav', wav(300));
    const { recordings, skipped } = await readCorpus(root);
    expect(recordings).toMatchObject([
      { id: 'a/ONE.WAV', path: join(root, 'a/ONE.WAV'), group: 'a', title: 'ONE', container: 'wav' },
      { id: 'b/deep/er/two.wav', group: 'b', title: 'two', container: 'wav' },
      { id: 'single.wav', group: 'single.wav', title: 'single', container: 'wav' },
    ]);
    expect(skipped).toEqual([]);
  });

  test('files that are empty or no audio are listed with the reason', async () => {
    await put('cover.jpg', 'picture');
    await put('empty.mp3', '');
    await put('README', 'text without an ending');
    await put('.hidden.wav', wav(100));
    const { recordings, skipped } = await readCorpus(root);
    expect(recordings).toEqual([]);
    expect(skipped.map(({ path, reason }) => [path, reason])).toEqual([
      ['README', 'not-audio'],
      ['cover.jpg', 'not-audio'],
      ['empty.mp3', 'empty'],
    ]);
  });

  test('a file without an ending is known by its first bytes', async () => {
    await put('music/arctic', Buffer.concat([Buffer.from('OggS'), Buffer.alloc(100)]));
    const { recordings } = await readCorpus(root);
    expect(recordings).toMatchObject([{ id: 'music/arctic', container: 'ogg' }]);
  });

  test('duplicates are refused, whatever their names', async () => {
    await put('a/one.wav', wav(100));
    await put('b/the same.wav', wav(100));
    await put('c/same size.wav', wav(200));
    const { recordings, skipped } = await readCorpus(root);
    expect(recordings.map(({ id }) => id)).toEqual(['a/one.wav', 'c/same size.wav']);
    expect(skipped).toEqual([
      { path: 'b/the same.wav', reason: 'duplicate', message: 'Same bytes as a/one.wav.' },
    ]);
  });

  test('names with line breaks, commas and quotes are names like any other', async () => {
    await put('a\nb/"one", two.wav', wav(100));
    const { recordings } = await readCorpus(root);
    expect(recordings).toMatchObject([{ id: 'a\nb/"one", two.wav', group: 'a\nb' }]);
  });

  test('links that lead back are listed, and others followed', async () => {
    await put('a/one.wav', wav(100));
    await mkdir(join(root, 'b'));
    await symlink('..', join(root, 'a', 'up'));
    await symlink(join('..', 'b'), join(root, 'a', 'to-b'));
    await symlink(join('..', 'a'), join(root, 'b', 'to-a'));
    await symlink('itself', join(root, 'itself'));
    const { recordings, skipped } = await readCorpus(root);
    expect(recordings.map(({ id }) => id)).toEqual(['a/one.wav']);
    expect(skipped.map(({ path, reason }) => `${path}: ${reason}`).sort()).toEqual([
      'a/to-b/to-a: symlink-loop',
      'a/up: symlink-loop',
      'b/to-a/one.wav: duplicate',
      'b/to-a/to-b: symlink-loop',
      'b/to-a/up: symlink-loop',
      'itself: symlink-loop',
    ]);
  });

  test('a folder that may not be read is listed', async () => {
    await put('closed/one.wav', wav(100));
    await chmod(root, 0o755);
    await chmod(join(root, 'closed'), 0);
    const { skipped } = await asOrdinaryUser(() => readCorpus(root));
    await chmod(join(root, 'closed'), 0o755);
    expect(skipped).toMatchObject([{ path: 'closed', reason: 'unreadable' }]);
  });

  test('a root that is missing or a file is an error with a code', async () => {
    await put('file.wav', wav(100));
    await expect(readCorpus(join(root, 'nowhere'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(readCorpus(join(root, 'file.wav'))).rejects.toMatchObject({ code: 'NOT_A_FOLDER' });
  });
});

describe('splits.csv in the folder', () => {
  test('sets the splits that were written there, names with commas and line breaks too', async () => {
    for (const name of ['a/one.wav', 'b/two, "quoted".wav', 'c/line\nbreak.wav', 'd/unnamed.wav']) {
      await put(name, wav(100 + name.length));
    }
    const { recordings } = await readCorpus(root);
    const named = recordings.slice(0, 3).map((recording) => ({ ...recording, split: 'test' as const }));
    await put('splits.csv', formatSplitFile(named));
    const splits = (await readCorpus(root)).recordings.map(({ split }) => split);
    expect(splits).toEqual(['test', 'test', 'test', undefined]);
  });

  test.each([
    ['a split of another name', 'id,split\na/one.wav,tset\n'],
    ['a missing column', 'path,split\na/one.wav,test\n'],
    ['a torn line', 'id,split\na/one.wav\n'],
  ])('%s is refused', async (_, text) => {
    await put('a/one.wav', wav(100));
    await put('splits.csv', text);
    await expect(readCorpus(root)).rejects.toMatchObject({ code: 'CORPUS_MALFORMED' });
  });
});

describe('a folder with a description of its own', () => {
  const ONE = { id: 'x/one.wav', group: 'x', split: 'val', licence: 'CC0-1.0' };

  test('is read by it: what it does not name is no part of it, what is missing is listed', async () => {
    await put('x/one.wav', wav(100));
    await put('x/other.wav', wav(200));
    const recordings = [ONE, { id: 'x/gone.wav', group: 'x' }];
    await put(
      'doppelton-corpus.json',
      JSON.stringify({ format: 'doppelton-corpus/1', name: 'mine', recordings }),
    );
    const corpus = await readCorpus(root);
    expect(corpus.name).toBe('mine');
    expect(corpus.recordings).toEqual([{ ...ONE, path: join(root, 'x/one.wav') }]);
    expect(corpus.skipped).toMatchObject([{ path: 'x/gone.wav', reason: 'missing' }]);
  });

  test('files of other bytes than described are found when hashes are asked for', async () => {
    await put('x/one.wav', wav(100));
    const recordings = [{ ...ONE, sha256: '0'.repeat(64) }];
    await put(
      'doppelton-corpus.json',
      JSON.stringify({ format: 'doppelton-corpus/1', name: 'mine', recordings }),
    );
    const corpus = await readCorpus(root, { hash: 'all' });
    expect(corpus.skipped).toMatchObject([{ path: 'x/one.wav', reason: 'hash-mismatch' }]);
  });

  test.each([
    ['text that is not JSON', '{'],
    ['another format', '{"format":"x","name":"a","recordings":[]}'],
    [
      'a path out of the folder',
      '{"format":"doppelton-corpus/1","name":"a","recordings":[{"id":"../a","group":"a"}]}',
    ],
  ])('%s is refused', async (_, text) => {
    await put('doppelton-corpus.json', text);
    await expect(readCorpus(root)).rejects.toMatchObject({ code: 'CORPUS_MALFORMED' });
  });
});
