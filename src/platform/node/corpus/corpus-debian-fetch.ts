import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DEBIAN_TIERS,
  SPLITS,
  compareIds,
  describeDebianRecording,
  parseDebianManifest,
  type DebianRecording,
  type DebianTier,
  type Split,
} from '../../../corpus/index.js';
import { DoppeltonError } from '../../../errors/index.js';
import { fetchDebianPackage, isInPlace } from './corpus-debian-package.js';
import { readCorpusFile, writeCorpusFile } from './corpus-file.js';
import { systemErrorCode } from '../files/file-access.js';
import { makeFolder } from '../files/file-writing.js';
import { shippedPath } from '../files/package-root.js';

/** Which of Debian's recordings to fetch. */
export interface FetchDebianOptions {
  /** All by default. */
  readonly splits?: readonly Split[];
  /** All by default. */
  readonly tiers?: readonly DebianTier[];
  /** What to fetch from; the list that ships with the program by default. */
  readonly manifest?: readonly DebianRecording[];
  /** Called after each package. */
  readonly onPackage?: (done: number, total: number, packageName: string) => void;
}

/** What a fetch did. */
export interface FetchedDebianCorpus {
  /** Recordings that were there already, with the right bytes. */
  readonly present: number;
  readonly fetched: number;
  /** Packages of which at least one recording could not be had. */
  readonly failed: readonly { readonly package: string; readonly message: string }[];
}

/** The list of Debian's recordings that ships with the program. */
async function readDebianManifest(): Promise<DebianRecording[]> {
  return parseDebianManifest(await readFile(shippedPath('corpora/debian.tsv'), 'utf8'));
}

/**
 * Fetches recordings of Debian's archive into a folder and describes it, so that it can be read as a corpus.
 *
 * Each package is downloaded with apt only when one of its recordings is missing or has other bytes than described,
 * so a fetch that was stopped goes on where it stood. A package that cannot be had does not stop the others.
 *
 * @param root - Made when it is not there. Recordings lie in it as `package/path`.
 * @throws DoppeltonError `PROGRAM_MISSING` when something must be downloaded and apt is not there, `FILE_UNWRITABLE`.
 */
export async function fetchDebianCorpus(
  root: string,
  options: FetchDebianOptions = {},
): Promise<FetchedDebianCorpus> {
  const { splits = SPLITS, tiers = DEBIAN_TIERS } = options;
  const manifest = options.manifest ?? (await readDebianManifest());
  const wanted = manifest.filter((item) => splits.includes(item.split) && tiers.includes(item.tier));
  const packages = groupByPackage(wanted);
  const failed: { package: string; message: string }[] = [];
  let present = 0;
  let fetched = 0;
  let done = 0;
  await makeFolder(root);
  try {
    for (const [packageName, items] of packages) {
      const outcome = await fetchMissing(root, items);
      present += outcome.present;
      fetched += outcome.fetched;
      if (outcome.failure !== undefined) failed.push({ package: packageName, message: outcome.failure });
      options.onPackage?.(++done, packages.size, packageName);
    }
  } finally {
    await rm(join(root, '.fetch'), { recursive: true, force: true });
  }
  await describeFolder(root, wanted);
  return { present, fetched, failed };
}

function groupByPackage(items: readonly DebianRecording[]): Map<string, DebianRecording[]> {
  const packages = new Map<string, DebianRecording[]>();
  for (const item of items) {
    const others = packages.get(item.package);
    if (others === undefined) packages.set(item.package, [item]);
    else others.push(item);
  }
  return packages;
}

async function fetchMissing(
  root: string,
  items: readonly DebianRecording[],
): Promise<{ readonly present: number; readonly fetched: number; readonly failure?: string }> {
  const missing = [];
  for (const item of items) if (!(await isInPlace(root, item))) missing.push(item);
  const present = items.length - missing.length;
  if (missing.length === 0) return { present, fetched: 0 };
  try {
    const fetched = (await fetchDebianPackage(root, missing)).length;
    const lacking = missing.length - fetched;
    if (lacking === 0) return { present, fetched };
    return { present, fetched, failure: `${lacking} of its recordings are missing or have other bytes.` };
  } catch (error) {
    if (error instanceof DoppeltonError && error.code === 'DOWNLOAD_FAILED') {
      return { present, fetched: 0, failure: error.message };
    }
    throw error instanceof DoppeltonError ? error : unwritable(root, error);
  }
}

/** Adds to what an earlier fetch of other splits has described. */
async function describeFolder(root: string, items: readonly DebianRecording[]): Promise<void> {
  const earlier = await readCorpusFile(root);
  const byId = new Map((earlier?.recordings ?? []).map((description) => [description.id, description]));
  for (const item of items) {
    const description = describeDebianRecording(item);
    byId.set(description.id, description);
  }
  const recordings = [...byId.values()].sort((a, b) => compareIds(a.id, b.id));
  await writeCorpusFile(root, 'debian', recordings);
}

function unwritable(root: string, cause: unknown): DoppeltonError {
  return new DoppeltonError(
    'FILE_UNWRITABLE',
    `${root}: cannot be written (${systemErrorCode(cause)})`,
    cause,
  );
}
