import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createComparison, endedJob, getMetrics, type Connection } from '../client/index.js';
import { startService } from './started-service.js';

const packagePath = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const PARALLEL = 50;
const ALONE = 10;
const CLIP_SECONDS = 30;
/** Of the sample: 80 kbit/s. */
const BYTES_PER_SECOND = 10_000;

/**
 * Comparisons of two clips of 30 s over HTTP, one after the other and fifty at once, by a service of its own as
 * `doppelton serve` starts it.
 */
export async function benchService(): Promise<string> {
  const { child, connection } = await startService();
  try {
    const sample = await readFile(packagePath('samples/altered.mp3'));
    // Pieces of an MP3 are MP3s: its frames stand alone. Each clip is another, so that nothing could be remembered.
    const clip = (start: number) =>
      new File([sample.subarray(start, start + CLIP_SECONDS * BYTES_PER_SECOND)], 'clip.mp3');
    const compare = async (i: number) => {
      const start = performance.now();
      const files = { reference: clip(i), candidate: clip(50_000 + i) };
      const job = await endedJob(connection, await createComparison(connection, files));
      return { seconds: (performance.now() - start) / 1000, isDone: job.state === 'finished' };
    };
    await compare(0);
    const alone: Request[] = [];
    for (let i = 0; i < ALONE; i++) alone.push(await compare(i));
    const memory = watchMemory(connection);
    const start = performance.now();
    const together = await Promise.all(Array.from({ length: PARALLEL }, (_, i) => compare(i)));
    const seconds = (performance.now() - start) / 1000;
    const { serving, working } = await memory.stop();
    const done = together.filter(({ isDone }) => isDone).length;
    return [
      `comparisons of two MP3 clips of ${CLIP_SECONDS} s over HTTP`,
      `  one by one: ${describe(alone)}`,
      `  ${PARALLEL} at once: ${describe(together)}; ${done} of ${PARALLEL} done in ${seconds.toFixed(1)} s, ${(done / seconds).toFixed(2)} a second`,
      `  memory at most: serving process ${Math.round(serving)} MB, each comparing process ${Math.round(working)} MB`,
    ].join('\n');
  } finally {
    child.kill('SIGTERM');
  }
}

interface Request {
  readonly seconds: number;
  readonly isDone: boolean;
}

function describe(requests: readonly Request[]): string {
  const sorted = requests.map(({ seconds }) => seconds).sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!.toFixed(2);
  return `median ${quantile(0.5)} s, 95th percentile ${quantile(0.95)} s`;
}

const WATCH_MS = 500;
const BYTES_PER_MEGABYTE = 1 << 20;

/** Looks now and then at how much memory the service says that its processes hold. */
function watchMemory(connection: Connection) {
  let serving = 0;
  let working = 0;
  const look = async () => {
    const metrics = await getMetrics(connection);
    const figures = (name: string) =>
      [...metrics.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\d+)$`, 'gm'))].map(([, bytes]) =>
        Number(bytes),
      );
    serving = Math.max(serving, ...figures('process_resident_memory_bytes'));
    working = Math.max(working, ...figures('doppelton_worker_memory_bytes'));
  };
  const timer = setInterval(() => void look(), WATCH_MS);
  return {
    async stop() {
      clearInterval(timer);
      await look();
      return { serving: serving / BYTES_PER_MEGABYTE, working: working / BYTES_PER_MEGABYTE };
    },
  };
}
