import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  SPLITS,
  compareIds,
  type Corpus,
  type Recording,
  type SkippedRecording,
} from '../../../corpus/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { hashFile } from '../files/file-hash.js';
import { readingError, systemErrorCode } from '../files/file-access.js';
import { writeFileAtomically } from '../files/file-writing.js';

/** Name of the file that describes a folder's recordings, in the folder itself. */
const CORPUS_FILE = 'doppelton-corpus.json';

const recordingSchema = z.strictObject({
  /** Relative to the folder, `/` between folders, never out of it. */
  id: z
    .string()
    .min(1)
    .refine((id) => !id.startsWith('/') && !id.split(/[/\\]/).includes('..'), 'must stay inside the corpus'),
  group: z.string(),
  sharesSoundWith: z.array(z.string()).exactOptional(),
  /** Of earlier descriptions: a name where there are now ids; fetching again writes them. */
  session: z.string().exactOptional(),
  title: z.string().exactOptional(),
  licence: z.string().exactOptional(),
  split: z.enum(SPLITS).exactOptional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .exactOptional(),
  durationSeconds: z.number().positive().exactOptional(),
  category: z.string().exactOptional(),
  container: z.string().exactOptional(),
});

const corpusFileSchema = z.strictObject({
  format: z.literal('doppelton-corpus/1'),
  name: z.string().min(1),
  recordings: z.array(recordingSchema),
});

/** What a corpus file says about one recording. */
export type RecordingDescription = Omit<Recording, 'path'>;

/**
 * Writes a folder's description, in place of an earlier one.
 *
 * @throws DoppeltonError `FILE_UNWRITABLE`.
 */
export async function writeCorpusFile(
  root: string,
  name: string,
  recordings: readonly RecordingDescription[],
): Promise<void> {
  const content = { format: 'doppelton-corpus/1', name, recordings };
  await writeFileAtomically(join(root, CORPUS_FILE), `${JSON.stringify(content, undefined, 1)}\n`);
}

/** A folder's description: the corpus' name and its recordings, whether or not they are on disk. */
export interface CorpusDescription {
  readonly name: string;
  readonly recordings: readonly RecordingDescription[];
}

/**
 * Reads a folder's description.
 *
 * @returns Undefined when the folder has none.
 * @throws DoppeltonError `CORPUS_MALFORMED`, `FILE_UNREADABLE`.
 */
export async function readCorpusFile(root: string): Promise<CorpusDescription | undefined> {
  const path = join(root, CORPUS_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw readingError(path, error);
  }
  return parseCorpusFile(text, path);
}

/**
 * Reads a folder by its own description. Described files that are missing or empty are listed as skipped; files that
 * the description does not name are not part of the corpus.
 *
 * @param verifyHashes - Also reads every file whole and skips those whose SHA-256 is not the described one.
 * @returns Undefined when the folder has no description.
 * @throws DoppeltonError `CORPUS_MALFORMED`, `FILE_UNREADABLE`.
 */
export async function readDescribedCorpus(root: string, verifyHashes: boolean): Promise<Corpus | undefined> {
  const description = await readCorpusFile(root);
  if (description === undefined) return undefined;
  const recordings: Recording[] = [];
  const skipped: SkippedRecording[] = [];
  for (const described of description.recordings) {
    const recording = { ...described, path: join(root, described.id) };
    const fault = await findFault(recording, verifyHashes);
    if (fault === undefined) recordings.push(recording);
    else skipped.push(fault);
  }
  recordings.sort((a, b) => compareIds(a.id, b.id));
  return { name: description.name, root, recordings, skipped };
}

function parseCorpusFile(text: string, path: string): CorpusDescription {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new DoppeltonError('CORPUS_MALFORMED', `${path} is not JSON.`, cause);
  }
  const result = corpusFileSchema.safeParse(json);
  if (result.success) return { name: result.data.name, recordings: result.data.recordings };
  const issue = result.error.issues[0]!;
  throw new DoppeltonError('CORPUS_MALFORMED', `${path}: ${issue.path.join('.')}: ${issue.message}.`);
}

async function findFault(recording: Recording, verifyHash: boolean): Promise<SkippedRecording | undefined> {
  const { id, path, sha256 } = recording;
  try {
    const { size } = await stat(path);
    if (size === 0) return { path: id, reason: 'empty', message: 'The file has no bytes.' };
    if (!verifyHash || sha256 === undefined || (await hashFile(path)) === sha256) return undefined;
    return {
      path: id,
      reason: 'hash-mismatch',
      message: 'Its bytes are not those that the corpus describes.',
    };
  } catch (error) {
    return systemErrorCode(error) === 'ENOENT'
      ? { path: id, reason: 'missing', message: 'The corpus describes it, but it is not on disk.' }
      : { path: id, reason: 'unreadable', message: `Cannot be read (${systemErrorCode(error)}).` };
  }
}
