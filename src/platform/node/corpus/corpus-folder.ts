import type { Corpus, Recording, SkippedRecording } from '../../../corpus/index.js';
import { systemErrorCode } from '../files/file-access.js';
import { AUDIO_EXTENSIONS, sniffContainer, splitFileName } from './audio-file-names.js';
import { walkFolder, type FoundFile } from './corpus-walk.js';

/**
 * Reads any folder of audio, at any depth. A recording's group is the folder at the first level that holds it; one
 * that lies in the root itself is a group of its own.
 *
 * Files that are no audio by name (or, without an ending, by their first bytes), or empty, are listed as skipped.
 */
export async function readFolderCorpus(root: string, name: string): Promise<Corpus> {
  const listing = await walkFolder(root);
  const recordings: Recording[] = [];
  const skipped: SkippedRecording[] = [...listing.skipped];
  for (const file of listing.files) {
    const found = await describeFile(file);
    if ('reason' in found) skipped.push(found);
    else recordings.push(found);
  }
  return { name, root, recordings, skipped };
}

async function describeFile(file: FoundFile): Promise<Recording | SkippedRecording> {
  const { id, path, bytes } = file;
  const { stem, extension } = splitFileName(id);
  if (extension !== '' && !AUDIO_EXTENSIONS.has(extension)) {
    return { path: id, reason: 'not-audio', message: `Files that end in .${extension} are not audio.` };
  }
  if (bytes === 0) return { path: id, reason: 'empty', message: 'The file has no bytes.' };
  try {
    const container = extension === '' ? await sniffContainer(path) : extension;
    if (container === undefined)
      return { path: id, reason: 'not-audio', message: 'Not a known audio container.' };
    const slash = id.indexOf('/');
    return { id, path, group: slash < 0 ? id : id.slice(0, slash), title: stem, container };
  } catch (error) {
    return { path: id, reason: 'unreadable', message: `Cannot be read (${systemErrorCode(error)}).` };
  }
}
