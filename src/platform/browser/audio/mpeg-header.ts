import type { AudioFormat } from '../../../audio/index.js';
import type { ByteReader } from './byte-reader.js';

const ID3_HEADER_BYTES = 10;
/** How far behind the tags a first frame is looked for. */
const MOST_JUNK_BYTES = 65_536;

const VERSION_1 = 3;
const VERSION_2 = 2;
const RATES_HZ: readonly number[] = [44_100, 48_000, 32_000];
/** By the two bits of the header. */
const LAYERS = [undefined, 'mp3', 'mp2', 'mp1'] as const;
type Layer = NonNullable<(typeof LAYERS)[number]>;
/** Kilobits a second by the four bits of the header; 0 is a rate of the file's own, which no browser takes. */
const BIT_RATES_V1: Readonly<Record<Layer, readonly number[]>> = {
  mp1: [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  mp2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  mp3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
};
const BIT_RATES_V2_MP1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];
const BIT_RATES_V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/** Eleven bits may stand anywhere: so many frames must follow one another, or as many as there is room for, two at least. */
const FRAMES_IN_A_ROW = 4;
const LEAST_FRAMES = 2;

const ADTS_RATES_HZ: readonly number[] = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
];

/** MPEG audio or AAC without a container. @see ISO/IEC 11172-3, section 2.4.1.3; ISO/IEC 13818-7, section 6.2. */
export function readMpegHeader(file: ByteReader): AudioFormat | undefined {
  const start = endOfTags(file);
  const end = Math.min(file.length - 4, start + MOST_JUNK_BYTES);
  for (let at = start; at < end; at++) {
    if (file.u8(at) !== 0xff || (file.u8(at + 1) & 0xe0) !== 0xe0) continue;
    const format = readAdtsFrame(file, at) ?? readMpegFrames(file, at);
    if (format !== undefined) return format;
  }
  return undefined;
}

/** Where the ID3v2 tags end. */
function endOfTags(file: ByteReader): number {
  let at = 0;
  while (file.text(at, 3) === 'ID3') {
    const size = [6, 7, 8, 9].reduce((sum, i) => sum * 128 + (file.u8(at + i) & 127), 0);
    at += ID3_HEADER_BYTES + size;
  }
  return at;
}

function readMpegFrames(file: ByteReader, at: number): AudioFormat | undefined {
  const first = mpegFrame(file, at);
  if (first === undefined) return undefined;
  let next = at + first.bytes;
  let count = 1;
  for (; count < FRAMES_IN_A_ROW && next + 4 <= file.length; count++) {
    const frame = mpegFrame(file, next);
    if (frame?.codec !== first.codec || frame.sampleRateHz !== first.sampleRateHz) return undefined;
    next += frame.bytes;
  }
  if (count < LEAST_FRAMES) return undefined;
  const { codec, sampleRateHz, channels } = first;
  return { container: codec === 'mp3' ? 'mp3' : 'mpeg', codec, sampleRateHz, channels };
}

function mpegFrame(file: ByteReader, at: number) {
  const [second, third] = [file.u8(at + 1), file.u8(at + 2)];
  if (file.u8(at) !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  const version = (second >> 3) & 3;
  const codec = LAYERS[(second >> 1) & 3];
  const rateHz = RATES_HZ[(third >> 2) & 3];
  if (version === 1 || codec === undefined || rateHz === undefined) return undefined;
  const isVersion1 = version === VERSION_1;
  const rates = isVersion1 ? BIT_RATES_V1[codec] : codec === 'mp1' ? BIT_RATES_V2_MP1 : BIT_RATES_V2;
  const bitRate = 1000 * (rates[third >> 4] ?? 0);
  if (bitRate === 0) return undefined;
  const sampleRateHz = rateHz / (isVersion1 ? 1 : version === VERSION_2 ? 2 : 4);
  const padding = (third >> 1) & 1;
  const samples = codec === 'mp3' && !isVersion1 ? 576 : 1152;
  const bytes =
    codec === 'mp1'
      ? 4 * (Math.floor((12 * bitRate) / sampleRateHz) + padding)
      : Math.floor(((samples / 8) * bitRate) / sampleRateHz) + padding;
  return { codec, sampleRateHz, channels: file.u8(at + 3) >> 6 === 3 ? 1 : 2, bytes };
}

function readAdtsFrame(file: ByteReader, at: number): AudioFormat | undefined {
  if ((file.u8(at + 1) & 0xf6) !== 0xf0) return undefined;
  const third = file.u8(at + 2);
  const sampleRateHz = ADTS_RATES_HZ[(third >> 2) & 15];
  const bytes = ((file.u8(at + 3) & 3) << 11) | (file.u8(at + 4) << 3) | (file.u8(at + 5) >> 5);
  const nextIsFrame = file.u8(at + bytes) === 0xff && (file.u8(at + bytes + 1) & 0xf6) === 0xf0;
  if (sampleRateHz === undefined || bytes < 7 || (at + bytes + 2 <= file.length && !nextIsFrame))
    return undefined;
  return {
    container: 'aac',
    codec: 'aac',
    sampleRateHz,
    channels: ((third & 1) << 2) | (file.u8(at + 3) >> 6),
  };
}
