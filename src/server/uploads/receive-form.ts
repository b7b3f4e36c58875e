import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { DoppeltonError } from '../../errors/index.js';
import { invalid } from '../http/zod-schemas.js';
import type { ServerLimits } from '../server-settings.js';
import { uploadedFileName } from './file-name.js';

/** What a route takes as a form: files by their part's names, and fields. */
export interface FormShape<Part extends string, Fields extends z.ZodObject> {
  readonly files: readonly Part[];
  readonly fields: Fields;
}

export interface ReceivedForm<Part extends string, Fields extends z.ZodObject> {
  readonly names: Readonly<Record<Part, string>>;
  readonly fields: z.output<Fields>;
  /** Of all files. */
  readonly bytes: number;
}

/** What a file system says when it takes no more. */
const STORAGE_FAILURES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO']);

const BYTES_PER_MEGABYTE = 1 << 20;
const FIELD_BYTES = 1024;
/** Heads of parts and the lines between them. */
const FORM_OVERHEAD_BYTES = 1 << 16;

/**
 * Receives a form, its files straight to the disk, each part once.
 *
 * @param pathOf - Where a part's file is to be written. The caller deletes what is there when this fails.
 * @throws DoppeltonError `UPLOAD_UNSUPPORTED`, `UPLOAD_INCOMPLETE`, `UPLOAD_TOO_LARGE`, `REQUEST_INVALID`; and what the form's
 *   parser or the file system throw, of which `toDoppeltonError` makes such.
 */
export async function receiveForm<Part extends string, Fields extends z.ZodObject>(
  request: FastifyRequest,
  shape: FormShape<Part, Fields>,
  limits: Pick<ServerLimits, 'fileMegabytes' | 'fileNameCharacters'>,
  pathOf: (part: Part) => string,
): Promise<ReceivedForm<Part, Fields>> {
  try {
    return await readForm(request, shape, limits, pathOf);
  } catch (error) {
    throw formError(error);
  }
}

/** What the parser of forms raises has no code; what Fastify and the file system raise has one. */
function formError(error: unknown): unknown {
  if (error instanceof DoppeltonError || !(error instanceof Error)) return error;
  if (!('code' in error)) {
    return new DoppeltonError('UPLOAD_INCOMPLETE', 'the parts of the form cannot be told apart', error);
  }
  if (!STORAGE_FAILURES.has(String(error.code))) return error;
  return new DoppeltonError('FILE_UNWRITABLE', `the upload cannot be kept (${String(error.code)})`, error);
}

async function readForm<Part extends string, Fields extends z.ZodObject>(
  request: FastifyRequest,
  shape: FormShape<Part, Fields>,
  limits: Pick<ServerLimits, 'fileMegabytes' | 'fileNameCharacters'>,
  pathOf: (part: Part) => string,
): Promise<ReceivedForm<Part, Fields>> {
  const fileSize = limits.fileMegabytes * BYTES_PER_MEGABYTE;
  refuseTooLarge(request, shape.files.length * fileSize + FORM_OVERHEAD_BYTES);
  const names = new Map<Part, string>();
  const values: Record<string, string> = {};
  let bytes = 0;
  const fields = Object.keys(shape.fields.shape).length;
  const parts = request.parts({
    limits: {
      fileSize,
      fieldSize: FIELD_BYTES,
      files: shape.files.length,
      fields: fields + 1,
      parts: shape.files.length + fields + 1,
    },
  });
  for await (const part of parts) {
    if (part.type === 'field') {
      values[part.fieldname] = String(part.value);
      continue;
    }
    const name = shape.files.find((each) => each === part.fieldname);
    if (name === undefined || names.has(name)) throw unexpectedFile(part.fieldname, shape.files);
    names.set(name, uploadedFileName(part.filename, name, limits.fileNameCharacters));
    bytes += await store(part, pathOf(name));
  }
  const missing = shape.files.find((part) => !names.has(part));
  if (missing !== undefined) throw new DoppeltonError('REQUEST_INVALID', `the form has no file ${missing}`);
  const checked = shape.fields.safeParse(values);
  if (!checked.success) throw invalid('the form', checked.error);
  return { names: Object.fromEntries(names) as Record<Part, string>, fields: checked.data, bytes };
}

async function store(part: MultipartFile, path: string): Promise<number> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(part.file, file);
  // Told after the stream's end: what came up to the limit has been written.
  if (part.file.truncated) {
    throw new DoppeltonError(
      'UPLOAD_TOO_LARGE',
      `the file ${part.fieldname} is larger than the service takes`,
    );
  }
  return file.bytesWritten;
}

/** Spares a client that says beforehand how much it will send the sending. */
function refuseTooLarge(request: FastifyRequest, maximumBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) <= maximumBytes) return;
  throw new DoppeltonError('UPLOAD_TOO_LARGE', 'the files are larger than the service takes');
}

function unexpectedFile(part: string, expected: readonly string[]): DoppeltonError {
  const name = part.slice(0, 40).replace(/\p{C}/gu, '');
  return new DoppeltonError(
    'REQUEST_INVALID',
    `the form has a file ${name} that is not expected, or has it twice; the files are ${expected.join(', ')}`,
  );
}
