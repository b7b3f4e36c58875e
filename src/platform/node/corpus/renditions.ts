import type { Corpus } from '../../../corpus/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { readCorpus } from './corpus-reader.js';

/** Before ids and groups, so that they are no other corpus's. */
const PREFIX = 'renditions/';

/**
 * Reads a folder that holds a folder a composition, and in each of these renditions that play the same at the same time. A
 * recording's group is its composition.
 *
 * @throws DoppeltonError `CORPUS_MALFORMED` when a recording lies elsewhere, `CORPUS_EMPTY` when no composition has two
 *   renditions, and as {@link readCorpus}.
 */
export async function readRenditions(root: string): Promise<Corpus> {
  const corpus = await readCorpus(root, { hash: 'all' });
  // Compositions of another folder, or of several, would be taken for renditions of one another.
  const astray = corpus.recordings.find(
    ({ id, group }) => id.split('/').length !== 2 || !id.startsWith(`${group}/`),
  );
  if (astray !== undefined) {
    throw new DoppeltonError(
      'CORPUS_MALFORMED',
      `${root}: ${astray.id} does not lie in the folder of a composition; each composition is a folder that holds its renditions`,
    );
  }
  const groups = new Set(corpus.recordings.map(({ group }) => group));
  if (groups.size === corpus.recordings.length) {
    throw new DoppeltonError(
      'CORPUS_EMPTY',
      `${root}: no composition has two renditions; each composition is a folder that holds its renditions`,
    );
  }
  const recordings = corpus.recordings.map((recording) => ({
    ...recording,
    id: `${PREFIX}${recording.id}`,
    group: `${PREFIX}${recording.group}`,
  }));
  return { ...corpus, recordings };
}
