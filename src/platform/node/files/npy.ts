/** One vector of one recording, as a row of the written array. */
export interface NpyRow {
  /** Number of the recording among those embedded, from 0. */
  readonly recording: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** All rows of one kind: float32, or a direction in bytes. */
  readonly vector: Float32Array | Int8Array;
}

/**
 * NumPy's .npy format, version 1.0: a structured array with fields `recording` (int32), `start_seconds` and
 * `end_seconds` (float64) and `vector` (float32 or int8, shape (size)). `numpy.load(path)['vector']` is a matrix.
 *
 * @param size - Numbers per vector.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function encodeNpy(rows: readonly NpyRow[], size: number): Uint8Array {
  const isBytes = rows[0]?.vector instanceof Int8Array;
  const descr = `[('recording', '<i4'), ('start_seconds', '<f8'), ('end_seconds', '<f8'), ('vector', '${isBytes ? '|i1' : '<f4'}', (${size},))]`;
  const words = `{'descr': ${descr}, 'fortran_order': False, 'shape': (${rows.length},), }`;
  const magicBytes = 10;
  // The header ends with a line feed on a multiple of 64 bytes.
  const padded = words.padEnd(Math.ceil((magicBytes + words.length + 1) / 64) * 64 - magicBytes - 1) + '\n';
  const rowBytes = 4 + 8 + 8 + (isBytes ? 1 : 4) * size;
  const bytes = new Uint8Array(magicBytes + padded.length + rows.length * rowBytes);
  const view = new DataView(bytes.buffer);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  view.setUint16(8, padded.length, true);
  bytes.set(new TextEncoder().encode(padded), magicBytes);
  let at = magicBytes + padded.length;
  for (const row of rows) {
    view.setInt32(at, row.recording, true);
    view.setFloat64(at + 4, row.startSeconds, true);
    view.setFloat64(at + 12, row.endSeconds, true);
    row.vector.forEach((value, i) => {
      if (isBytes) view.setInt8(at + 20 + i, value);
      else view.setFloat32(at + 20 + 4 * i, value, true);
    });
    at += rowBytes;
  }
  return bytes;
}
