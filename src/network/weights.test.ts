import { describe, expect, it } from 'vitest';
import { DoppeltonError } from '../errors/index.js';
import { Rng } from '../numeric/index.js';
import { initialParameters } from './cqt-net.js';
import { PAPER_NETWORK } from './network-spec.js';
import { decodeTensors, encodeTensors, requireShapes } from './weights.js';

const SPEC = { ...PAPER_NETWORK, width: 0.05, featureSize: 8 };
const parameters = initialParameters(SPEC, new Rng(2));
const small = new Map([
  ['a', { dims: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-30, -1e30) }],
  ['b', { dims: [], data: Float32Array.of(7) }],
  ['empty', { dims: [0, 4], data: new Float32Array(0) }],
]);

/** A file with this header and so many bytes of zeros after it. */
function fileOf(header: string, dataBytes: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return error instanceof DoppeltonError ? error.code : String(error);
  }
  return undefined;
}

describe('encodeTensors and decodeTensors', () => {
  it('give back names, shapes, numbers, order and metadata', () => {
    const metadata = { größe: 'Zwölf ♯ 𝄞', b: '' };
    const decoded = decodeTensors(encodeTensors(small, metadata), 'test');
    expect(decoded.tensors).toEqual(small);
    expect([...decoded.tensors.keys()]).toEqual(['a', 'b', 'empty']);
    expect(decoded.metadata).toEqual(metadata);
    expect(decodeTensors(encodeTensors(new Map()), 'test')).toEqual({ tensors: new Map(), metadata: {} });
  });

  it('read a header in plain UTF-8 and a file that lies at an odd place in memory', () => {
    const file = fileOf('{"ä":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(decodeTensors(shifted.subarray(3), 'test').tensors).toEqual(
      new Map([['ä', { dims: [1], data: Float32Array.of(0) }]]),
    );
  });

  it('refuse every file that is cut short', () => {
    const bytes = encodeTensors(small);
    for (let length = 0; length < bytes.length; length++) {
      expect(codeOf(() => decodeTensors(bytes.subarray(0, length), 'test'))).toBe('MODEL_MALFORMED');
    }
  });

  it('refuse headers that do not describe the bytes', () => {
    const entry = (shape: string, offsets: string, dtype = 'F32') =>
      `{"a":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}}`;
    const bad: [string, number][] = [
      ['no json', 0],
      ['[1]', 0],
      ['"text"', 0],
      ['{"a":5}', 0],
      ['{"__metadata__":{"a":1}}', 0],
      [entry('[2]', '[0,4]'), 4],
      [entry('[1]', '[4,8]'), 8],
      [entry('[1]', '[0,4]'), 8],
      [entry('[-1]', '[0,-4]'), 0],
      [entry('[1.5]', '[0,6]'), 6],
      [entry('[1]', '[0,4]', 'F16'), 4],
      [entry('[4294967296,4294967296]', '[0,4]'), 4],
      [
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        4,
      ],
    ];
    for (const [header, dataBytes] of bad) {
      const code = codeOf(() => decodeTensors(fileOf(header, dataBytes), 'test'));
      expect([header, code]).toEqual([header, 'MODEL_MALFORMED']);
    }
    const invalidUtf8 = fileOf('{"xx":1}', 0);
    invalidUtf8.set([0xff, 0xfe], 10);
    expect(codeOf(() => decodeTensors(invalidUtf8, 'test'))).toBe('MODEL_MALFORMED');
  });

  it('refuse numbers that are not finite', () => {
    const bytes = encodeTensors(new Map([['a', { dims: [2], data: Float32Array.of(1, NaN) }]]));
    expect(codeOf(() => decodeTensors(bytes, 'test'))).toBe('MODEL_MALFORMED');
  });

  it('never fail in another way, whatever byte is changed', () => {
    const rng = new Rng(11);
    const bytes = encodeTensors(small, { note: 'x' });
    for (let trial = 0; trial < 2000; trial++) {
      const changed = bytes.slice();
      changed[rng.integer(changed.length)] = rng.integer(256);
      expect([undefined, 'MODEL_MALFORMED']).toContain(codeOf(() => decodeTensors(changed, 'test')));
    }
  });
});

describe('requireShapes', () => {
  it('accepts the parameters of the network and refuses missing, spare and misshapen tensors', () => {
    const changed = (change: (tensors: Map<string, { dims: number[]; data: Float32Array }>) => void) => {
      const tensors = new Map(
        Array.from(parameters, ([name, { dims, data }]) => [name, { dims: [...dims], data }]),
      );
      change(tensors);
      return codeOf(() => {
        requireShapes(SPEC, tensors);
      });
    };
    expect(changed(() => undefined)).toBeUndefined();
    expect(changed((tensors) => tensors.delete('norm3.variance'))).toBe('MODEL_INCOMPATIBLE');
    expect(changed((tensors) => tensors.set('fc1.bias', tensors.get('fc0.bias')!))).toBe(
      'MODEL_INCOMPATIBLE',
    );
    expect(changed((tensors) => tensors.get('fc0.weight')!.dims.reverse())).toBe('MODEL_INCOMPATIBLE');
  });
});
