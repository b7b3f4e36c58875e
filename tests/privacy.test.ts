import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runDoppeltonIn } from './command-line.js';

const SAMPLES = new URL('../samples/', import.meta.url).pathname;

let folder: string;
let home: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-privacy-'));
  home = join(folder, 'home');
  await mkdir(home);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** As on a person's own machine: the runtime's telemetry rests by itself where it finds that software is being built. */
function doppelton(...args: string[]) {
  const environment = { PATH: process.env['PATH'], HOME: home };
  return runDoppeltonIn({ folder, environment }, ...args);
}

const sample = (name: string) => join(SAMPLES, name);

describe('the home folder of who uses it', () => {
  it('is left alone by a comparison: no id of the machine, no events kept for sending', async () => {
    const { exitCode } = await doppelton('compare', sample('original.ogg'), sample('altered.mp3'));
    expect(exitCode).toBe(0);
    expect(await readdir(home, { recursive: true })).toEqual([]);
  });

  it('is left alone by the threads that fill a library and search it', async () => {
    const library = ['--library', join(folder, 'library')];
    const added = await doppelton('library', 'add', sample('original.ogg'), ...library);
    const found = await doppelton('search', sample('altered.mp3'), ...library);
    expect([added.exitCode, found.exitCode]).toEqual([0, 0]);
    expect(await readdir(home, { recursive: true })).toEqual([]);
  });
});
