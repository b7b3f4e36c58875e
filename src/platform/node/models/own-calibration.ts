import { readFile } from 'node:fs/promises';
import { DoppeltonError } from '../../../errors/index.js';
import { readingError } from '../files/file-access.js';

/**
 * Reads a calibration that the user named in place of the model's. Whatever is wrong with it is that file's fault, not
 * the model's or a recording's.
 *
 * @param parse - Makes something of the file's text, or throws.
 * @throws DoppeltonError `CALIBRATION_UNFIT`.
 */
export async function readOwnCalibration<T>(path: string, parse: (text: string) => T): Promise<T> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof DoppeltonError ? error : readingError(path, error);
    throw new DoppeltonError('CALIBRATION_UNFIT', reason.message, reason);
  }
}
