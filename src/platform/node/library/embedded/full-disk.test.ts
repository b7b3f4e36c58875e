import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { DoppeltonError } from '../../../../errors/index.js';
import { collect, noiseEntry, SETTINGS } from '../../../../search/library-store.contract.js';
import { refusalReason } from '../../files/refusal-reason.js';
import { openLibrary, openOrMakeLibrary } from '../open-library.js';

const DISK_KILOBYTES = 256;
const folder = mkdtempSync(join(tmpdir(), 'doppelton-full-'));

/** A small disk of its own, where the system lets this user have one. */
const isMounted = ((): boolean => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_KILOBYTES}k`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
})();

afterEach(() => rm(join(folder, 'library'), { recursive: true, force: true }));
afterAll(() => {
  // Lazily: graphs stay mapped until they are collected.
  if (isMounted) execFileSync('umount', ['-l', folder]);
  rmdirSync(folder);
});

/** What a library says when no more fits in, and how many recordings it had acknowledged. */
async function fill(
  isOptimised: boolean,
): Promise<{ readonly error: DoppeltonError; readonly added: number }> {
  const store = await openOrMakeLibrary(join(folder, 'library'), SETTINGS);
  try {
    for (let added = 0; ; added++) {
      try {
        await store.add([noiseEntry(added)]);
        if (isOptimised) await store.optimise();
      } catch (error) {
        return { error: error as DoppeltonError, added };
      }
    }
  } finally {
    await store.close();
  }
}

describe('a full disk', () => {
  it.runIf(isMounted).each([true, false])(
    'is named by a library, which keeps what it has and is whole (graph written each time: %s)',
    async (isOptimised) => {
      const { error, added } = await fill(isOptimised);
      expect(error).toMatchObject({ code: 'LIBRARY_UNAVAILABLE' });
      expect(error.message).toMatch(/cannot be written \(the disk is full: \d+ kB are left\)$/);
      expect(added).toBeGreaterThan(3);
      const store = await openLibrary(join(folder, 'library'));
      for (let seed = 0; seed < added; seed++) {
        const { recording, windows } = noiseEntry(seed);
        const [found] = await store.nearest(windows.directions.slice(0, SETTINGS.embeddingSize), 1);
        expect(found![0]).toMatchObject({ recordingId: recording.id, window: 0 });
      }
      expect(await collect(store.verify())).toEqual([]);
      await store.close();
    },
  );

  it.runIf(process.platform === 'linux')('is told from other refusals by what the system says', async () => {
    const file = await open('/dev/full', 'w');
    const error: unknown = await file.writeFile('x').catch((thrown: unknown) => thrown);
    await file.close();
    expect(refusalReason(join(tmpdir(), 'file'), error)).toContain('the disk is full');
    expect(refusalReason(join(tmpdir(), 'file'), new Error('another'))).toBe('another');
  });
});
