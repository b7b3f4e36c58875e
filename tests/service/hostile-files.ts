import { readFileSync } from 'node:fs';
import type { Rng } from '../../src/numeric/index.js';
import { tone, encodeWav, wavHeader } from '../sounds.js';
import { samplePath } from './service-process.js';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/audio/${name}`, import.meta.url));

/** Less than the second and a half that the shortest recording has, so that no analysis is worth its time. */
const SHORT_BYTES = 8000;

/** A file that is no sound recording, or a broken one. */
export type HostileFile = (rng: Rng) => Uint8Array;

/** Files that the service has to refuse, by what is wrong with them. */
export const HOSTILE_FILES: Readonly<Record<string, HostileFile>> = {
  nothing: () => new Uint8Array(0),
  noise: (rng) => randomBytes(rng, 1 + rng.integer(4000)),
  page: () => Buffer.from('<!doctype html><script>alert(document.domain)</script>'),
  archive: (rng) => Buffer.concat([Buffer.from('PK\x03\x04'), randomBytes(rng, 500)]),
  program: (rng) => Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01'), randomBytes(rng, 500)]),
  picture: () =>
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
  playlist: () => Buffer.from('#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\nhttp://127.0.0.1:1/secret.mp3\n'),
  script: () => Buffer.from('ffconcat version 1.0\nfile /etc/passwd\nfile http://127.0.0.1:1/\n'),
  'cut recording': (rng) => {
    const name = ['original.ogg', 'altered.mp3', 'faster-noisy.opus'][rng.integer(3)]!;
    return readFileSync(samplePath(name)).subarray(0, 1 + rng.integer(SHORT_BYTES));
  },
  'damaged recording': (rng) => {
    const names = [
      'tone.flac',
      'tone.mp3',
      'tone.m4a',
      'tone.mkv',
      'tone.wma',
      'tone.ogg',
      'tone.amr',
      'tone.ac3',
    ];
    const bytes = Uint8Array.from(fixture(names[rng.integer(names.length)]!));
    for (let i = 0; i < 40; i++) bytes[rng.integer(bytes.length)] = rng.integer(256);
    return bytes;
  },
  'film without sound': () => fixture('video-without-sound.mp4'),
  'declared to be gigabytes': (rng) => {
    const header = wavHeader({ ...SPEECH, dataBytes: 0xffff_ff00 });
    return Buffer.concat([header, randomBytes(rng, 3000)]);
  },
  'of no rate': (rng) => {
    const header = wavHeader({ ...SPEECH, sampleRateHz: 0, dataBytes: 3000 });
    return Buffer.concat([header, randomBytes(rng, 3000)]);
  },
  'of thousands of channels': (rng) => {
    const header = wavHeader({ ...SPEECH, channels: 32_767, bits: 8, dataBytes: 1 << 16 });
    return Buffer.concat([header, randomBytes(rng, 1 << 16)]);
  },
  'a box larger than the world': (rng) =>
    Buffer.concat([
      Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41', 'latin1'),
      Buffer.from('\0\0\0\x01moov\x7f\xff\xff\xff\xff\xff\xff\xff', 'latin1'),
      randomBytes(rng, 300),
    ]),
  'too short': (rng) => encodeWav([tone(440, 0.5, 8000, 0.01 + rng.uniform())], 8000, 'u8'),
  'not numbers': () => encodeWav([new Float64Array(20_000).fill(Number.NaN)], 8000, 'f32'),
  silence: () => encodeWav([new Float64Array(16_000)], 8000, 'u8'),
  'an hour of silence in a few kilobytes': () => flacOfSilence(3600),
};

const SPEECH = {
  channels: 1,
  sampleRateHz: 8000,
  formatTag: 1,
  bits: 8,
  dataBytes: 0,
  extensible: false,
} as const;

/** Names under which no file may be written anywhere, nor be told unchanged. */
export const HOSTILE_NAMES = [
  '../../../../tmp/doppelton-escaped',
  '/etc/cron.d/doppelton-escaped',
  '..\\..\\windows\\doppelton-escaped.mp3',
  '..',
  '.',
  '',
  'job.json',
  'owner.pid',
  'nul\0byte.mp3',
  '\u202E3pm.exe',
  '\u001b[2J.mp3',
  `${'x'.repeat(240)}.mp3`,
  'y'.repeat(5000),
  '%2e%2e%2fescaped.mp3',
  '$(touch escaped).mp3',
  "'; DROP TABLE recordings; --.mp3",
] as const;

const FLAC_BLOCK_SAMPLES = 65_535;
const FLAC_RATE_HZ = 44_100;

/** Silence as FLAC: fourteen to seventeen bytes for each second and a half. */
export function flacOfSilence(seconds: number): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil((seconds * FLAC_RATE_HZ) / FLAC_BLOCK_SAMPLES);
  const head = Buffer.alloc(42);
  head.write('fLaC', 0, 'latin1');
  // The only metadata: STREAMINFO of 34 bytes.
  head.writeUInt32BE(0x8000_0022, 4);
  head.writeUInt16BE(FLAC_BLOCK_SAMPLES, 8);
  head.writeUInt16BE(FLAC_BLOCK_SAMPLES, 10);
  // 20 bits of rate, 3 of channels − 1, 5 of bits − 1, 36 of samples (0: not said).
  head.writeUInt32BE((FLAC_RATE_HZ << 12) | (15 << 4), 18);
  return Buffer.concat([head, ...Array.from({ length: blocks }, (_, block) => silentFrame(block))]);
}

function silentFrame(number: number): Buffer {
  // Sync; block size in 16 bits at the end of the header, 44.1 kHz; mono of 16 bits.
  const header = Buffer.from([0xff, 0xf8, 0x79, 0x08, ...codedNumber(number), 0xff, 0xfe]);
  // A subframe of one value for all samples.
  const frame = Buffer.concat([header, Buffer.from([crc(header, 8, 0x07)]), Buffer.from([0, 0, 0])]);
  const sum = crc(frame, 16, 0x8005);
  return Buffer.concat([frame, Buffer.from([sum >> 8, sum & 0xff])]);
}

/** As UTF-8 codes characters. */
function codedNumber(number: number): number[] {
  if (number < 0x80) return [number];
  if (number < 0x800) return [0xc0 | (number >> 6), 0x80 | (number & 0x3f)];
  if (number < 0x1_0000)
    return [0xe0 | (number >> 12), 0x80 | ((number >> 6) & 0x3f), 0x80 | (number & 0x3f)];
  return [
    0xf0 | (number >> 18),
    0x80 | ((number >> 12) & 0x3f),
    0x80 | ((number >> 6) & 0x3f),
    0x80 | (number & 0x3f),
  ];
}

function crc(bytes: Uint8Array, width: 8 | 16, polynomial: number): number {
  const top = 1 << (width - 1);
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) sum = (sum & top) === 0 ? sum << 1 : (sum << 1) ^ polynomial;
    sum &= 2 * top - 1;
  }
  return sum;
}

export function randomBytes(rng: Rng, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => rng.integer(256));
}
