import { createHash } from 'node:crypto';
import { applyAugmentation, chain, type AlterationPorts } from '../../augment/index.js';
import { decodeSignal, type Signal } from '../../audio/index.js';
import type { Embedder } from '../../embedding/index.js';
import { COLLAGE_LEVELS, drawChunkAlterations, type CollageLevel } from '../../evaluation/index.js';
import type { Rng } from '../../numeric/index.js';
import { createAudioDecoder } from '../../platform/node/index.js';
import {
  LIBRARY_HOP_SECONDS,
  libraryEntry,
  type LibraryEntry,
  type LibraryRecording,
} from '../../search/index.js';
import { analyseFile } from '../../verification/index.js';

/** An altered copy of a whole recording, as a library keeps it. */
export interface AlteredCopy {
  readonly entry: LibraryEntry;
  readonly level: CollageLevel;
}

/** Copies of a recording, altered as the collages' chunks of the levels in turn are, each in some way. */
export async function alteredCopies(
  recording: LibraryRecording,
  count: number,
  {
    embedder,
    ports,
    rng,
  }: { readonly embedder: Embedder; readonly ports: AlterationPorts; readonly rng: Rng },
): Promise<AlteredCopy[]> {
  const original = await decodeSignal(createAudioDecoder(), recording.path);
  const copies: AlteredCopy[] = [];
  for (let i = 0; i < count; i++) {
    const level = COLLAGE_LEVELS[i % COLLAGE_LEVELS.length]!;
    const altered = alter(original, level, { ports, rng });
    const path = `${recording.path}/copy ${i + 1}, ${level}`;
    copies.push({ entry: await entryOf(altered, path, embedder), level });
  }
  return copies;
}

/** Alters sound as a chunk of a collage is; those of which nothing would be altered are drawn again. */
export function alter(
  signal: Signal,
  level: CollageLevel,
  { ports, rng }: { readonly ports: AlterationPorts; readonly rng: Rng },
): Signal {
  let alterations = drawChunkAlterations(level, rng);
  while (alterations.length === 0) alterations = drawChunkAlterations(level, rng);
  return applyAugmentation(signal, chain(...alterations), ports);
}

async function entryOf(
  { samples, sampleRateHz }: Signal,
  path: string,
  embedder: Embedder,
): Promise<LibraryEntry> {
  const format = { container: 'wav', codec: 'pcm_f32le', sampleRateHz, channels: 1 };
  const audio = {
    format,
    sampleRateHz,
    // eslint-disable-next-line @typescript-eslint/require-await -- what a decoder gives is asynchronous
    chunks: (async function* () {
      yield samples;
    })(),
    warnings: [],
    close: () => Promise.resolve(),
  };
  const ports = {
    decoder: { open: () => Promise.resolve(audio) },
    embedder,
    hashFile: () => Promise.resolve(createHash('sha256').update(path).digest('hex')),
  };
  const options = { hopSeconds: LIBRARY_HOP_SECONDS, forDetection: false };
  return libraryEntry(await analyseFile(ports, path, options), samples.byteLength, embedder.manifest);
}
