import type { TracedCodec } from '../../detection/index.js';

/** Of lossy codecs, the same in every language. */
export const CODEC_NAMES: Readonly<Record<TracedCodec, string>> = {
  mp3: 'MP3',
  aac: 'AAC',
  opus: 'Opus',
  vorbis: 'Vorbis',
};
