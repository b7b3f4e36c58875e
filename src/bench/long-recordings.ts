import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Writes two MP3 files of three minutes. @returns Their paths. */
export async function writeLongRecordings(folder: string): Promise<readonly [string, string]> {
  const mp3 = await readFile(fileURLToPath(new URL('../../samples/altered.mp3', import.meta.url)));
  const [reference, candidate] = [join(folder, 'reference.mp3'), join(folder, 'candidate.mp3')];
  // An MP3 is a row of frames: one behind the other they are a longer MP3. 4 × 45 s make three minutes.
  for (const path of [reference, candidate]) await writeFile(path, Buffer.concat([mp3, mp3, mp3, mp3]));
  return [reference, candidate];
}
