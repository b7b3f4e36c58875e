import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { RecordingSketch } from '../../../../alignment/index.js';
import { DoppeltonError } from '../../../../errors/index.js';
import {
  recordingAt,
  type LibraryEntry,
  type LibraryRecording,
  type LibraryWindows,
} from '../../../../search/index.js';
import { storedFactsShape } from '../stored-facts.js';

/** Columns of a recording that say what it is. */
export interface RecordingRow {
  readonly id: Buffer;
  readonly path: string;
  readonly other_paths: readonly string[];
  readonly about: unknown;
}

/** Columns of one of its windows. */
export interface WindowRow {
  readonly start_seconds: number;
  readonly end_seconds: number;
  /** As text, `[1,-2,…]`. */
  readonly direction: string;
}

const aboutSchema = z.strictObject(storedFactsShape);

/** What the column `about` holds: JSON admits no NUL, which tags of files may have. */
export function aboutText({ recording }: LibraryEntry): string {
  const { bytes, durationSeconds, format, variety, warnings } = recording;
  return JSON.stringify({ bytes, durationSeconds, format, variety, warnings }).replaceAll(
    '\\u0000',
    '\\ufffd',
  );
}

/** @throws DoppeltonError `LIBRARY_DAMAGED`. */
export function toRecording({ id, path, other_paths, about }: RecordingRow): LibraryRecording {
  const result = aboutSchema.safeParse(about);
  if (!result.success) throw damaged(id.toString('hex'));
  return recordingAt({ id: id.toString('hex'), ...result.data }, [path, ...other_paths]);
}

/** A vector as pgvector reads it; whole numbers of a byte are exact in half precision. */
export function vectorText(direction: Int8Array): string {
  return `[${direction.join()}]`;
}

export function toWindows(rows: readonly WindowRow[]): LibraryWindows {
  const directions = rows.map(({ direction }) => Int8Array.from(JSON.parse(direction) as number[]));
  const all = new Int8Array(directions.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const direction of directions) {
    all.set(direction, start);
    start += direction.length;
  }
  return {
    directions: all,
    times: Float32Array.from(rows.flatMap((row) => [row.start_seconds, row.end_seconds])),
  };
}

/** Over all that is kept of a recording but its name. */
export function checksumOf(windows: LibraryWindows, sketch: RecordingSketch): number {
  const bytes = ({ buffer, byteOffset, byteLength }: Int8Array | Uint8Array | Float32Array) =>
    new Uint8Array(buffer, byteOffset, byteLength);
  return crc32(bytes(sketch.bits), crc32(bytes(windows.times), crc32(bytes(windows.directions))));
}

export function damaged(id: string): DoppeltonError {
  return new DoppeltonError('LIBRARY_DAMAGED', `what the library holds of recording ${id} is damaged`);
}
