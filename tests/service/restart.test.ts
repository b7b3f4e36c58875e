import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endedJob, createComparison, getJob, watchJob, type ComparisonJob } from '../../src/client/index.js';
import { fileOf, samplePath, ServiceProcess } from './service-process.js';

const JOBS = 3;

let folder: string;
let service: ServiceProcess;

const start = (grace: number) =>
  ServiceProcess.start(...['--data', join(folder, 'data'), '--processes', '1', '--grace', String(grace)]);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-restart-'));
});

afterEach(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

/** Sends jobs, and waits until the first of them is being done. */
async function sendJobs(): Promise<ComparisonJob[]> {
  const reference = await fileOf(samplePath('original.ogg'), 'original.ogg');
  const candidate = await fileOf(samplePath('altered.mp3'), 'altered.mp3');
  const jobs: ComparisonJob[] = [];
  for (let i = 0; i < JOBS; i++) jobs.push(await createComparison(service, { reference, candidate }));
  for await (const { progress } of watchJob(service, { id: jobs[0]!.id })) {
    if (progress !== undefined) break;
  }
  return jobs;
}

async function expectAllFinished(jobs: readonly ComparisonJob[]): Promise<void> {
  for (const { id } of jobs) {
    const job = await endedJob(service, await getJob(service, { id }));
    expect(job).toMatchObject({ id, state: 'finished', result: { verdict: 'match' } });
  }
}

describe('a service that is stopped while jobs run and wait', () => {
  it('finishes what runs when it has the time, and does the rest after a restart', async () => {
    service = await start(120);
    const jobs = await sendJobs();
    expect(await service.stop()).toBe(0);
    service = await start(120);
    const first = await getJob(service, { id: jobs[0]!.id });
    expect(first.state).toBe('finished');
    await expectAllFinished(jobs);
  });

  it('does all of them after a restart when it has no time', async () => {
    service = await start(0);
    const jobs = await sendJobs();
    expect(await service.stop()).toBe(0);
    service = await start(0);
    await expectAllFinished(jobs);
  });

  it('does all of them after a restart when it is killed', async () => {
    service = await start(0);
    const jobs = await sendJobs();
    expect(await service.stop('SIGKILL')).toBeNull();
    service = await start(0);
    await expectAllFinished(jobs);
  });
});
