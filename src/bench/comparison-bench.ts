import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { embedRecording } from '../embedding/index.js';
import { createAudioDecoder, createOnnxRuntime, loadModel } from '../platform/node/index.js';
import { writeLongRecordings } from './long-recordings.js';
import { time } from './timing.js';

const SECONDS = 180;
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
    const { medianMs, bestMs } = await time(5, () => promisify(execFile)(process.execPath, command));
    const s = (ms: number) => (ms / 1000).toFixed(2);
    return `compare of two MP3 files of 3 minutes, whole process: median ${s(medianMs)} s, best ${s(bestMs)} s`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
