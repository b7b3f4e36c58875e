import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import {
  refuseDuplicates,
  type Corpus,
  type Recording,
  type SkippedRecording,
  type Split,
} from '../../../corpus/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { readDescribedCorpus } from './corpus-file.js';
import { readFolderCorpus } from './corpus-folder.js';
import { findFmaLayout, readFmaCorpus } from './corpus-fma.js';
import { readSplitFile } from './corpus-split-file.js';
import { hashFile } from '../files/file-hash.js';
import { skippedBecause } from './corpus-skipping.js';
import { readingError } from '../files/file-access.js';

/** How thoroughly to read a corpus. */
export interface ReadCorpusOptions {
  /**
   * `duplicates` (the default) reads only files that have another's size, which is enough to find every duplicate;
   * `all` gives every recording its SHA-256 and checks it where the corpus states one.
   */
  readonly hash?: 'duplicates' | 'all';
  /** Called for each file that is read to be hashed. */
  readonly onHash?: (recording: Recording) => void;
}

/**
 * Reads a corpus, recognised by what lies in the folder: its own description (`doppelton-corpus.json`, as the fetch
 * command writes it), the Free Music Archive as published, or else any folder of audio. Nothing is decoded.
 *
 * A `splits.csv` in the folder sets the splits of the recordings that it names. What cannot be used, duplicates among
 * it, is listed in `skipped`, never fatal.
 *
 * @throws DoppeltonError `FILE_NOT_FOUND`, `NOT_A_FOLDER` about the root; `CORPUS_MALFORMED` about its description.
 */
export async function readCorpus(root: string, options: ReadCorpusOptions = {}): Promise<Corpus> {
  await requireFolder(root);
  const corpus = withSplits(await recogniseCorpus(root, options.hash === 'all'), await readSplitFile(root));
  const { recordings: hashed, skipped: unreadable } = await hashRecordings(corpus.recordings, options);
  const { recordings, skipped: duplicates } = refuseDuplicates(hashed);
  return { ...corpus, recordings, skipped: [...corpus.skipped, ...unreadable, ...duplicates] };
}

/** The owner's splits stand above the publisher's. */
function withSplits(corpus: Corpus, splits: ReadonlyMap<string, Split>): Corpus {
  const recordings = corpus.recordings.map((recording) => {
    const split = splits.get(recording.id);
    return split === undefined ? recording : { ...recording, split };
  });
  return { ...corpus, recordings };
}

async function recogniseCorpus(root: string, verifyHashes: boolean): Promise<Corpus> {
  const described = await readDescribedCorpus(root, verifyHashes);
  if (described !== undefined) return described;
  const name = basename(resolve(root));
  const fma = await findFmaLayout(resolve(root));
  return fma === undefined ? readFolderCorpus(root, name) : readFmaCorpus(fma, name);
}

async function hashRecordings(
  recordings: readonly Recording[],
  { hash = 'duplicates', onHash }: ReadCorpusOptions,
): Promise<{ readonly recordings: Recording[]; readonly skipped: SkippedRecording[] }> {
  const worthHashing = hash === 'all' ? undefined : await recordingsOfSharedSize(recordings);
  const hashed: Recording[] = [];
  const skipped: SkippedRecording[] = [];
  for (const recording of recordings) {
    if (recording.sha256 !== undefined || worthHashing?.has(recording) === false) {
      hashed.push(recording);
      continue;
    }
    try {
      hashed.push({ ...recording, sha256: await hashFile(recording.path) });
    } catch (error) {
      skipped.push(skippedBecause(recording.id, error));
    }
    onHash?.(recording);
  }
  return { recordings: hashed, skipped };
}

/** Equal bytes take equal sizes, so that of a large corpus only a few files need be read. */
async function recordingsOfSharedSize(recordings: readonly Recording[]): Promise<ReadonlySet<Recording>> {
  const bySize = new Map<number, Recording[]>();
  for (const recording of recordings) {
    if (recording.sha256 !== undefined) continue;
    const size = await stat(recording.path).then(
      (status) => status.size,
      () => undefined,
    );
    if (size === undefined) continue;
    const others = bySize.get(size);
    if (others === undefined) bySize.set(size, [recording]);
    else others.push(recording);
  }
  return new Set([...bySize.values()].filter((same) => same.length > 1).flat());
}

async function requireFolder(root: string): Promise<void> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(root)).isDirectory();
  } catch (error) {
    throw readingError(root, error);
  }
  if (!isFolder) throw new DoppeltonError('NOT_A_FOLDER', `${root}: is not a folder`);
}
