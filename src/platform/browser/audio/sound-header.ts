import type { AudioFormat } from '../../../audio/index.js';
import type { ByteReader } from './byte-reader.js';
import { readFlacHeader } from './flac-header.js';
import { readMatroskaHeader } from './matroska-header.js';
import { readMp4Header } from './mp4-header.js';
import { readMpegHeader } from './mpeg-header.js';
import { readOggHeader } from './ogg-header.js';
import { readRiffHeader } from './riff-header.js';

/** Kinds of sound that no browser decodes, by how their files begin. */
const FOREIGN: readonly { readonly at: number; readonly bytes: string; readonly name: string }[] = [
  { at: 8, bytes: 'AIFF', name: 'AIFF' },
  { at: 8, bytes: 'AIFC', name: 'AIFF' },
  { at: 0, bytes: '\x30\x26\xb2\x75\x8e\x66\xcf\x11', name: 'Windows Media' },
  { at: 0, bytes: '#!AMR', name: 'AMR' },
  { at: 0, bytes: 'caff', name: 'Core Audio' },
  { at: 0, bytes: 'wvpk', name: 'WavPack' },
  { at: 0, bytes: 'MAC ', name: "Monkey's Audio" },
  { at: 0, bytes: 'TTA', name: 'True Audio' },
  { at: 0, bytes: '.snd', name: 'AU' },
  { at: 0, bytes: '\x0b\x77', name: 'AC-3' },
  { at: 0, bytes: '.RMF', name: 'RealMedia' },
  { at: 0, bytes: 'riff', name: 'Wave64' },
  { at: 0, bytes: 'DSD ', name: 'DSD' },
];

/**
 * What a file's header says about its sound, for the containers that browsers read: the rate is needed before the
 * browser decodes, since it would convert to another one by a filter of its own.
 *
 * @returns Undefined for what is none of them. `sampleRateHz` is 0 where there is a container without sound.
 */
export function readSoundHeader(file: ByteReader): AudioFormat | undefined {
  return (
    readRiffHeader(file) ??
    readFlacHeader(file) ??
    readOggHeader(file) ??
    readMatroskaHeader(file) ??
    readMp4Header(file) ??
    readMpegHeader(file)
  );
}

/** The name of a kind of sound that is recognised, but that browsers do not decode. */
export function foreignSound(file: ByteReader): string | undefined {
  return FOREIGN.find(({ at, bytes }) => file.text(at, bytes.length) === bytes)?.name;
}
