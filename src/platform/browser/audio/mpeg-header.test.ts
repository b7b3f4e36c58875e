import { describe, expect, it } from 'vitest';
import { Rng } from '../../../numeric/index.js';
import { ByteReader } from './byte-reader.js';
import { readMpegHeader } from './mpeg-header.js';

/** Frames of so many bytes in a row, empty but for their headers. */
function frames(header: readonly number[], bytes: number, count: number, junk = 0): ByteReader {
  const file = new Uint8Array(junk + bytes * count);
  for (let i = 0; i < count; i++) file.set(header, junk + i * bytes);
  return new ByteReader(file);
}

describe('a header of MPEG audio', () => {
  it.each([
    ['mp3', 'version 1', [0xff, 0xfb, 0x90, 0x00], 417, 44_100],
    ['mp3', 'version 2', [0xff, 0xf3, 0x84, 0x00], 192, 24_000],
    ['mp2', 'version 1', [0xff, 0xfd, 0xa4, 0x00], 576, 48_000],
    ['mp1', 'version 1', [0xff, 0xff, 0x44, 0x00], 128, 48_000],
  ])('is read of %s, %s, behind other bytes too', (codec, _, header, bytes, sampleRateHz) => {
    for (const junk of [0, 100]) {
      expect(readMpegHeader(frames(header, bytes, 5, junk))).toMatchObject({ codec, sampleRateHz });
    }
    expect(readMpegHeader(frames(header, bytes + 1, 5))).toBeUndefined();
  });

  it('is not found in bytes by chance', () => {
    const rng = new Rng(5);
    const found = Array.from({ length: 30 }, () => {
      const bytes = Uint8Array.from({ length: 100_000 }, () => rng.integer(256));
      return readMpegHeader(new ByteReader(bytes));
    });
    expect(found.every((format) => format === undefined)).toBe(true);
  });
});
