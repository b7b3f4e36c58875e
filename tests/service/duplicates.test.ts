import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createSearch,
  deleteJob,
  endedJob,
  findDuplicates,
  getJob,
  type DuplicatesJob,
  type LibraryRecording,
} from '../../src/client/index.js';
import { runDoppelton } from '../command-line.js';
import { fileOf, samplePath, ServiceProcess } from './service-process.js';

let folder: string;
let service: ServiceProcess;

const start = (...flags: string[]) =>
  ServiceProcess.start(...['--data', join(folder, 'data'), '--processes', '1', '--grace', '0', ...flags]);
const startWithLibrary = () => start('--library', join(folder, 'library'));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-duplicates-'));
  await cp(samplePath(''), join(folder, 'samples'), { recursive: true });
  await mkdir(join(folder, 'copies'));
  for (const name of ['different.ogg', 'original.ogg']) {
    await cp(samplePath(name), join(folder, 'copies', `again-${name}`));
  }
  await runDoppelton(folder, 'library', 'add', 'samples', 'copies', '--library', 'library');
  service = await startWithLibrary();
});

afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

const query = async () => ({ query: await fileOf(samplePath('altered.mp3'), 'query.mp3') });

describe('the duplicates of a library', () => {
  it('are found by a job that tells how far it is, as families with the best copy', async () => {
    const told: DuplicatesJob[] = [];
    const queued = await findDuplicates(service, { falseAlarmRatePerRecording: 0.01 });
    expect(queued.kind).toBe('duplicates');
    const job = await endedJob(service, queued, { onChange: (each) => told.push(each) });
    expect(job).toMatchObject({
      state: 'finished',
      result: { recordings: 4, model: { name: 'default' } },
    });
    // So small a library joins fewer by chance than were wanted.
    expect(job.result!.falseAlarmRatePerRecording).toBeLessThan(0.001);
    expect(told.some(({ progress }) => (progress?.totalSeconds ?? 0) > 60)).toBe(true);
    const [family, alone, ...others] = job.result!.families;
    expect(others).toEqual([]);
    const names = new Map(family!.recordings.map(({ id, name }: LibraryRecording) => [id, name]));
    expect([...names.values()].sort()).toEqual(['altered.mp3', 'faster-noisy.opus', 'original.ogg']);
    expect(JSON.stringify(job)).not.toContain(folder);
    const pair = family!.pairs.find(
      ({ referenceId, candidateId }) =>
        names.get(referenceId) === 'altered.mp3' && names.get(candidateId) === 'original.ogg',
    )!;
    expect(Math.abs(pair.line.pitchShiftSemitones - 2)).toBeLessThan(0.3);
    expect(pair.referenceShare).toBeGreaterThan(0.8);
    expect(pair.segments.length).toBeGreaterThan(0);
    const [group] = family!.duplicates;
    expect(names.get(group!.bestId)).toBe('original.ogg');
    const again = { name: 'again-original.ogg', id: group!.bestId, isIdentical: true, isSame: true };
    expect(group!.copies).toContainEqual({ ...again, tempoRatio: 1, pitchShiftSemitones: 0 });
    const altered = group!.copies.filter(({ isIdentical }) => !isIdentical);
    expect(altered.length).toBeGreaterThan(0);
    for (const { id, name } of altered) expect(names.get(id)).toBe(name);
    expect(alone!.recordings.map(({ name }) => name)).toEqual(['different.ogg']);
    expect(alone!.pairs).toEqual([]);
    const files = alone!.duplicates.map(({ bestId, copies }) => [bestId, copies.map(({ name }) => name)]);
    expect(files).toEqual([[alone!.recordings[0]!.id, ['again-different.ogg']]]);
  });

  it('can be asked for with nonsense in vain, and cancelled', async () => {
    const refused = await service.request('/library/duplicates?falseAlarmRatePerRecording=2', {
      method: 'POST',
    });
    expect(await refused.json()).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
    // The first one is in work while the second waits.
    const jobs = [await findDuplicates(service), await findDuplicates(service)];
    for (const { id } of jobs) await deleteJob(service, { id });
    for (const { id } of jobs) {
      expect(await service.json(`/jobs/${id}`)).toMatchObject({ code: 'JOB_NOT_FOUND' });
    }
  });
});

describe('jobs of a library', () => {
  it('are the same after a restart where they had ended, and done where they had not', async () => {
    const finished = [
      await endedJob(service, await findDuplicates(service)),
      await endedJob(service, await createSearch(service, await query())),
    ];
    expect(finished.map(({ state }) => state)).toEqual(['finished', 'finished']);
    const undone = [
      await createSearch(service, await query()),
      await findDuplicates(service),
      await createSearch(service, await query()),
    ];
    expect(await service.stop()).toBe(0);
    service = await startWithLibrary();
    for (const job of finished) expect(await getJob(service, { id: job.id })).toEqual(job);
    const ended = [];
    for (const { id } of undone) ended.push(await endedJob(service, await getJob(service, { id })));
    expect(ended.map(({ kind, state }) => [kind, state])).toEqual([
      ['search', 'finished'],
      ['duplicates', 'finished'],
      ['search', 'finished'],
    ]);
    expect(ended[1]!.result).toEqual(finished[0]!.result);
    expect(ended[2]!.result).toEqual(finished[1]!.result);
  });

  it('say why they cannot be done when the service comes back without a library', async () => {
    const jobs = [await createSearch(service, await query()), await findDuplicates(service)];
    expect(await service.stop('SIGKILL')).toBeNull();
    service = await start();
    for (const { id } of jobs) {
      const job = await endedJob(service, await getJob(service, { id }));
      expect(job).toMatchObject({ state: 'failed', problem: { code: 'LIBRARY_NOT_SERVED' } });
    }
    const refused = await service.request('/library/duplicates', { method: 'POST' });
    expect(await refused.json()).toMatchObject({ code: 'LIBRARY_NOT_SERVED' });
  });
});
