import { crc32, deflateRawSync, deflateSync, inflateRawSync, inflateSync } from 'node:zlib';
import { z } from 'zod';
import type { RecordingSketch } from '../../../../alignment/index.js';
import { DoppeltonError } from '../../../../errors/index.js';
import { recordingAt, type LibraryEntry, type LibraryRecording } from '../../../../search/index.js';
import { storedFactsShape } from '../stored-facts.js';

/** What the database holds of a recording under its SHA-256. */
export interface StoredRecording {
  /** Number of the recording in this library, counted up and never given twice. */
  readonly ordinal: number;
  readonly windows: number;
  readonly recording: LibraryRecording;
}

/** What it holds under the recording's ordinal, to tell what a found window is. */
export interface StoredPlace {
  readonly id: string;
  readonly times: Float32Array;
}

/** Its vectors and its sketch, likewise. */
export interface StoredContent {
  readonly directions: Int8Array;
  /** Opened only when it is asked for. */
  readonly sketch: () => RecordingSketch;
}

const CHECKSUM_BYTES = 4;
const ID_BYTES = 32;

const storedRecordingSchema = z.strictObject({
  ordinal: z.int().nonnegative(),
  windows: z.int().nonnegative(),
  recording: z.strictObject({
    id: z.string(),
    path: z.string(),
    otherPaths: z.array(z.string()).exactOptional(),
    ...storedFactsShape,
  }),
});

/** Begins every value that is deflated; JSON of older libraries begins with another byte. */
const ZLIB_BYTE = 0x78;

export function encodeRecording({ recording, ...stored }: StoredRecording): Buffer {
  const { paths, ...facts } = recording;
  const otherPaths = paths.slice(1);
  const kept = { ...stored, recording: { ...facts, ...(otherPaths.length > 0 && { otherPaths }) } };
  return withChecksum(deflateSync(JSON.stringify(kept)));
}

/** @throws DoppeltonError `LIBRARY_DAMAGED`. */
export function decodeRecording(value: Buffer, id: string): StoredRecording {
  const bytes = checked(value, id);
  const text = bytes[0] === ZLIB_BYTE ? inflateSync(bytes) : bytes;
  const result = storedRecordingSchema.safeParse(JSON.parse(text.toString('utf8')));
  if (!result.success) throw damaged(id);
  const { recording, ...stored } = result.data;
  const { path, otherPaths = [], ...facts } = recording;
  return { ...stored, recording: recordingAt(facts, [path, ...otherPaths]) };
}

export function encodePlace({ recording, windows }: LibraryEntry): Buffer {
  const { buffer, byteOffset, byteLength } = windows.times;
  return withChecksum(idBytes(recording.id), new Uint8Array(buffer, byteOffset, byteLength));
}

/** @throws DoppeltonError `LIBRARY_DAMAGED`. */
export function decodePlace(value: Buffer, ordinal: number): StoredPlace {
  const bytes = checked(value, `recording ${ordinal}`);
  const id = bytes.toString('hex', 0, ID_BYTES);
  return { id, times: new Float32Array(aligned(bytes.subarray(ID_BYTES))) };
}

const CONTENT_HEADER_BYTES = 12;

/** Layout: bytes of the directions, bins and columns as 32-bit numbers; the directions; the sketch, deflated. */
export function encodeContent({ windows, sketch }: LibraryEntry): Buffer {
  const { directions } = windows;
  const header = Buffer.alloc(CONTENT_HEADER_BYTES);
  header.writeUInt32LE(directions.length, 0);
  header.writeUInt32LE(sketch.bins, 4);
  header.writeUInt32LE(sketch.columns, 8);
  // Signs of neighbouring columns are alike: a seventh of the sketch is saved.
  const bits = deflateRawSync(sketch.bits);
  return withChecksum(
    header,
    new Uint8Array(directions.buffer, directions.byteOffset, directions.length),
    bits,
  );
}

/** @throws DoppeltonError `LIBRARY_DAMAGED`. */
export function decodeContent(value: Buffer, where: string): StoredContent {
  const bytes = checked(value, where);
  const end = CONTENT_HEADER_BYTES + bytes.readUInt32LE(0);
  return {
    directions: new Int8Array(aligned(bytes.subarray(CONTENT_HEADER_BYTES, end))),
    sketch: () => ({
      bins: bytes.readUInt32LE(4),
      columns: bytes.readUInt32LE(8),
      bits: Uint8Array.from(inflateRawSync(bytes.subarray(end))),
    }),
  };
}

/**
 * The directions alone, where they lie: nothing is copied or checked. A search looks at thousands of recordings, and a
 * damaged vector costs it one neighbour; `decodeContent` tells of the damage.
 */
export function glimpseDirections(value: Buffer): Int8Array {
  const start = CHECKSUM_BYTES + CONTENT_HEADER_BYTES;
  const bytes = value.length < start ? 0 : Math.min(value.readUInt32LE(CHECKSUM_BYTES), value.length - start);
  return new Int8Array(value.buffer, value.byteOffset + start, bytes);
}

/**
 * A key that sorts recordings by their paths, byte by byte, and then by their ordinals.
 *
 * @param mostBytes - Of the path; longer ones are told apart by their ordinals alone.
 */
export function pathKey(path: string, ordinal: number, mostBytes: number): Buffer {
  const number = Buffer.alloc(5);
  number.writeUInt32BE(ordinal, 1);
  return Buffer.concat([Buffer.from(path).subarray(0, mostBytes), number]);
}

/** The ordinal at the end of such a key. */
export function ordinalOf(key: Buffer): number {
  return key.readUInt32BE(key.length - 4);
}

export function idBytes(id: string): Buffer {
  return Buffer.from(id, 'hex');
}

function withChecksum(...parts: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat([Buffer.alloc(CHECKSUM_BYTES), ...parts]);
  value.writeUInt32LE(crc32(value.subarray(CHECKSUM_BYTES)), 0);
  return value;
}

function checked(value: Buffer, where: string): Buffer {
  const bytes = value.subarray(CHECKSUM_BYTES);
  if (value.length < CHECKSUM_BYTES || value.readUInt32LE(0) !== crc32(bytes)) throw damaged(where);
  return bytes;
}

/** Whether an error says that what is stored cannot be read. */
export function isDamage(error: unknown): error is DoppeltonError {
  return error instanceof DoppeltonError && error.code === 'LIBRARY_DAMAGED';
}

function damaged(where: string): DoppeltonError {
  return new DoppeltonError('LIBRARY_DAMAGED', `what the library holds of ${where} is damaged`);
}

/** A copy whose buffer begins where the bytes do. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
