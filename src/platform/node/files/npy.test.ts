import { describe, expect, it } from 'vitest';
import { encodeNpy } from './npy.js';

describe('encodeNpy', () => {
  const rows = [
    { recording: 0, startSeconds: 0, endSeconds: 20, vector: Float32Array.of(1, 2, 3) },
    { recording: 1, startSeconds: 5, endSeconds: 25, vector: Float32Array.of(-4, 5, 0.5) },
  ];
  const bytes = encodeNpy(rows, 3);
  const headerLength = new DataView(bytes.buffer).getUint16(8, true);
  const header = new TextDecoder().decode(bytes.subarray(10, 10 + headerLength));

  it('starts with the magic word and a header that ends on a multiple of 64 bytes', () => {
    expect([...bytes.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
    expect((10 + headerLength) % 64).toBe(0);
    expect(header).toMatch(/^\{'descr': \[.*\('vector', '<f4', \(3,\)\)\].*'shape': \(2,\), \} *\n$/);
  });

  it('lays the fields of a row one behind the other, little-endian', () => {
    const view = new DataView(bytes.buffer, 10 + headerLength);
    expect(bytes.length - 10 - headerLength).toBe(2 * (4 + 8 + 8 + 12));
    expect(view.getInt32(32, true)).toBe(1);
    expect(view.getFloat64(36, true)).toBe(5);
    expect(view.getFloat64(44, true)).toBe(25);
    expect(view.getFloat32(52, true)).toBe(-4);
    expect(view.getFloat32(60, true)).toBe(0.5);
  });
});
