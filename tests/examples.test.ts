import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** What each example prints. A new example needs a row. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  'compare-two-files.mjs':
    /^match: score \d\.\d+, threshold \d\.\d+\n[^]*\n0\.0 – 45\.0 s of the reference run with 0\.0 – 45\.0 s of the candidate, pitch -2\.0\d\n\{"kind":"pitch-shift"/,
  'find-the-closest.mjs':
    /^passed over: AUDIO_MALFORMED .*\n[\d.]+ samples\/faster-noisy\.opus\n-?[\d.]+ samples\/different\.ogg\n$/,
};

describe('examples', () => {
  it('are all run', async () => {
    expect((await readdir(`${ROOT}examples`)).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))('%s prints what it promises', async (file, expected) => {
    const { stdout } = await promisify(execFile)(process.execPath, [`examples/${file}`], { cwd: ROOT });
    expect(stdout).toMatch(expected);
  });
});
