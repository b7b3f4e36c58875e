import type { AudioFormat } from '../../../audio/index.js';
import type { ByteReader } from './byte-reader.js';

const BOX_HEADER_BYTES = 8;
/** As FFmpeg calls the family. */
const CONTAINER = 'mov,mp4,m4a,3gp,3g2,mj2';
const CODECS: Readonly<Record<string, string>> = {
  mp4a: 'aac',
  alac: 'alac',
  Opus: 'opus',
  fLaC: 'flac',
  'ac-3': 'ac3',
  'ec-3': 'eac3',
  samr: 'amr_nb',
  sawb: 'amr_wb',
  '.mp3': 'mp3',
  sowt: 'pcm_s16le',
  twos: 'pcm_s16be',
};

interface Box {
  readonly type: string;
  /** Of its content. */
  readonly start: number;
  readonly end: number;
}

/**
 * The first sound track; one without a rate where the file has none.
 *
 * @see ISO/IEC 14496-12, sections 8.4.2 (mdhd), 8.5.2 (stsd) and 12.2.3 (AudioSampleEntry).
 */
export function readMp4Header(file: ByteReader): AudioFormat | undefined {
  const first = boxAt(file, 0, file.length);
  if (first === undefined || !['ftyp', 'moov', 'wide', 'mdat', 'free'].includes(first.type)) return undefined;
  const whole: Box = { type: '', start: 0, end: file.length };
  const moov = child(file, whole, 'moov');
  if (moov === undefined) return undefined;
  for (const track of children(file, moov)) {
    const media = track.type === 'trak' ? child(file, track, 'mdia') : undefined;
    if (media !== undefined && handlerOf(file, media) === 'soun') return readMedia(file, media);
  }
  return { container: CONTAINER, codec: 'none', sampleRateHz: 0, channels: 0 };
}

function readMedia(file: ByteReader, media: Box): AudioFormat | undefined {
  const header = child(file, media, 'mdhd');
  const descriptions = path(file, media, ['minf', 'stbl', 'stsd']);
  if (header === undefined || descriptions === undefined) return undefined;
  const isLong = file.u8(header.start) === 1;
  const timescale = file.u32(header.start + (isLong ? 20 : 12));
  const ticks = isLong ? file.u64(header.start + 24) : file.u32(header.start + 16);
  const entry = descriptions.start + 8;
  const code = file.text(entry + 4, 4);
  const entryRateHz = file.u16(entry + 32);
  return {
    container: CONTAINER,
    codec: CODECS[code] ?? code.trim(),
    channels: file.u16(entry + 24),
    // Rates above 65,535 Hz do not fit the entry; the track's clock then runs at the rate.
    sampleRateHz: code === 'Opus' ? 48_000 : entryRateHz > 0 ? entryRateHz : timescale,
    ...(timescale > 0 && ticks > 0 && { declaredDurationSeconds: ticks / timescale }),
  };
}

function handlerOf(file: ByteReader, media: Box): string {
  const handler = child(file, media, 'hdlr');
  return handler === undefined ? '' : file.text(handler.start + 8, 4);
}

function path(file: ByteReader, box: Box, types: readonly string[]): Box | undefined {
  return types.reduce<Box | undefined>(
    (inside, type) => (inside === undefined ? undefined : child(file, inside, type)),
    box,
  );
}

function child(file: ByteReader, box: Box, type: string): Box | undefined {
  for (const inside of children(file, box)) if (inside.type === type) return inside;
  return undefined;
}

function* children(file: ByteReader, { start, end }: Box): Generator<Box> {
  for (let at = start; at < end;) {
    const box = boxAt(file, at, end);
    if (box === undefined) return;
    yield box;
    at = box.end;
  }
}

function boxAt(file: ByteReader, at: number, end: number): Box | undefined {
  const size = file.u32(at);
  const isLong = size === 1;
  const bytes = size === 0 ? end - at : isLong ? file.u64(at + BOX_HEADER_BYTES) : size;
  const headerBytes = isLong ? 2 * BOX_HEADER_BYTES : BOX_HEADER_BYTES;
  if (bytes < headerBytes || at + headerBytes > end) return undefined;
  return { type: file.text(at + 4, 4), start: at + headerBytes, end: Math.min(end, at + bytes) };
}
