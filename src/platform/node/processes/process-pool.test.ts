import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { shippedPath } from '../files/package-root.js';
import { ProcessPool } from './process-pool.js';

type Job = { readonly kind: 'add'; readonly terms: readonly number[] } | { readonly kind: string };

const PASSWORD = 'open sesame';

/** Jobs of every bad kind. */
const PROGRAM = `
import { processSettings, serveJobs } from ${JSON.stringify(pathToFileURL(shippedPath('dist/platform/node/processes/serve-jobs.js')).href)};
import { DoppeltonError } from ${JSON.stringify(pathToFileURL(shippedPath('dist/errors/index.js')).href)};
const settings = processSettings();
const kept = [];
serveJobs(async (job, note) => {
  switch (job.kind) {
    case 'add':
      for (const term of job.terms) note(term);
      return job.terms.reduce((sum, term) => sum + term, 0);
    case 'pid':
      return process.pid;
    case 'password':
      return settings.password;
    case 'variables':
      return JSON.stringify(process.env);
    case 'refuse':
      throw new DoppeltonError('AUDIO_SILENT', 'a.wav holds no sound');
    case 'crash':
      process.kill(process.pid, 'SIGSEGV');
      break;
    case 'hang':
      note(0);
      for (;;);
    case 'eat':
      for (;;) {
        kept.push(Buffer.alloc(16 << 20, 1));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
  }
  return new Promise(() => {});
});
`;

let folder: string;
let pool: ProcessPool<Job, number | string, number>;

const makePool = (secondsPerJob: number, options: { readonly endsAfterJob?: boolean } = {}) =>
  new ProcessPool<Job, number | string, number>(join(folder, 'program.mjs'), {
    settings: { password: PASSWORD },
    limits: { secondsPerJob, memoryMegabytes: 300 },
    ...options,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-processes-'));
  await writeFile(join(folder, 'program.mjs'), PROGRAM);
});

afterEach(() => pool.close());
afterAll(() => rm(folder, { recursive: true }));

describe('jobs in processes', () => {
  it('are answered, with notes, by one process after the other', async () => {
    pool = makePool(60);
    const notes: number[] = [];
    const onNote = (note: number) => notes.push(note);
    expect(await pool.run({ kind: 'add', terms: [1, 2, 3] }, { onNote })).toBe(6);
    expect(notes).toEqual([1, 2, 3]);
    expect(await pool.run({ kind: 'pid' })).toBe(await pool.run({ kind: 'pid' }));
    const [one, other] = await Promise.all([pool.run({ kind: 'pid' }), pool.run({ kind: 'pid' })]);
    expect(one).not.toBe(other);
  });

  it('leave no process behind where processes end with their job', async () => {
    pool = makePool(60, { endsAfterJob: true });
    const pid = await pool.run({ kind: 'pid' });
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
    expect(await pool.run({ kind: 'pid' })).not.toBe(pid);
    expect([pool.pids, pool.lost]).toEqual([[], 0]);
  });

  it('fail with their own error and leave the process alive', async () => {
    pool = makePool(60);
    const pid = await pool.run({ kind: 'pid' });
    await expect(pool.run({ kind: 'refuse' })).rejects.toMatchObject({ code: 'AUDIO_SILENT' });
    expect(await pool.run({ kind: 'pid' })).toBe(pid);
    expect(pool.lost).toBe(0);
  });

  it.each([
    ['crash', 'WORKER_ENDED'],
    ['hang', 'WORKER_LIMIT'],
    ['eat', 'WORKER_LIMIT'],
  ])('that %s fail with %s; the next job has a new process', async (kind, code) => {
    // Long enough for a process to start on a busy machine.
    pool = makePool(kind === 'hang' ? 5 : 60);
    const before = await pool.run({ kind: 'pid' });
    await expect(pool.run({ kind })).rejects.toMatchObject({ code });
    expect(pool.lost).toBe(1);
    expect(pool.pids).toEqual([]);
    expect(await pool.run({ kind: 'pid' })).not.toBe(before);
  });

  it('can be interrupted in the midst of a hang', async () => {
    pool = makePool(60);
    const stop = new AbortController();
    const onNote = () => {
      stop.abort();
    };
    const asked = pool.run({ kind: 'hang' }, { signal: stop.signal, onNote });
    await expect(asked).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(pool.pids).toEqual([]);
  });

  it('know their settings, which the list of processes does not show', async () => {
    pool = makePool(60);
    expect(await pool.run({ kind: 'password' })).toBe(PASSWORD);
    expect(await pool.run({ kind: 'variables' })).not.toContain(PASSWORD);
    const listed = await readFile(`/proc/${pool.pids[0]!}/cmdline`, 'utf8');
    expect(listed).toContain('program.mjs');
    expect(listed).not.toContain(PASSWORD);
  });

  it('leave no process behind when the pool is closed', async () => {
    pool = makePool(60);
    pool.warm(2);
    const [pid] = pool.pids;
    await pool.close();
    expect(() => process.kill(pid!, 0)).toThrow('ESRCH');
    expect(pool.pids).toEqual([]);
  });
});
