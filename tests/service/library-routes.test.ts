import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileOf, filesBelow, samplePath, ServiceProcess } from './service-process.js';

const ORIGINAL = samplePath('original.ogg');

interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly result?: {
    readonly recording: { readonly id: string; readonly name: string };
    readonly isNew: boolean;
  };
  readonly problem?: { readonly code: string };
}

interface Problem {
  readonly code: string;
  readonly status: number;
}

interface List {
  readonly total: number;
  readonly recordings: readonly { readonly id: string; readonly name: string }[];
}

let folder: string;
let service: ServiceProcess;
let original: Buffer;
let originalId: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-service-test-'));
  original = await readFile(ORIGINAL);
  originalId = createHash('sha256').update(original).digest('hex');
  service = await ServiceProcess.start(
    ...['--library', join(folder, 'library'), '--data', join(folder, 'data'), '--processes', '1'],
  );
});

afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

async function add(name: string, path = ORIGINAL): Promise<Job> {
  const answer = await service.post('/library/recordings?wait=60', { recording: await fileOf(path, name) });
  return (await answer.json()) as Job;
}

describe('the library of a service', () => {
  it('takes a recording once, whatever it is called', async () => {
    const job = await add('first.ogg');
    expect(job).toMatchObject({
      kind: 'addition',
      state: 'finished',
      files: { recording: 'first.ogg' },
      result: { isNew: true, recording: { id: originalId, name: 'first.ogg', bytes: original.length } },
    });
    const again = await add('second.ogg');
    expect(again).toMatchObject({ result: { isNew: false, recording: { name: 'first.ogg' } } });
    expect(await service.json('/library')).toMatchObject({
      recordings: 1,
      keptBytes: original.length,
      model: { name: 'default' },
    });
  });

  it('tells of its recordings without naming a folder of the machine', async () => {
    await add('other.ogg', samplePath('different.ogg'));
    const text = await (await service.request('/library/recordings')).text();
    expect(text).not.toContain(folder);
    const { recordings, total } = JSON.parse(text) as List;
    expect(total).toBe(2);
    expect(recordings.map(({ name }) => name).sort()).toEqual(['first.ogg', 'other.ogg']);
    const second = await service.json<List>('/library/recordings?offset=1&limit=5');
    expect(second.recordings).toEqual([recordings[1]]);
    expect(await service.json(`/library/recordings/${recordings[0]!.id}`)).toEqual(recordings[0]);
  });

  it('plays a recording, from anywhere', async () => {
    const path = `/library/recordings/${originalId}/audio`;
    const whole = await service.request(path);
    expect(whole.headers.get('content-type')).toBe('audio/ogg');
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await whole.arrayBuffer()).equals(original)).toBe(true);
    const part = await service.request(path, { headers: { range: 'bytes=1000-1999' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 1000-1999/${original.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(original.subarray(1000, 2000))).toBe(true);
    const tail = await service.request(path, { headers: { range: 'bytes=-10' } });
    expect(Buffer.from(await tail.arrayBuffer()).equals(original.subarray(-10))).toBe(true);
    const beyond = await service.request(path, { headers: { range: `bytes=${original.length}-` } });
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get('content-range')).toBe(`bytes */${original.length}`);
    const head = await service.request(path, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(original.length));
  });

  it('says that a model without calibration cannot search, before anything is sent', async () => {
    const stats = await service.json<{ isSearchable: boolean }>('/library');
    const query = await fileOf(samplePath('altered.mp3'), 'query.mp3');
    const answer = await service.post('/searches?wait=60', { query });
    const body = (await answer.json()) as Problem & Job;
    // Which of the two holds, the shipped model decides.
    expect(stats.isSearchable ? body.state : body.code).toBe(
      stats.isSearchable ? 'finished' : 'MODEL_NOT_CALIBRATED',
    );
  });

  it('keeps nothing of a file that is no recording', async () => {
    const answer = await service.post('/library/recordings?wait=60', {
      recording: new File(['<script>alert(1)</script>'], 'song.mp3'),
    });
    expect(await answer.json()).toMatchObject({ state: 'failed', problem: { code: 'AUDIO_MALFORMED' } });
    const kept = (await filesBelow(join(folder, 'data'))).filter((path) => path.startsWith('recordings/'));
    expect(kept).toHaveLength(2);
  });

  it('deletes a removed recording with its file', async () => {
    const path = `/library/recordings/${originalId}`;
    expect((await service.request(path, { method: 'DELETE' })).status).toBe(204);
    for (const gone of [path, `${path}/audio`]) {
      expect(await service.json(gone)).toMatchObject({ status: 404, code: 'RECORDING_NOT_FOUND' });
    }
    expect(await service.json(path, { method: 'DELETE' })).toMatchObject({ code: 'RECORDING_NOT_FOUND' });
    expect((await filesBelow(join(folder, 'data'))).join()).not.toContain(originalId);
  });

  it('counts its recordings among the metrics', async () => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    expect(text).toContain('doppelton_library_recordings 1\n');
    expect(text).toContain('doppelton_jobs_ended_total{kind="addition",state="finished",code=""} 3\n');
  });

  it('is the same after a restart, its jobs too', async () => {
    const before = await service.json('/library/recordings');
    const job = await add('again.ogg', samplePath('different.ogg'));
    expect(await service.stop()).toBe(0);
    service = await ServiceProcess.start(
      ...['--library', join(folder, 'library'), '--data', join(folder, 'data'), '--processes', '1'],
    );
    expect(await service.json('/library/recordings')).toEqual(before);
    expect(await service.json(`/jobs/${job.id}`)).toEqual(job);
  });
});

describe('a service without a library', () => {
  it('says so on every route of the library', async () => {
    const plain = await ServiceProcess.start('--processes', '1');
    try {
      for (const path of ['/library', '/library/recordings', `/library/recordings/${originalId}/audio`]) {
        expect(await plain.json(path)).toMatchObject({ status: 404, code: 'LIBRARY_NOT_SERVED' });
      }
      for (const [path, part] of [
        ['/library/recordings', 'recording'],
        ['/searches', 'query'],
      ] as const) {
        const answer = await plain.post(path, { [part]: new File(['x'], 'x.mp3') });
        expect(await answer.json()).toMatchObject({ code: 'LIBRARY_NOT_SERVED' });
      }
    } finally {
      await plain.stop();
    }
  });
});
