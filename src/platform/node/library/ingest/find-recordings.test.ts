import { writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRecordings } from './find-recordings.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-find-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the recordings that names stand for', () => {
  // Other systems' names are Unicode in any case.
  it.runIf(process.platform === 'linux')(
    'do not include files whose names are not UTF-8, and say why',
    async () => {
      writeFileSync(
        Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff]), Buffer.from('.ogg')]),
        '',
      );
      await writeFile(join(folder, 'good.ogg'), '');
      const named = join(folder, 'bad\uFFFD.ogg');
      const { files, failures } = await findRecordings([folder, named]);
      expect(files).toEqual([{ path: join(folder, 'good.ogg'), bytes: 0 }]);
      const fault = { path: named, error: { code: 'FILE_NAME_INVALID' } };
      expect(failures).toMatchObject([fault, fault]);
    },
  );

  it('include a file whose name holds the replacement character itself', async () => {
    const path = join(folder, '\uFFFD.ogg');
    await writeFile(path, '');
    expect(await findRecordings([path])).toEqual({ files: [{ path, bytes: 0 }], failures: [] });
  });
});
