import { open } from 'node:fs/promises';
import type { Corpus, Recording, SkippedRecording } from '../../../corpus/index.js';
import { systemErrorCode } from '../files/file-access.js';
import { walkFolder, type FoundFile } from './corpus-walk.js';

/** File name endings that audio has; what such a file really holds shows when it is decoded. */
const AUDIO_EXTENSIONS = new Set(
  (
    'aac ac3 aif aifc aiff amr ape au caf dts eac3 flac gsm m4a m4b mka mkv mov mp1 mp2 mp3 mp4 mpc mpga oga ogg ' +
    'ogv opus ra snd spx tta voc w64 wav weba webm wma wmv wv'
  ).split(' '),
);

/** First bytes of containers, for files whose name says nothing. */
const SIGNATURES: readonly { readonly container: string; readonly offset: number; readonly text: string }[] =
  [
    { container: 'ogg', offset: 0, text: 'OggS' },
    { container: 'flac', offset: 0, text: 'fLaC' },
    { container: 'mp3', offset: 0, text: 'ID3' },
    { container: 'wav', offset: 8, text: 'WAVE' },
    { container: 'aiff', offset: 8, text: 'AIFF' },
    { container: 'm4a', offset: 4, text: 'ftyp' },
  ];

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

/** The last part of an id without its ending, and the ending in lower case without its dot. */
function splitFileName(id: string): { readonly stem: string; readonly extension: string } {
  const name = id.slice(id.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return { stem: name, extension: '' };
  return { stem: name.slice(0, dot), extension: name.slice(dot + 1).toLowerCase() };
}

async function sniffContainer(path: string): Promise<string | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    return SIGNATURES.find(({ offset, text }) => head.startsWith(text, offset))?.container;
  } finally {
    await file.close();
  }
}
