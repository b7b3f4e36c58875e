import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { compareIds, type SkippedRecording } from '../../../corpus/index.js';
import { systemErrorCode } from '../files/file-access.js';

/** A regular file below a root. */
export interface FoundFile {
  /** Relative to the root, `/` between folders. */
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
}

/** What a walk found; both lists ordered by id. */
export interface FolderListing {
  readonly files: readonly FoundFile[];
  readonly skipped: readonly SkippedRecording[];
}

/**
 * Lists the regular files below a folder, in the same order on every system. Links are followed, except to a folder
 * that holds the link; names that begin with a dot are passed over; pipes and devices are never opened.
 *
 * @param root - An existing folder.
 */
export async function walkFolder(root: string): Promise<FolderListing> {
  const files: FoundFile[] = [];
  const skipped: SkippedRecording[] = [];
  const pending: Folder[] = [{ id: '', trail: [] }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    try {
      const found = await listFolder(root, folder);
      files.push(...found.files);
      skipped.push(...found.skipped);
      pending.push(...found.folders);
    } catch (error) {
      skipped.push(unreadable(folder.id === '' ? '.' : folder.id, error));
    }
  }
  files.sort((a, b) => compareIds(a.id, b.id));
  skipped.sort((a, b) => compareIds(a.path, b.path));
  return { files, skipped };
}

interface Folder {
  readonly id: string;
  /** Real paths of the folders that the walk came through, links resolved: what a loop would lead back to. */
  readonly trail: readonly string[];
}

async function listFolder(
  root: string,
  folder: Folder,
): Promise<{ files: FoundFile[]; folders: Folder[]; skipped: SkippedRecording[] }> {
  const files: FoundFile[] = [];
  const folders: Folder[] = [];
  const skipped: SkippedRecording[] = [];
  const place = join(root, folder.id);
  const trail = [...folder.trail, await realpath(place)];
  for (const entry of await readdir(place, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const id = folder.id === '' ? entry.name : `${folder.id}/${entry.name}`;
    const found = await inspect(join(place, entry.name), id, trail);
    if ('reason' in found) skipped.push(found);
    else if ('bytes' in found) files.push(found);
    else folders.push(found);
  }
  return { files, folders, skipped };
}

async function inspect(
  path: string,
  id: string,
  trail: readonly string[],
): Promise<FoundFile | SkippedRecording | Folder> {
  try {
    const status = await stat(path);
    if (status.isFile()) return { id, path, bytes: status.size };
    if (!status.isDirectory()) return { path: id, reason: 'not-audio', message: 'A pipe, device or socket.' };
    const target = await realpath(path);
    const below = target.endsWith(sep) ? target : target + sep;
    const loops = trail.some((folder) => folder === target || folder.startsWith(below));
    return loops
      ? { path: id, reason: 'symlink-loop', message: 'A link to a folder that holds it.' }
      : { id, trail };
  } catch (error) {
    if (systemErrorCode(error) !== 'ELOOP') return unreadable(id, error);
    return { path: id, reason: 'symlink-loop', message: 'A link that leads to itself.' };
  }
}

function unreadable(path: string, error: unknown): SkippedRecording {
  return { path, reason: 'unreadable', message: `Cannot be read (${systemErrorCode(error)}).` };
}
