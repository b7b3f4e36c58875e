import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asOrdinaryUser } from '../../../tests/as-ordinary-user.js';
import { recordingOf } from '../../collection/graph.contract.js';
import { servedRecording } from '../schemas/library-schema.js';
import type { Job, JobKind, JobResult } from '../schemas/job-schema.js';
import { JobQueue, type JobDetails } from './job-queue.js';
import { JobStore } from './job-store.js';
import { hasEnded } from './live-job.js';

const CLIENT = 'somebody';
const ADDED: JobResult = { recording: servedRecording(recordingOf('a'.repeat(64))), isNew: true };
const FOUND: JobResult = {
  ...{ families: [], recordings: 0, threshold: 1, falseAlarmRatePerRecording: 0.01, libraryHours: 0 },
  model: { name: 'default', version: '1', sha256: 'b'.repeat(64) },
};
const DETAILS: Readonly<Record<'addition' | 'duplicates', JobDetails>> = {
  addition: { kind: 'addition', files: { recording: 'a.wav' }, settings: {} },
  duplicates: { kind: 'duplicates', settings: {} },
};

let folder: string;
let store: JobStore;
/** What the test says of jobs that run, in the order in which they were started. */
let running: { readonly kind: JobKind; readonly finish: (result: JobResult) => void }[];

/** Jobs that ended and what they failed of, as the queue tells it. */
let told: (readonly [Job, unknown?])[];

const makeQueue = () =>
  new JobQueue(
    { queuedJobs: 10, jobsPerClient: 10, processes: 1, keepSeconds: 60 },
    {
      store,
      now: () => new Date(0),
      onEnd: (...end) => told.push(end),
      run: ({ job }) =>
        new Promise((finish) => {
          running.push({ kind: job.kind, finish });
        }),
    },
  );

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-job-queue-'));
  store = new JobStore(folder);
  running = [];
  told = [];
});

afterEach(() => rm(folder, { recursive: true }));

async function send(queue: JobQueue, kind: keyof typeof DETAILS): Promise<string> {
  const job = await queue.admit(CLIENT);
  await job.accept(DETAILS[kind]);
  return job.id;
}

function whenEnded(queue: JobQueue, id: string): Promise<Job> {
  return new Promise((resolve) => {
    queue.watch(id, CLIENT, (job) => {
      if (hasEnded(job)) resolve(job);
    });
  });
}

describe('a queue with one process', () => {
  it('has no job wait for one that finds duplicates, and these wait for one another', async () => {
    const queue = makeQueue();
    const [first, second, third] = [
      await send(queue, 'duplicates'),
      await send(queue, 'duplicates'),
      await send(queue, 'duplicates'),
    ];
    const [added, other] = [await send(queue, 'addition'), await send(queue, 'addition')];
    expect(running.map(({ kind }) => kind)).toEqual(['duplicates', 'addition']);
    const positions = [second, third, other].map((id) => queue.get(id, CLIENT).queuePosition);
    expect(positions).toEqual([0, 1, 0]);
    const addedJob = whenEnded(queue, added);
    running[1]!.finish(ADDED);
    expect(await addedJob).toMatchObject({ state: 'finished', result: ADDED });
    expect(queue.get(first, CLIENT).state).toBe('running');
    const firstJob = whenEnded(queue, first);
    running[0]!.finish(FOUND);
    expect(await firstJob).toMatchObject({ state: 'finished', result: FOUND });
    await expect.poll(() => running.map(({ kind }) => kind)).toHaveLength(4);
    expect([second, other].map((id) => queue.get(id, CLIENT).state)).toEqual(['running', 'running']);
    expect(queue.get(third, CLIENT)).toMatchObject({ state: 'queued', queuePosition: 0 });
  });
});

describe('a job whose result is not what the API says', () => {
  it('fails by a fault of the program, which is told, and is kept as that', async () => {
    const queue = makeQueue();
    const id = await send(queue, 'duplicates');
    const ended = whenEnded(queue, id);
    running[0]!.finish({ ...FOUND, threshold: NaN });
    const problem = {
      code: 'INTERNAL',
      detail: expect.stringContaining('at job.result.threshold') as string,
    };
    const job = await ended;
    expect(job).toMatchObject({ state: 'failed', problem });
    expect(job).not.toHaveProperty('result');
    expect(told).toEqual([[job, expect.objectContaining({ code: 'INTERNAL' })]]);
    const next = makeQueue();
    await next.resume();
    expect(next.get(id, CLIENT)).toEqual(job);
  });
});

describe('a folder of jobs', () => {
  it('keeps what somebody else has put there, and deletes uploads that broke off', async () => {
    await makeQueue().admit(CLIENT);
    await mkdir(join(folder, 'photographs'));
    await writeFile(join(folder, 'photographs', 'a.jpg'), '');
    await makeQueue().resume();
    expect(await readdir(folder)).toEqual(['photographs']);
    expect(await readdir(join(folder, 'photographs'))).toEqual(['a.jpg']);
  });

  it('keeps a job whose record cannot be read, and says so', async () => {
    await chmod(folder, 0o755);
    const id = await send(makeQueue(), 'duplicates');
    await chmod(join(folder, id), 0o700);
    const resumed = asOrdinaryUser(() => makeQueue().resume());
    await expect(resumed).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(await readdir(join(folder, id))).toEqual(['job.json']);
  });
});

describe('a job that another version finished', () => {
  it('has failed where its result has another form, instead of being gone', async () => {
    const queue = makeQueue();
    const id = await send(queue, 'duplicates');
    const ended = whenEnded(queue, id);
    running[0]!.finish(FOUND);
    await ended;
    const path = join(folder, id, 'job.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"libraryHours":0', '"libraryDays":0'));
    const next = makeQueue();
    await next.resume();
    const job = next.get(id, CLIENT);
    expect(job).toMatchObject({ state: 'failed', problem: { code: 'RESULT_OUTDATED', status: 409 } });
    expect(job).not.toHaveProperty('result');
  });
});
