/** Reads numbers and letters from a file's bytes; places outside of it read as nothing. */
export class ByteReader {
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.length = bytes.length;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Letters, one byte each. */
  text(at: number, count: number): string {
    return String.fromCharCode(...this.#bytes.subarray(at, at + count));
  }

  u8(at: number): number {
    return this.#bytes[at] ?? 0;
  }

  u16(at: number, littleEndian = false): number {
    return this.#holds(at, 2) ? this.#view.getUint16(at, littleEndian) : 0;
  }

  u32(at: number, littleEndian = false): number {
    return this.#holds(at, 4) ? this.#view.getUint32(at, littleEndian) : 0;
  }

  u64(at: number, littleEndian = false): number {
    return this.#holds(at, 8) ? Number(this.#view.getBigUint64(at, littleEndian)) : 0;
  }

  f32(at: number): number {
    return this.#holds(at, 4) ? this.#view.getFloat32(at) : 0;
  }

  f64(at: number): number {
    return this.#holds(at, 8) ? this.#view.getFloat64(at) : 0;
  }

  #holds(at: number, count: number): boolean {
    return at >= 0 && at + count <= this.length;
  }
}
