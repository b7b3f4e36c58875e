import { z } from 'zod';
import { DoppeltonError } from '../errors/index.js';
import { parameterShapes } from './cqt-net.js';
import type { NamedTensor, NamedTensors } from './named-tensors.js';
import type { NetworkSpec } from './network-spec.js';

/** What a weights file holds. */
export interface DecodedTensors {
  readonly tensors: NamedTensors;
  /** Texts beside the tensors; empty when there are none. */
  readonly metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 1 << 24;
const FLOAT_BYTES = 4;
const METADATA_KEY = '__metadata__';

const metadataSchema = z.record(z.string(), z.string());
const entrySchema = z.strictObject({
  dtype: z.literal('F32'),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const headerSchema = z.record(z.string(), z.unknown());

/**
 * Tensors as a safetensors file: the length of a JSON header in 8 bytes, the header, the numbers, little-endian.
 *
 * @param metadata - Texts to keep in the header.
 * @see https://github.com/huggingface/safetensors
 */
export function encodeTensors(
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header[METADATA_KEY] = metadata;
  let end = 0;
  for (const [name, { dims, data }] of tensors) {
    header[name] = { dtype: 'F32', shape: dims, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const headerBytes = asciiJson(header);
  const start = LENGTH_BYTES + headerBytes.length;
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes.length), true);
  bytes.set(headerBytes, LENGTH_BYTES);
  let offset = start;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * Reads what {@link encodeTensors} writes, or any safetensors file of 32-bit floats.
 *
 * @param source - Name of the file, for the message.
 * @throws DoppeltonError `MODEL_MALFORMED` when the bytes are not such a file, are cut short, overlap or leave gaps,
 *   or hold numbers that are not finite.
 */
export function decodeTensors(bytes: Uint8Array, source: string): DecodedTensors {
  const { header, start } = decodedHeader(bytes, source);
  const { [METADATA_KEY]: metadata = {}, ...entries } = header;
  const parsedMetadata = metadataSchema.safeParse(metadata);
  if (!parsedMetadata.success) throw malformed(source, 'its metadata are not texts');
  const tensors = new Map<string, NamedTensor>();
  const ranges: (readonly [number, number])[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const parsed = entrySchema.safeParse(entry);
    if (!parsed.success)
      throw malformed(source, `the entry ${name} does not describe a tensor of 32-bit floats`);
    const { shape, data_offsets: range } = parsed.data;
    ranges.push(range);
    tensors.set(name, { dims: shape, data: floatsAt(bytes, start, { name, shape, range }, source) });
  }
  requireNoGaps(ranges, bytes.length - start, source);
  return { tensors, metadata: parsedMetadata.data };
}

/**
 * Checks that tensors are the parameters of a network, all of them and nothing else.
 *
 * @throws DoppeltonError `MODEL_INCOMPATIBLE` naming the first tensor that is missing, spare or of another shape.
 */
export function requireShapes(spec: NetworkSpec, tensors: NamedTensors): void {
  const shapes = parameterShapes(spec);
  for (const { name, dims } of shapes) {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw incompatible(`the network needs a tensor ${name}`);
    if (tensor.dims.join() !== dims.join() || tensor.data.length !== elementCount(dims)) {
      throw incompatible(`${name} has the shape [${tensor.dims.join(', ')}], not [${dims.join(', ')}]`);
    }
  }
  const known = new Set(shapes.map(({ name }) => name));
  const spare = [...tensors.keys()].find((name) => !known.has(name));
  if (spare !== undefined) throw incompatible(`the network has no tensor ${spare}`);
}

function decodedHeader(
  bytes: Uint8Array,
  source: string,
): { header: Record<string, unknown>; start: number } {
  if (bytes.length < LENGTH_BYTES) throw malformed(source, 'it is too short for a header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || LENGTH_BYTES + length > bytes.length) {
    throw malformed(source, 'its header does not fit into it');
  }
  const start = LENGTH_BYTES + length;
  let json: unknown;
  try {
    json = JSON.parse(utf8Text(bytes.subarray(LENGTH_BYTES, start)));
  } catch (error) {
    throw malformed(source, 'its header is not JSON', error);
  }
  const header = headerSchema.safeParse(json);
  if (!header.success) throw malformed(source, 'its header is not a JSON object');
  return { header: header.data, start };
}

function floatsAt(
  bytes: Uint8Array,
  start: number,
  entry: {
    readonly name: string;
    readonly shape: readonly number[];
    readonly range: readonly [number, number];
  },
  source: string,
): Float32Array {
  const { name, shape, range } = entry;
  const [from, to] = range;
  if (to - from !== elementCount(shape) * FLOAT_BYTES || start + to > bytes.length) {
    throw malformed(source, `the numbers of ${name} are cut short or do not fit its shape`);
  }
  // Copied rather than viewed: the header leaves the numbers at any offset, which a Float32Array does not allow.
  const data = new Float32Array(elementCount(shape));
  new Uint8Array(data.buffer).set(bytes.subarray(start + from, start + to));
  if (!allFinite(data)) throw malformed(source, `${name} holds numbers that are not finite`);
  return data;
}

function allFinite(values: Float32Array): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}

function requireNoGaps(
  ranges: readonly (readonly [number, number])[],
  dataBytes: number,
  source: string,
): void {
  let end = 0;
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (from !== end) throw malformed(source, 'its tensors overlap or leave gaps');
    end = to;
  }
  if (end !== dataBytes)
    throw malformed(source, `it has ${dataBytes} bytes of numbers, its header names ${end}`);
}

/** JSON with everything beyond ASCII escaped, and spaces up to a multiple of 8 bytes, as the format advises. */
function asciiJson(value: unknown): Uint8Array {
  const json = JSON.stringify(value).replace(/[\u007f-\uffff]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  const padded = json.padEnd(Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES);
  return Uint8Array.from(padded, (char) => char.charCodeAt(0));
}

/** Decodes UTF-8 by the language's own means, since TextDecoder belongs to the platform. */
function utf8Text(bytes: Uint8Array): string {
  return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
}

function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

function malformed(source: string, reason: string, cause?: unknown): DoppeltonError {
  return new DoppeltonError('MODEL_MALFORMED', `${source} is not a weights file: ${reason}`, cause);
}

function incompatible(reason: string): DoppeltonError {
  return new DoppeltonError('MODEL_INCOMPATIBLE', `Weights do not fit the network: ${reason}`);
}
