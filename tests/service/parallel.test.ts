import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComparison, endedJob, getMetrics } from '../../src/client/index.js';
import { samplePath, ServiceProcess } from './service-process.js';

const PARALLEL = 50;
/** 30 s of the sample's 80 kbit/s. */
const CLIP_BYTES = 300_000;
/** What the serving process may hold more after fifty jobs than before them. */
const MOST_GROWTH_BYTES = 150 * (1 << 20);

let service: ServiceProcess;

beforeAll(async () => {
  service = await ServiceProcess.start('--processes', '2', '--job-memory', '1024', '--job-time', '3600');
});

afterAll(() => service.stop());

describe('50 clients that compare two clips of 30 s at once', () => {
  it('are all answered, and the memory for it is bounded', async () => {
    const heldBefore = heldBytes(await getMetrics(service));
    const sample = await readFile(samplePath('altered.mp3'));
    const clip = (start: number) => new File([sample.subarray(start, start + CLIP_BYTES)], 'clip.mp3');
    const jobs = await Promise.all(
      Array.from({ length: PARALLEL }, async (_, i) =>
        endedJob(
          service,
          await createComparison(service, { reference: clip(1000 * i), candidate: clip(100_000 + 1000 * i) }),
        ),
      ),
    );
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(PARALLEL);
    expect(jobs.filter(({ result }) => result?.verdict === 'match')).toHaveLength(PARALLEL);
    const metrics = await getMetrics(service);
    expect(metrics).toContain('doppelton_worker_restarts_total 0\n');
    expect(heldBytes(metrics) - heldBefore).toBeLessThan(MOST_GROWTH_BYTES);
  });
});

/** Memory of the serving process. */
function heldBytes(metrics: string): number {
  return Number(/^process_resident_memory_bytes (\d+)$/m.exec(metrics)![1]);
}
