import { open } from 'node:fs/promises';

/** File name endings that audio has; what such a file really holds shows when it is decoded. */
export const AUDIO_EXTENSIONS = new Set(
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

/** The last part of an id without its ending, and the ending in lower case without its dot. */
export function splitFileName(id: string): { readonly stem: string; readonly extension: string } {
  const name = id.slice(id.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return { stem: name, extension: '' };
  return { stem: name.slice(0, dot), extension: name.slice(dot + 1).toLowerCase() };
}

/** What kind of container a file is by its first bytes; undefined where they say nothing. */
export async function sniffContainer(path: string): Promise<string | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    return SIGNATURES.find(({ offset, text }) => head.startsWith(text, offset))?.container;
  } finally {
    await file.close();
  }
}
