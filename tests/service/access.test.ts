import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDoppelton } from '../command-line.js';
import { createComparison, getJob, getMetrics, isReady } from '../../src/client/index.js';
import { ServiceProcess } from './service-process.js';

let folder: string;
let service: ServiceProcess;
let keys: string[];

const EVERY_KEY = 3;

async function newKey(name: string): Promise<string> {
  const { stdout } = await runDoppelton(folder, 'keys', 'new', '--keys', 'keys.json', '--name', name);
  return stdout.trim();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-access-'));
  keys = [];
  for (let i = 0; i < EVERY_KEY; i++) keys.push(await newKey(`client ${i}`));
  service = await ServiceProcess.start(
    '--keys',
    join(folder, 'keys.json'),
    '--processes',
    '1',
    '--rate',
    '40',
  );
});

afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

const file = () => new File(['no sound'], 'a.mp3');

describe('a service with keys', () => {
  it('keeps no key that could be used', async () => {
    const stored = await readFile(join(folder, 'keys.json'), 'utf8');
    expect(stored).toContain('client 0');
    expect(keys.filter((key) => stored.includes(key))).toEqual([]);
  });

  it('asks for one everywhere but where its health is told', async () => {
    expect(await isReady(service)).toEqual({ status: 'ok' });
    for (const key of ['', 'dt_wrong']) {
      const refused = await getMetrics({ url: service.url, key }).catch((error: unknown) => error);
      expect(refused).toMatchObject({ status: 401, problem: { code: 'KEY_REJECTED' } });
    }
    expect(await getMetrics({ url: service.url, key: keys[0]! })).toContain('doppelton_jobs{');
  });

  it('tells nobody of the jobs of others', async () => {
    const job = await createComparison(
      { url: service.url, key: keys[0]! },
      { reference: file(), candidate: file(), wait: 60 },
    );
    expect(await getJob({ url: service.url, key: keys[0]! }, { id: job.id })).toEqual(job);
    const refused = await getJob({ url: service.url, key: keys[1]! }, { id: job.id }).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ status: 404, problem: { code: 'JOB_NOT_FOUND' } });
  });

  it('refuses who asks too often, and nobody else', async () => {
    const often = { url: service.url, key: keys[2]! };
    const asked = await Promise.all(
      Array.from({ length: 60 }, () => getMetrics(often).catch((error: unknown) => error)),
    );
    const refused = asked.filter((answer) => typeof answer !== 'string');
    expect(refused).toHaveLength(20);
    expect(refused[0]).toMatchObject({ status: 429, problem: { code: 'RATE_LIMITED' } });
    expect(await getMetrics({ url: service.url, key: keys[1]! })).toContain('status="429"');
  });

  it('logs neither keys nor names of files', () => {
    expect(service.log).toContain('"route":"/api/v1/comparisons"');
    expect(service.log).not.toContain('a.mp3');
    expect(keys.filter((key) => service.log.includes(key))).toEqual([]);
  });
});

describe('a service without keys', () => {
  it('listens on this machine alone, and answers no page of another site', async () => {
    const open = await runDoppelton(folder, 'serve', '--host', '0.0.0.0', '--port', '0');
    expect(open).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('KEYS_REQUIRED') as string });
    const plain = await ServiceProcess.start('--processes', '1');
    try {
      const sent: readonly Record<string, string>[] = [
        { host: 'attacker.example' },
        { origin: 'http://attacker.example' },
      ];
      for (const headers of sent) expect(await statusOf(plain.url, headers)).toBe(403);
      expect(await statusOf(plain.url, { origin: plain.url })).toBe(200);
    } finally {
      await plain.stop();
    }
  });

  it('documents itself on a page that loads nothing and runs nothing', async () => {
    const plain = await ServiceProcess.start('--processes', '1');
    try {
      const answer = await fetch(`${plain.url}/api/`);
      const page = await answer.text();
      const policy = answer.headers.get('content-security-policy')!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(page).not.toMatch(/<script|<link|<img|\sstyle=|\son\w+=|https?:\/\/(?!127\.0\.0\.1)/);
      for (const name of ['createComparison', 'addRecording', 'getRecordingAudio', 'schema-SearchResult']) {
        expect(page).toContain(`id="${name}"`);
      }
      const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target!);
      expect(targets.filter((target) => !page.includes(`id="${target}"`))).toEqual([]);
    } finally {
      await plain.stop();
    }
  });
});

/** `fetch` does not send these headers as they are asked for. */
function statusOf(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${url}/health/live`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
