import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  ModelProtoSchema,
  TensorProto_DataType as DataType,
  type AttributeProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';
import type { NamedTensor } from './named-tensors.js';

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

const ELEMENT_TYPES: Readonly<Record<Element, DataType>> = { float: DataType.FLOAT, int64: DataType.INT64 };
const IR_VERSION = 10n;
const OPSET_VERSION = 21n;

/** Writes an ONNX graph node by node; every method that adds a node returns the value it computes. */
export class GraphBuilder {
  readonly #nodes: MessageInitShape<typeof NodeProtoSchema>[] = [];
  readonly #initializers: MessageInitShape<typeof TensorProtoSchema>[] = [];
  readonly #inputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  readonly #outputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  readonly #constants = new Map<string, Value>();
  readonly #domains = new Set<OperatorDomain>();
  #count = 0;

  input(name: string, dims: Dims, element: Element = 'float'): Value {
    this.#inputs.push(valueInfo(name, dims, element));
    return name as Value;
  }

  /** Makes a value leave the graph under a name of its own. */
  output(name: string, value: Value, dims: Dims): void {
    this.#nodes.push({ opType: 'Identity', name, input: [value], output: [name] });
    this.#outputs.push(valueInfo(name, dims, 'float'));
  }

  /** @param type - Operator, as ONNX spells it. An undefined input is an optional one left out. */
  node(type: string, inputs: readonly (Value | undefined)[], options: NodeOptions = {}): Value {
    const output = this.#freshName(type);
    this.#nodes.push({
      opType: type,
      name: output,
      domain: options.domain ?? '',
      input: inputs.map((input) => input ?? ''),
      output: [output],
      attribute: Object.entries(options.attributes ?? {}).map(([name, value]) => attribute(name, value)),
    });
    if (options.domain !== undefined) this.#domains.add(options.domain);
    return output;
  }

  /** A constant tensor of its own, such as trained weights. */
  weights(tensor: NamedTensor): Value {
    return this.#initializer(tensor.data, tensor.dims, DataType.FLOAT);
  }

  /** A constant float tensor; equal constants are stored once. Without dims it is a scalar or a vector. */
  floats(
    values: readonly number[],
    dims: readonly number[] = values.length === 1 ? [] : [values.length],
  ): Value {
    return this.#constant(`float ${dims.join()} ${values.join()}`, () =>
      this.#initializer(Float32Array.from(values), dims, DataType.FLOAT),
    );
  }

  /** A constant vector of 64-bit integers; equal constants are stored once. */
  integers(values: readonly number[]): Value {
    return this.#constant(`int64 ${values.join()}`, () =>
      this.#initializer(BigInt64Array.from(values, BigInt), [values.length], DataType.INT64),
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
    return this.node('Cast', [value], { attributes: { to: DataType.FLOAT } });
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
    const model = create(ModelProtoSchema, {
      irVersion: IR_VERSION,
      producerName: 'doppelton',
      opsetImport: [
        { domain: '', version: OPSET_VERSION },
        ...Array.from(this.#domains, (domain) => ({ domain, version: 1n })),
      ],
      graph: {
        name: 'graph',
        node: this.#nodes,
        initializer: this.#initializers,
        input: this.#inputs,
        output: this.#outputs,
      },
    });
    return toBinary(ModelProtoSchema, model);
  }

  #reduce(type: string, value: Value, axes: readonly number[], keepDims: boolean): Value {
    return this.node(type, [value, this.integers(axes)], { attributes: { keepdims: Number(keepDims) } });
  }

  #initializer(data: Float32Array | BigInt64Array, dims: readonly number[], dataType: DataType): Value {
    const name = this.#freshName('constant');
    // ONNX stores raw data little-endian, as every platform that runs this does.
    const rawData = new Uint8Array(data.byteLength);
    rawData.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.#initializers.push({ name, dataType, dims: dims.map(BigInt), rawData });
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

function attribute(name: string, value: Attribute): MessageInitShape<typeof AttributeProtoSchema> {
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: BigInt(value) };
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: asciiBytes(value) };
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeType.INTS, ints: value.map(BigInt) };
}

function asciiBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

function valueInfo(
  name: string,
  dims: Dims,
  element: Element,
): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = dims.map((size) => ({
    value:
      typeof size === 'number'
        ? { case: 'dimValue' as const, value: BigInt(size) }
        : { case: 'dimParam' as const, value: size },
  }));
  return {
    name,
    type: { value: { case: 'tensorType', value: { elemType: ELEMENT_TYPES[element], shape: { dim } } } },
  };
}
