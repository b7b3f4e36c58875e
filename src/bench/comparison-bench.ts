import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { embedRecording } from '../embedding/index.js';
import { createAudioDecoder, createOnnxRuntime, loadModel } from '../platform/node/index.js';
import { writeLongRecordings } from './long-recordings.js';
import { matrixProduct } from './matrix-product.js';
import { summary, time, timed } from './timing.js';

const SECONDS = 180;
const RUNS = 9;
const PRODUCTS_A_RUN = 4;
const packagePath = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Embedding of decoded sound by the default model: transform, network, overlapping windows. */
export async function benchEmbedding(): Promise<string> {
  const audio = await createAudioDecoder().open(packagePath('samples/original.ogg'));
  const chunks: Float32Array[] = [];
  for await (const chunk of audio.chunks) chunks.push(chunk.slice());
  await audio.close();
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const seconds = length / audio.sampleRateHz;
  const embedder = await loadModel('default', createOnnxRuntime());
  // eslint-disable-next-line @typescript-eslint/require-await -- what a decoder gives is asynchronous
  async function* again() {
    for (let given = 0; given < SECONDS; given += seconds) yield* chunks;
  }
  const { medianMs } = await time(5, () =>
    embedRecording({ ...audio, chunks: again() }, embedder, 'bench', {}),
  );
  await embedder.release();
  const total = Math.ceil(SECONDS / seconds) * seconds;
  return `embedding of decoded sound, default model: ${Math.round((1000 * total) / medianMs)} × real time`;
}

/** `doppelton compare` of two recordings of three minutes as a whole process, start-up and decoding included. */
export async function benchComparison(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'doppelton-bench-'));
  try {
    const paths = await writeLongRecordings(folder, 2);
    const command = [packagePath('bin/doppelton.js'), 'compare', ...paths];
    const product = await matrixProduct(createOnnxRuntime({ threads: availableParallelism() }));
    await product.run();
    const comparisons: number[] = [];
    const products: number[] = [];
    // In turns, so that other work on the machine meets both alike.
    for (let run = 0; run <= RUNS; run++) {
      const milliseconds = await timed(() => promisify(execFile)(process.execPath, command));
      // The first run only warms up.
      if (run > 0) comparisons.push(milliseconds);
      for (let i = 0; i < PRODUCTS_A_RUN; i++) products.push(await timed(() => product.run()));
    }
    const { medianMs, bestMs } = summary(comparisons);
    const s = (ms: number) => (ms / 1000).toFixed(2);
    const rate = (ms: number) => Math.round(product.flops / ms / 1e6);
    const beside = summary(products);
    return (
      `compare of two MP3 files of 3 minutes, whole process: median ${s(medianMs)} s, best ${s(bestMs)} s of ${RUNS}\n` +
      `  in turns with it, a large matrix product: median ${rate(beside.medianMs)}, best ${rate(beside.bestMs)} GFLOP/s`
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
