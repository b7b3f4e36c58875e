import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asOrdinaryUser } from '../../../../tests/as-ordinary-user.js';
import { hashFile, writeFileAtomically } from '../index.js';
import { makeFolder } from './file-writing.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-files-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('writeFileAtomically', () => {
  it('writes text, bytes and streams, over what was there, and leaves nothing beside them', async () => {
    const path = join(folder, 'result.json');
    const stream = async function* () {
      yield 'gr';
      yield await Promise.resolve(new TextEncoder().encode('ün'));
    };
    for (const content of ['grün', new TextEncoder().encode('grün'), stream()]) {
      await writeFileAtomically(path, content);
      expect(await readFile(path, 'utf8')).toBe('grün');
    }
    expect(await readdir(folder)).toEqual(['result.json']);
  });

  it('keeps the earlier file, and nothing else, when the content breaks off', async () => {
    const path = join(folder, 'result.json');
    await writeFileAtomically(path, 'earlier');
    const broken = async function* () {
      yield 'half';
      await Promise.resolve();
      throw new RangeError('the source failed');
    };
    await expect(writeFileAtomically(path, broken())).rejects.toThrow(RangeError);
    expect(await readFile(path, 'utf8')).toBe('earlier');
    expect(await readdir(folder)).toEqual(['result.json']);
  });

  it('says that there is no permission', async () => {
    await chmod(folder, 0o555);
    await asOrdinaryUser(async () => {
      await expect(writeFileAtomically(join(folder, 'a.json'), 'text')).rejects.toMatchObject({
        code: 'FILE_UNWRITABLE',
        message: expect.stringContaining('no permission') as string,
      });
    });
    await chmod(folder, 0o755);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what and where when the system refuses', async () => {
    await writeFile(join(folder, 'file'), '');
    await mkdir(join(folder, 'taken'));
    const refusals = [
      [join(folder, 'missing', 'a.json'), 'the folder does not exist (ENOENT)'],
      [join(folder, 'file', 'a.json'), 'a file stands where a folder is needed (ENOTDIR)'],
      [join(folder, 'taken'), 'a folder of this name exists (EISDIR)'],
      [join(folder, 'x'.repeat(300)), 'the name is too long (ENAMETOOLONG)'],
    ] as const;
    for (const [path, reason] of refusals) {
      await expect(writeFileAtomically(path, 'text')).rejects.toMatchObject({
        code: 'FILE_UNWRITABLE',
        message: `${path}: cannot be written: ${reason}`,
      });
    }
    expect((await readdir(folder)).sort()).toEqual(['file', 'taken']);
  });
});

describe('makeFolder', () => {
  it('makes what is missing and says which was the topmost', async () => {
    expect(await makeFolder(join(folder, 'a/b/c'))).toBe(join(folder, 'a'));
    expect(await makeFolder(join(folder, 'a/b/d'))).toBe(join(folder, 'a/b/d'));
    expect(await makeFolder(join(folder, 'a/b'))).toBeUndefined();
  });

  it('says so where a file stands, or where the system refuses folders', async () => {
    await writeFile(join(folder, 'file'), '');
    for (const path of [join(folder, 'file'), join(folder, 'file/below'), '/proc/doppelton/below']) {
      await expect(makeFolder(path)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    }
  });
});

describe('hashFile', () => {
  it('equals the digest of the bytes, also of a file of many blocks', async () => {
    for (const bytes of [Buffer.from('abc'), Buffer.alloc(300_000, 'doppelton')]) {
      const path = join(folder, 'bytes');
      await writeFile(path, bytes);
      expect(await hashFile(path)).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('refuses what is missing and what is no file', async () => {
    await expect(hashFile(join(folder, 'missing'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(hashFile(folder)).rejects.toMatchObject({ code: 'NOT_A_FILE' });
  });
});
