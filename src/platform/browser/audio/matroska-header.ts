import type { AudioFormat } from '../../../audio/index.js';
import type { ByteReader } from './byte-reader.js';

const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const TRACKS = 0x1654ae6b;
const TRACK_ENTRY = 0xae;
const CODEC_ID = 0x86;
const AUDIO = 0xe1;
const SAMPLING_FREQUENCY = 0xb5;
const CHANNELS = 0x9f;
const OPUS_RATE_HZ = 48_000;
/** Where Matroska leaves it out. */
const DEFAULT_RATE_HZ = 8000;
const CODECS: Readonly<Record<string, string>> = {
  A_VORBIS: 'vorbis',
  A_OPUS: 'opus',
  A_FLAC: 'flac',
  A_AAC: 'aac',
  'A_MPEG/L3': 'mp3',
  A_AC3: 'ac3',
};

interface Element {
  readonly id: number;
  /** Of its content. */
  readonly start: number;
  readonly end: number;
}

/** The first sound track; one without a rate where the file has none. @see RFC 9559, section 5.1.4; RFC 8794. */
export function readMatroskaHeader(file: ByteReader): AudioFormat | undefined {
  if (file.u32(0) !== EBML) return undefined;
  const whole: Element = { id: 0, start: 0, end: file.length };
  const segment = child(file, whole, SEGMENT);
  const tracks = segment === undefined ? undefined : child(file, segment, TRACKS);
  if (tracks === undefined) return undefined;
  for (const track of children(file, tracks)) {
    const audio = track.id === TRACK_ENTRY ? child(file, track, AUDIO) : undefined;
    if (audio !== undefined) return readTrack(file, track, audio);
  }
  return { container: 'matroska,webm', codec: 'none', sampleRateHz: 0, channels: 0 };
}

function readTrack(file: ByteReader, track: Element, audio: Element): AudioFormat {
  const id = child(file, track, CODEC_ID);
  const name = id === undefined ? '' : file.text(id.start, id.end - id.start).replace(/\0+$/, '');
  const codec = CODECS[name] ?? name;
  const frequency = child(file, audio, SAMPLING_FREQUENCY);
  const channels = child(file, audio, CHANNELS);
  return {
    container: 'matroska,webm',
    codec,
    sampleRateHz: codec === 'opus' ? OPUS_RATE_HZ : Math.round(floatOf(file, frequency) ?? DEFAULT_RATE_HZ),
    channels: channels === undefined ? 1 : file.u8(channels.end - 1),
  };
}

function floatOf(file: ByteReader, element: Element | undefined): number | undefined {
  if (element === undefined) return undefined;
  return element.end - element.start === 8 ? file.f64(element.start) : file.f32(element.start);
}

function child(file: ByteReader, element: Element, id: number): Element | undefined {
  for (const inside of children(file, element)) if (inside.id === id) return inside;
  return undefined;
}

function* children(file: ByteReader, { start, end }: Element): Generator<Element> {
  for (let at = start; at < end;) {
    const idBytes = Math.clz32(file.u8(at)) - 23;
    const sizeBytes = Math.clz32(file.u8(at + idBytes)) - 23;
    if (idBytes > 4 || sizeBytes > 8) return;
    const id = bigEndian(file, at, idBytes);
    const content = at + idBytes + sizeBytes;
    const marked = bigEndian(file, at + idBytes, sizeBytes);
    const size = marked - 2 ** (7 * sizeBytes);
    // All ones: the size was not known when the element began.
    const isOpen = size >= 2 ** (7 * sizeBytes) - 1;
    const contentEnd = isOpen ? end : Math.min(end, content + size);
    yield { id, start: content, end: contentEnd };
    at = contentEnd;
  }
}

function bigEndian(file: ByteReader, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value = value * 256 + file.u8(at + i);
  return value;
}
