import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addRecording,
  createComparison,
  deleteJob,
  endedJob,
  getJob,
  getLibrary,
  getRecordingAudio,
  getRecordingAudioAddress,
  listRecordings,
  removeRecording,
  ServiceError,
  type ComparisonJob,
  type Connection,
} from '../../src/client/index.js';
import { fileOf, samplePath, ServiceProcess } from './service-process.js';

let folder: string;
let service: ServiceProcess;
let connection: Connection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-client-'));
  service = await ServiceProcess.start(
    ...['--library', join(folder, 'library'), '--data', join(folder, 'data'), '--processes', '1'],
  );
  connection = { url: service.url };
});

afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

describe('the client', () => {
  it('compares two files and hears of the progress', async () => {
    const reference = await fileOf(samplePath('original.ogg'), 'original.ogg');
    const candidate = await fileOf(samplePath('altered.mp3'), 'altered.mp3');
    const told: ComparisonJob[] = [];
    const queued = await createComparison(connection, { reference, candidate });
    const job = await endedJob(connection, queued, { onChange: (each) => told.push(each) });
    expect(job).toMatchObject({ state: 'finished', files: { reference: 'original.ogg' } });
    expect(job.result?.verdict).toBe('match');
    expect(job.result?.candidate.path).toBe('altered.mp3');
    expect(told.at(-1)).toEqual(job);
    expect(told.some(({ progress }) => progress !== undefined)).toBe(true);
    await deleteJob(connection, { id: job.id });
    await expect(getJob(connection, { id: job.id })).rejects.toThrow(ServiceError);
  });

  it('tells of an error by its code', async () => {
    const reference = new File([], 'empty.wav');
    const job = await createComparison(connection, { reference, candidate: reference, wait: 60 });
    expect(job).toMatchObject({ state: 'failed', problem: { code: 'AUDIO_EMPTY' } });
    const id = '0'.repeat(64);
    const error = await getRecordingAudio(connection, { id }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ status: 404, problem: { code: 'RECORDING_NOT_FOUND' } });
  });

  it('fills, lists, plays and empties the library', async () => {
    const recording = await fileOf(samplePath('original.ogg'), 'original.ogg');
    const job = await addRecording(connection, { recording, wait: 60 });
    const id = job.result!.recording.id;
    const bytes = await readFile(samplePath('original.ogg'));
    expect(id).toBe(createHash('sha256').update(bytes).digest('hex'));
    const { recordings, total } = await listRecordings(connection, { limit: 10 });
    expect([total, recordings[0]?.name]).toEqual([1, 'original.ogg']);
    const audio = await getRecordingAudio(connection, { id });
    expect(Buffer.from(await audio.arrayBuffer()).equals(bytes)).toBe(true);
    expect(getRecordingAudioAddress(connection, { id })).toBe(
      `${service.url}/api/v1/library/recordings/${id}/audio`,
    );
    await removeRecording(connection, { id });
    expect((await getLibrary(connection)).recordings).toBe(0);
  });
});
