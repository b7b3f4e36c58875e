import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { DoppeltonError } from '../../errors/index.js';

const PREFIX = 'dt_';
const KEY_BYTES = 32;
const ID_BYTES = 6;

const storedKeySchema = z.strictObject({
  /** Says in logs whose request it is; not secret. */
  id: z.string().regex(/^[0-9a-f]{12}$/),
  /** What the operator calls it. */
  name: z.string(),
  /** Of the key in its written form. A key is 256 random bits: guessing is hopeless, a slow hash would add nothing. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.iso.datetime(),
});

const keyFileSchema = z.strictObject({
  format: z.literal('doppelton-keys/1'),
  keys: z.array(storedKeySchema),
});

/** A key as it is kept: it can be recognised, not recovered. */
export type StoredKey = z.infer<typeof storedKeySchema>;

/**
 * Makes a key.
 *
 * @param name - What the operator calls it.
 * @returns The key in its written form, which is kept nowhere, and what is kept of it.
 */
export function newApiKey(name: string, now: Date): { readonly key: string; readonly stored: StoredKey } {
  const key = PREFIX + randomBytes(KEY_BYTES).toString('base64url');
  const id = randomBytes(ID_BYTES).toString('hex');
  return { key, stored: { id, name, sha256: digest(key).toString('hex'), createdAt: now.toISOString() } };
}

/**
 * The key among the stored ones that a header names.
 *
 * @param authorization - Value of the header `Authorization`.
 */
export function recogniseKey(
  keys: readonly StoredKey[],
  authorization: string | undefined,
): StoredKey | undefined {
  const key = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (key === undefined) return undefined;
  const hash = digest(key);
  // Each is compared in constant time: how long it takes tells nothing of how much of it fits.
  return keys.find(({ sha256 }) => timingSafeEqual(Buffer.from(sha256, 'hex'), hash));
}

/** The text of a file of keys. */
export function formatKeys(keys: readonly StoredKey[]): string {
  return `${JSON.stringify({ format: 'doppelton-keys/1', keys }, null, 2)}\n`;
}

/**
 * Reads the text of a file of keys.
 *
 * @param where - What to call it in an error.
 * @throws DoppeltonError `KEYS_MALFORMED`.
 */
export function parseKeys(text: string, where: string): readonly StoredKey[] {
  try {
    return keyFileSchema.parse(JSON.parse(text)).keys;
  } catch (cause) {
    throw new DoppeltonError('KEYS_MALFORMED', `${where}: is no file of API keys`, cause);
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
