import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPEATS = 4;
const SAMPLE_SECONDS = 45;

export const LONG_RECORDING_SECONDS = REPEATS * SAMPLE_SECONDS;

/**
 * Writes MP3 files of three minutes that differ by their titles alone.
 *
 * @returns Their paths, `count` many.
 */
export async function writeLongRecordings(folder: string, count: number): Promise<string[]> {
  const mp3 = await readFile(fileURLToPath(new URL('../../samples/altered.mp3', import.meta.url)));
  // An MP3 is a row of frames: one behind the other they are a longer MP3.
  const frames = Buffer.concat(Array.from({ length: REPEATS }, () => mp3));
  const paths = Array.from({ length: count }, (_, i) => join(folder, `${i}.mp3`));
  for (const [i, path] of paths.entries())
    await writeFile(path, Buffer.concat([frames, titleTag(String(i))]));
  return paths;
}

/** ID3v1: the last 128 bytes of a file, its title behind the first three. */
function titleTag(title: string): Buffer {
  const tag = Buffer.alloc(128);
  tag.write(`TAG${title}`, 'latin1');
  return tag;
}
