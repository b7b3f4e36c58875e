import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hashFile } from '../files/file-hash.js';
import type { IngestAnswer, IngestJob } from '../library/ingest/ingest-worker.js';
import { WorkerPool } from './worker-pool.js';

const path = fileURLToPath(new URL('../../../../samples/altered.mp3', import.meta.url));
const CLOSED = { code: 'INTERNAL', message: 'the worker threads are being ended' };

const makePool = (model = 'default') =>
  new WorkerPool<IngestJob, IngestAnswer>('library/ingest/ingest-worker.js', 1, { model });

describe('a pool of threads that is closed', () => {
  // The delay is what is tested: it decides what the thread is loading when it is to end.
  it.each(Array.from({ length: 20 }, (_, i) => 30 * i))(
    'leaves the process alive %i ms after its threads were started',
    async (milliseconds) => {
      const pool = makePool();
      await setTimeout(milliseconds);
      await pool.close();
      await expect(pool.run({ path })).rejects.toMatchObject(CLOSED);
    },
  );

  it('does the job that it was given, and not the one that waits', async () => {
    const pool = makePool();
    const [given, waiting] = await Promise.allSettled([
      pool.run({ path }),
      pool.run({ path }),
      pool.close(),
      pool.close(),
    ]);
    expect(given).toEqual({ status: 'fulfilled', value: { sha256: await hashFile(path) } });
    expect(waiting).toMatchObject({ status: 'rejected', reason: CLOSED });
  });

  it('ends also where the model cannot be loaded, which a job reports', async () => {
    const pool = makePool('no-such-model');
    const sha256 = await hashFile(path);
    await expect(pool.run({ path, sha256 })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await pool.close();
    await expect(pool.run({ path })).rejects.toMatchObject(CLOSED);
  });
});
