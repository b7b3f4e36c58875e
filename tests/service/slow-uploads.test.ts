import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, startService, type RunningService } from '../../src/server/index.js';
import { file, formRequest } from './hostile-uploads.js';
import { sendRaw, stall } from './raw-request.js';
import { filesBelow } from './service-process.js';

let folder: string;
let service: RunningService;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doppelton-slow-'));
  service = await startService(
    {
      model: 'default',
      host: '127.0.0.1',
      port: 0,
      processes: 1,
      dataFolder: join(folder, 'data'),
      webFolder: join(folder, 'none'),
      keepSeconds: 60,
      graceSeconds: 0,
      limits: { ...DEFAULT_LIMITS, requestSeconds: 2, jobsPerClient: 2 },
    },
    { now: () => new Date() },
  );
});

afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

describe('an upload that does not end', () => {
  it('is given up in time, and gives its place back', async () => {
    const whole = formRequest('/api/v1/comparisons', [
      file('reference', 'slow.mp3', new Uint8Array(4000)),
      file('candidate', 'slow.mp3', new Uint8Array(4000)),
    ]);
    const begun = { ...whole, body: whole.body.subarray(0, 3000) };
    const stalled = await Promise.all([stall(service.url, begun), stall(service.url, begun)]);
    // The server closes them; nobody else does.
    await Promise.all(stalled.map((socket) => once(socket.resume(), 'close')));
    await expect.poll(() => filesBelow(join(folder, 'data')), { timeout: 30_000 }).toEqual(['owner.pid']);
    const answer = await sendRaw(service.url, whole);
    expect(answer?.status).toBe(202);
  });
});
