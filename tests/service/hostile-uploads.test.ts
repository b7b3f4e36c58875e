import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Rng } from '../../src/numeric/index.js';
import { flacOfSilence } from './hostile-files.js';
import { file, formRequest, hostileUploads, type HostileUpload } from './hostile-uploads.js';
import { sendRaw, sendThenListen, stall } from './raw-request.js';
import { fileOf, filesBelow, samplePath, ServiceProcess } from './service-process.js';

const UPLOADS = 500;
const AT_ONCE = 8;

interface Answer {
  readonly id?: string;
  readonly state?: string;
  readonly code?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly problem?: { readonly code: string; readonly detail: string };
}

let folder: string;
let service: ServiceProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-hostile-'));
  service = await ServiceProcess.start(
    ...['--library', join(folder, 'library'), '--data', join(folder, 'data')],
    ...[
      '--processes',
      '2',
      '--max-duration',
      '60',
      '--max-file-size',
      '1',
      '--rate',
      '1000000',
      '--job-time',
      '60',
    ],
  );
});

afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

/** What is wrong with how the service took an upload; undefined where nothing is. */
async function complaintAbout({ what, request }: HostileUpload): Promise<string | undefined> {
  const answer = await sendRaw(service.url, request);
  if (answer === undefined) {
    return request.abortAfter === undefined
      ? `${what}: the connection was closed without an answer`
      : undefined;
  }
  const { id, state, files = {}, problem, code } = JSON.parse(answer.body) as Answer;
  const told = `${what}: ${answer.status} ${answer.body.slice(0, 300)}`;
  // Node itself refuses what is no HTTP, in its own words.
  if (id === undefined) return answer.status >= 400 && answer.status < 500 ? undefined : told;
  if (state !== 'finished' && state !== 'failed') return told;
  if (code === 'INTERNAL' || problem?.code === 'INTERNAL') return told;
  if (problem?.detail.includes(folder) === true) return `${told} names a folder of the machine`;
  const names = Object.values(files);
  return names.some((name) => /[/\\\p{C}]/u.test(name) || name.length > 255) ? told : undefined;
}

describe('500 hostile or broken uploads', () => {
  it('are each refused with a reason, or fail as a job; the service still answers and keeps no file', async () => {
    const stalled = await Promise.all(
      Array.from({ length: 5 }, () => {
        const { body, ...request } = formRequest('/api/v1/comparisons', [
          file('reference', 'slow.mp3', new Uint8Array(4000)),
        ]);
        return stall(service.url, { ...request, body: body.subarray(0, 3000) });
      }),
    );
    const uploads = hostileUploads(UPLOADS, new Rng(5)).values();
    const complaints: string[] = [];
    const send = async () => {
      for (const upload of uploads) {
        const complaint = await complaintAbout(upload);
        if (complaint !== undefined) complaints.push(complaint);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
    expect(complaints).toEqual([]);
    for (const socket of stalled) socket.destroy();

    const health = await fetch(`${service.url}/health/ready`);
    expect(await health.json()).toEqual({ status: 'ok' });
    const reference = await fileOf(samplePath('original.ogg'), 'original.ogg');
    const candidate = await fileOf(samplePath('altered.mp3'), 'altered.mp3');
    const job = await service.post('/comparisons?wait=60', { reference, candidate });
    expect(await job.json()).toMatchObject({ state: 'finished', result: { verdict: 'match' } });
    await expectNoFiles();
  });
});

describe('an upload that is refused before it is there', () => {
  it('is told why also where the client listens only when it has sent everything', async () => {
    const content = new Uint8Array(5 * 2 ** 20);
    const request = formRequest('/api/v1/comparisons', [file('reference', 'a.mp3', content)]);
    expect(await sendThenListen(service.url, request)).toMatchObject({ status: 413 });
  });
});

describe('a day of silence in a megabyte', () => {
  it('is refused after as much sound as is taken', async () => {
    const bomb = flacOfSilence(24 * 3600);
    expect(bomb.length).toBeLessThan(1 << 20);
    const answer = await service.post('/library/recordings?wait=60', {
      recording: new File([bomb], 'a.flac'),
    });
    expect(await answer.json()).toMatchObject({ state: 'failed', problem: { code: 'AUDIO_TOO_LONG' } });
  });

  it('is ended after as much time as a job may take, where any length is taken; the next job is done', async () => {
    const patient = await ServiceProcess.start(
      ...['--processes', '1', '--max-duration', '1000000', '--job-time', '15'],
    );
    try {
      const bomb = new File([flacOfSilence(300 * 3600)], 'a.flac');
      const late = await patient.post('/comparisons?wait=60', { reference: bomb, candidate: bomb });
      expect(await late.json()).toMatchObject({ state: 'failed', problem: { code: 'WORKER_LIMIT' } });
      const sound = await fileOf(samplePath('original.ogg'), 'original.ogg');
      const next = await patient.post('/comparisons?wait=60', { reference: sound, candidate: sound });
      expect(await next.json()).toMatchObject({ state: 'finished', result: { verdict: 'match' } });
    } finally {
      await patient.stop();
    }
  });
});

/** Records of ended jobs and the marks of owner and library are all that is left, and nothing lies outside. */
async function expectNoFiles(): Promise<void> {
  const left = async () =>
    (await filesBelow(join(folder, 'data'))).filter(
      (path) => !/^(library|owner\.pid|jobs\/[0-9a-f-]+\/job\.json)$/.test(path),
    );
  // The server notices a connection that was torn down a moment later.
  await expect.poll(left, { timeout: 30_000 }).toEqual([]);
  const escaped = async (parent: string) =>
    (await readdir(parent)).filter((name) => name.includes('escaped'));
  expect(await escaped(tmpdir())).toEqual([]);
  expect(await escaped(process.cwd())).toEqual([]);
}
