import { createHash } from 'node:crypto';
import { Rng } from '../../numeric/index.js';
import { quantiseDirection } from '../../embedding/index.js';
import { recordingAt, type LibraryEntry, type LibraryStore } from '../../search/index.js';

/** What is laid over a repeat, in lengths of its own vector: another recording's, and white noise. */
const OTHER_SHARE = 0.8;
const NOISE_SHARE = 0.4;
/** Share of the sketch's bytes that come from the other recording. */
const OTHER_SKETCH_SHARE = 0.3;
/** Noise is drawn once and read from changing places. */
const NOISE_NUMBERS = 1 << 20;

/** All that a library holds. */
export async function readEntries(store: LibraryStore): Promise<LibraryEntry[]> {
  const entries: LibraryEntry[] = [];
  for await (const recording of store.list()) {
    const [windows, sketch] = await Promise.all([store.windows(recording.id), store.sketch(recording.id)]);
    if (windows !== undefined && sketch !== undefined) entries.push({ recording, windows, sketch });
  }
  return entries;
}

/**
 * Real recordings, and then, without end, recordings shaped like them: each time all of them again, every one with
 * another one and noise laid over it, so that the vectors stay among those of real sound and none is near to another.
 */
export function* repeatedRecordings(
  originals: readonly LibraryEntry[],
): Generator<LibraryEntry, never, void> {
  yield* originals;
  const rng = new Rng(7);
  const noise = Float32Array.from({ length: NOISE_NUMBERS }, () => rng.normal());
  for (let round = 1; ; round++) {
    const shift = 1 + rng.integer(originals.length - 1);
    for (const [i, entry] of originals.entries()) {
      const other = originals[(i + shift) % originals.length]!;
      yield overlaid(entry, other, round, { noise, rng });
    }
  }
}

function overlaid(
  { recording, windows, sketch }: LibraryEntry,
  other: LibraryEntry,
  round: number,
  { noise, rng }: { readonly noise: Float32Array; readonly rng: Rng },
): LibraryEntry {
  const count = windows.times.length / 2;
  const size = windows.directions.length / count;
  const otherCount = other.windows.times.length / 2;
  const first = rng.integer(otherCount);
  const directions = new Int8Array(windows.directions.length);
  for (let i = 0; i < count; i++) {
    const own = windows.directions.subarray(i * size, (i + 1) * size);
    const start = ((first + i) % otherCount) * size;
    const laidOver = other.windows.directions.subarray(start, start + size);
    const noiseStart = rng.integer(noise.length - size);
    directions.set(mixed(own, laidOver, noise.subarray(noiseStart, noiseStart + size)), i * size);
  }
  const bits = sketch.bits.map((byte, i) =>
    rng.uniform() < OTHER_SKETCH_SHARE ? other.sketch.bits[i % other.sketch.bits.length]! : byte,
  );
  const id = createHash('sha256').update(`${recording.id}/${round}`).digest('hex');
  return {
    recording: recordingAt({ ...recording, id }, [`${recording.path}/${round}`]),
    windows: { directions, times: windows.times },
    sketch: { ...sketch, bits },
  };
}

function mixed(own: Int8Array, other: Int8Array, noise: Float32Array): Int8Array {
  const ownScale = 1 / length(own);
  const otherScale = OTHER_SHARE / length(other);
  const noiseScale = NOISE_SHARE / Math.sqrt(own.length);
  return quantiseDirection(
    Float32Array.from(own, (value, i) => ownScale * value + otherScale * other[i]! + noiseScale * noise[i]!),
  );
}

function length(vector: Int8Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.max(1, Math.sqrt(sum));
}
