import type { NamedTensor } from './named-tensors.js';
import {
  bytesField,
  floatField,
  integerField,
  joinFields,
  messageField,
  textField,
  type Fields,
} from './protobuf.js';

declare const valueBrand: unique symbol;

/** The name of a tensor in a graph under construction. */
export type Value = string & { readonly [valueBrand]: true };

/** An integer, list of integers, string, or (to tell it from an integer) a number in braces. */
export type Attribute = number | readonly number[] | string | { readonly float: number };

export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Operator set; ONNX's own when absent. */
  readonly domain?: OperatorDomain;
}

/** Operator sets beside ONNX's own; `com.microsoft.nchwc` is internal to ONNX Runtime. */
export type OperatorDomain = 'com.microsoft.nchwc';

/** Sizes of a tensor; a string names a size that is known only when the graph runs. */
export type Dims = readonly (number | string)[];

type Element = 'float' | 'int64';

/** ONNX's numbers of its types. */
const ELEMENT_TYPES: Readonly<Record<Element, number>> = { float: 1, int64: 7 };
const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, ints: 7 };
const IR_VERSION = 10;
const OPSET_VERSION = 21;

/**
 * Writes an ONNX graph node by node; every method that adds a node returns the value it computes.
 *
 * @see https://github.com/onnx/onnx/blob/v1.20.0/onnx/onnx.proto for the numbers of the messages' fields.
 */
export class GraphBuilder {
  readonly #nodes: Fields[] = [];
  readonly #initializers: Fields[] = [];
  readonly #inputs: Fields[] = [];
  readonly #outputs: Fields[] = [];
  readonly #constants = new Map<string, Value>();
  readonly #domains = new Set<OperatorDomain>();
  #count = 0;

  input(name: string, dims: Dims, element: Element = 'float'): Value {
    this.#inputs.push(valueInfo(name, dims, element));
    return name as Value;
  }

  /** Makes a value leave the graph under a name of its own. */
  output(name: string, value: Value, dims: Dims): void {
    this.#nodes.push(nodeFields('Identity', [value], name));
    this.#outputs.push(valueInfo(name, dims, 'float'));
  }

  /** @param type - Operator, as ONNX spells it. An undefined input is an optional one left out. */
  node(type: string, inputs: readonly (Value | undefined)[], options: NodeOptions = {}): Value {
    const output = this.#freshName(type);
    this.#nodes.push(nodeFields(type, inputs, output, options));
    if (options.domain !== undefined) this.#domains.add(options.domain);
    return output;
  }

  /** A constant tensor of its own, such as trained weights. */
  weights(tensor: NamedTensor): Value {
    return this.#initializer(tensor.data, tensor.dims, 'float');
  }

  /** A constant float tensor; equal constants are stored once. Without dims it is a scalar or a vector. */
  floats(
    values: readonly number[],
    dims: readonly number[] = values.length === 1 ? [] : [values.length],
  ): Value {
    return this.#constant(`float ${dims.join()} ${values.join()}`, () =>
      this.#initializer(Float32Array.from(values), dims, 'float'),
    );
  }

  /** A constant vector of 64-bit integers; equal constants are stored once. */
  integers(values: readonly number[]): Value {
    return this.#constant(`int64 ${values.join()}`, () =>
      this.#initializer(BigInt64Array.from(values, BigInt), [values.length], 'int64'),
    );
  }

  reshape(value: Value, dims: readonly number[]): Value {
    return this.node('Reshape', [value, this.integers(dims)]);
  }

  transpose(value: Value, permutation: readonly number[]): Value {
    return this.node('Transpose', [value], { attributes: { perm: permutation } });
  }

  /** The elements [start, end) along each of the named axes. */
  slice(
    value: Value,
    ranges: readonly { readonly axis: number; readonly start: number; readonly end: number }[],
  ): Value {
    return this.node('Slice', [
      value,
      this.integers(ranges.map((range) => range.start)),
      this.integers(ranges.map((range) => range.end)),
      this.integers(ranges.map((range) => range.axis)),
    ]);
  }

  /** The same elements in opposite order along each of the axes. */
  reverse(value: Value, axes: readonly number[]): Value {
    const beforeFirst = -1_000_000_000;
    return this.node('Slice', [
      value,
      this.integers(axes.map(() => -1)),
      this.integers(axes.map(() => beforeFirst)),
      this.integers(axes),
      this.integers(axes.map(() => -1)),
    ]);
  }

  add(a: Value, b: Value): Value {
    return this.node('Add', [a, b]);
  }

  subtract(a: Value, b: Value): Value {
    return this.node('Sub', [a, b]);
  }

  multiply(a: Value, b: Value): Value {
    return this.node('Mul', [a, b]);
  }

  divide(a: Value, b: Value): Value {
    return this.node('Div', [a, b]);
  }

  negate(value: Value): Value {
    return this.node('Neg', [value]);
  }

  scale(value: Value, factor: number): Value {
    return this.multiply(value, this.floats([factor]));
  }

  /** 1 where two tensors are equal, else 0. */
  equal(a: Value, b: Value): Value {
    return this.toFloat(this.node('Equal', [a, b]));
  }

  toFloat(value: Value): Value {
    return this.node('Cast', [value], { attributes: { to: ELEMENT_TYPES.float } });
  }

  sum(value: Value, axes: readonly number[], keepDims = false): Value {
    return this.#reduce('ReduceSum', value, axes, keepDims);
  }

  mean(value: Value, axes: readonly number[], keepDims = false): Value {
    return this.#reduce('ReduceMean', value, axes, keepDims);
  }

  /** Matrix product, either factor transposed on request. */
  matrixProduct(a: Value, b: Value, options: { transposeA?: boolean; transposeB?: boolean } = {}): Value {
    const { transposeA = false, transposeB = false } = options;
    return this.node('Gemm', [a, b], {
      attributes: { transA: Number(transposeA), transB: Number(transposeB) },
    });
  }

  /** @returns The serialised ONNX ModelProto. */
  build(): Uint8Array<ArrayBuffer> {
    const opset = (domain: string, version: number) =>
      messageField(8, [...textField(1, domain), ...integerField(2, version)]);
    return joinFields([
      ...integerField(1, IR_VERSION),
      ...textField(2, 'doppelton'),
      ...messageField(7, this.#graph()),
      ...opset('', OPSET_VERSION),
      ...Array.from(this.#domains, (domain) => opset(domain, 1)).flat(),
    ]);
  }

  #graph(): Fields {
    const all = (number: number, messages: readonly Fields[]) =>
      messages.flatMap((message) => messageField(number, message));
    return [
      ...all(1, this.#nodes),
      ...textField(2, 'graph'),
      ...all(5, this.#initializers),
      ...all(11, this.#inputs),
      ...all(12, this.#outputs),
    ];
  }

  #reduce(type: string, value: Value, axes: readonly number[], keepDims: boolean): Value {
    return this.node(type, [value, this.integers(axes)], { attributes: { keepdims: Number(keepDims) } });
  }

  #initializer(data: Float32Array | BigInt64Array, dims: readonly number[], element: Element): Value {
    const name = this.#freshName('constant');
    this.#initializers.push([
      ...dims.flatMap((size) => integerField(1, size)),
      ...integerField(2, ELEMENT_TYPES[element]),
      ...textField(8, name),
      // ONNX stores raw data little-endian, as every platform that runs this does.
      ...bytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
    ]);
    return name;
  }

  #constant(key: string, make: () => Value): Value {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const value = make();
    this.#constants.set(key, value);
    return value;
  }

  #freshName(prefix: string): Value {
    return `${prefix}_${this.#count++}` as Value;
  }
}

function nodeFields(
  type: string,
  inputs: readonly (string | undefined)[],
  output: string,
  { attributes = {}, domain }: NodeOptions = {},
): Fields {
  return [
    ...inputs.flatMap((input) => textField(1, input ?? '')),
    ...textField(2, output),
    ...textField(3, output),
    ...textField(4, type),
    ...Object.entries(attributes).flatMap(([name, value]) => messageField(5, attributeFields(name, value))),
    ...(domain === undefined ? [] : textField(7, domain)),
  ];
}

function attributeFields(name: string, value: Attribute): Fields {
  const of = (type: keyof typeof ATTRIBUTE_TYPES, fields: Fields) => [
    ...textField(1, name),
    ...fields,
    ...integerField(20, ATTRIBUTE_TYPES[type]),
  ];
  if (typeof value === 'number') return of('int', integerField(3, value));
  if (typeof value === 'string') return of('string', textField(4, value));
  if ('float' in value) return of('float', floatField(2, value.float));
  return of(
    'ints',
    value.flatMap((each) => integerField(8, each)),
  );
}

function valueInfo(name: string, dims: Dims, element: Element): Fields {
  const shape = dims.flatMap((size) =>
    messageField(1, typeof size === 'number' ? integerField(1, size) : textField(2, size)),
  );
  const tensor = [...integerField(1, ELEMENT_TYPES[element]), ...messageField(2, shape)];
  return [...textField(1, name), ...messageField(2, messageField(1, tensor))];
}
