import { readFile } from 'node:fs/promises';
import { DoppeltonError } from '../../errors/index.js';
import { readingError, writeFileAtomically } from '../../platform/node/index.js';
import { formatKeys, newApiKey, parseKeys, type StoredKey } from './api-keys.js';

/**
 * Reads a file of hashed API keys.
 *
 * @throws DoppeltonError `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `KEYS_MALFORMED`.
 */
export async function readKeyFile(path: string): Promise<readonly StoredKey[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw readingError(path, error);
  }
  return parseKeys(text, path);
}

/**
 * Makes an API key and puts its hash into a file, which is made when it is not there.
 *
 * @param name - What the operator calls the key.
 * @returns The key, which is kept nowhere.
 * @throws DoppeltonError As {@link readKeyFile} does, and `FILE_UNWRITABLE`.
 */
export async function addKeyToFile(path: string, name: string, now: Date): Promise<string> {
  const earlier = await readKeyFile(path).catch((error: unknown) => {
    if (error instanceof DoppeltonError && error.code === 'FILE_NOT_FOUND') return [];
    throw error;
  });
  const { key, stored } = newApiKey(name, now);
  await writeFileAtomically(path, formatKeys([...earlier, stored]));
  return key;
}
