import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { compareIds, type Corpus, type Recording, type SkippedRecording } from '../../../corpus/index.js';
import { readFmaTracks, type FmaTrack } from './corpus-fma-tracks.js';
import { walkFolder, type FoundFile } from './corpus-walk.js';

/** The published sets, each with the values of `set.subset` that its archive holds. */
const SUBSETS_BY_FOLDER: Readonly<Record<string, readonly string[] | 'all'>> = {
  fma_small: ['small'],
  fma_medium: ['small', 'medium'],
  fma_large: ['small', 'medium', 'large'],
  fma_full: 'all',
};

/** Where the parts of a download of the Free Music Archive dataset lie. */
interface FmaLayout {
  readonly tracksCsv: string;
  /** Folder that holds the audio folders; ids are relative to {@link FmaLayout.root}. */
  readonly root: string;
  /** Ids' first part for each audio folder, with the set's name; the part is empty when the root is the set. */
  readonly sets: readonly { readonly name: string; readonly path: string; readonly idPrefix: string }[];
}

/**
 * Recognises the layout in which FMA is published: `fma_metadata/tracks.csv` beside one or more of `fma_small`,
 * `fma_medium`, `fma_large`, `fma_full`. The root may be the folder of all these, or one of the sets.
 *
 * @see Defferrard et al., "FMA: A Dataset for Music Analysis", ISMIR 2017.
 */
export async function findFmaLayout(root: string): Promise<FmaLayout | undefined> {
  const isSet = basename(root) in SUBSETS_BY_FOLDER;
  const tracksCsv = join(isSet ? dirname(root) : root, 'fma_metadata', 'tracks.csv');
  if (!(await exists(tracksCsv))) return undefined;
  if (isSet) return { tracksCsv, root, sets: [{ name: basename(root), path: root, idPrefix: '' }] };
  const sets = [];
  for (const name of Object.keys(SUBSETS_BY_FOLDER)) {
    const path = join(root, name);
    if (await exists(path)) sets.push({ name, path, idPrefix: `${name}/` });
  }
  return sets.length === 0 ? undefined : { tracksCsv, root, sets };
}

/**
 * Reads a download of FMA: the publisher's splits, licences, titles, artists as groups.
 *
 * Tracks of the set that are not on disk, and files that the table does not know, are listed as skipped; so is a
 * track that a smaller set has already given.
 *
 * @throws DoppeltonError `CORPUS_MALFORMED` when the table cannot be read as published.
 */
export async function readFmaCorpus(layout: FmaLayout, name: string): Promise<Corpus> {
  const tracks = await readFmaTracks(layout.tracksCsv);
  const recordings: Recording[] = [];
  const skipped: SkippedRecording[] = [];
  const seen = new Map<number, string>();
  for (const set of layout.sets) {
    const listing = await walkFolder(set.path);
    skipped.push(...listing.skipped.map((entry) => ({ ...entry, path: set.idPrefix + entry.path })));
    const onDisk = new Set<number>();
    for (const file of listing.files) {
      const id = set.idPrefix + file.id;
      const trackId = trackIdOf(file.id);
      if (trackId === undefined) continue;
      onDisk.add(trackId);
      const earlier = seen.get(trackId);
      const found = describeTrack({ ...file, id }, tracks.get(trackId), earlier);
      if ('reason' in found) skipped.push(found);
      else {
        recordings.push(found);
        seen.set(trackId, id);
      }
    }
    skipped.push(...missingTracks(set, tracks, onDisk));
  }
  recordings.sort((a, b) => compareIds(a.id, b.id));
  return { name, root: layout.root, recordings, skipped };
}

/** The number in `000/000002.mp3`; undefined for README.txt and checksums. */
function trackIdOf(id: string): number | undefined {
  const match = /^\d{3}\/(\d{6})\.mp3$/.exec(id);
  return match === null ? undefined : Number(match[1]);
}

function describeTrack(
  { id, path, bytes }: FoundFile,
  track: FmaTrack | undefined,
  earlier: string | undefined,
): Recording | SkippedRecording {
  if (track === undefined) return { path: id, reason: 'unlisted', message: 'tracks.csv does not list it.' };
  if (earlier !== undefined)
    return { path: id, reason: 'duplicate', message: `The same track as ${earlier}.` };
  if (bytes === 0) return { path: id, reason: 'empty', message: 'The file has no bytes.' };
  const { title, licence, category, split } = track;
  return {
    id,
    path,
    group: track.group,
    container: 'mp3',
    ...(title !== undefined && { title }),
    ...(licence !== undefined && { licence }),
    ...(category !== undefined && { category }),
    ...(split !== undefined && { split }),
  };
}

function missingTracks(
  { name, idPrefix }: FmaLayout['sets'][number],
  tracks: ReadonlyMap<number, FmaTrack>,
  onDisk: ReadonlySet<number>,
): SkippedRecording[] {
  const subsets = SUBSETS_BY_FOLDER[name]!;
  const missing: SkippedRecording[] = [];
  for (const [trackId, { subset }] of tracks) {
    if (onDisk.has(trackId) || (subsets !== 'all' && !subsets.includes(subset ?? ''))) continue;
    const digits = String(trackId).padStart(6, '0');
    const path = `${idPrefix}${digits.slice(0, 3)}/${digits}.mp3`;
    missing.push({
      path,
      reason: 'missing',
      message: `tracks.csv lists it for ${name}, but it is not on disk.`,
    });
  }
  return missing;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
