import type { AudioDecoder } from './audio-decoder.js';

/**
 * How long recordings are by their headers, for a display of progress.
 *
 * @returns Seconds in all; 0 when one of them does not say.
 * @throws DoppeltonError What opening a recording throws, so that a bad file is known before the work begins.
 */
export async function declaredSeconds(decoder: AudioDecoder, paths: readonly string[]): Promise<number> {
  let total: number | undefined = 0;
  for (const path of paths) {
    const audio = await decoder.open(path);
    await audio.close();
    const { declaredDurationSeconds } = audio.format;
    total =
      total === undefined || declaredDurationSeconds === undefined
        ? undefined
        : total + declaredDurationSeconds;
  }
  return total ?? 0;
}
