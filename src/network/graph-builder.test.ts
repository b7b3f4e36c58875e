import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataType as DataType } from 'onnx-buf';
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './graph-builder.js';

describe('GraphBuilder', () => {
  it('writes what the messages of ONNX say', () => {
    const graph = new GraphBuilder();
    const input = graph.input('x', ['batch', 300], 'float');
    const weight = graph.weights({ dims: [2, 1], data: Float32Array.of(0.5, -3) });
    const sum = graph.node('Sum', [input, undefined, weight], {
      domain: 'com.microsoft.nchwc',
      attributes: { axis: -1, pads: [0, 5_000_000_000], mode: 'edge', alpha: { float: 0.25 } },
    });
    graph.output('y', graph.reshape(sum, [-1, 7]), ['batch', 7]);

    const { irVersion, opsetImport, graph: written } = fromBinary(ModelProtoSchema, graph.build());
    expect(irVersion).toBe(10n);
    expect(opsetImport.map(({ domain, version }) => [domain, version])).toEqual([
      ['', 21n],
      ['com.microsoft.nchwc', 1n],
    ]);
    const { node: nodes, initializer: constants, input: inputs, output: outputs } = written!;
    const shapeOf = (value: (typeof inputs)[number]) => {
      const type = value.type!.value;
      if (type.case !== 'tensorType') throw new Error(`not a tensor: ${type.case ?? 'nothing'}`);
      expect(type.value.elemType).toBe(DataType.FLOAT);
      return type.value.shape!.dim.map((dim) => dim.value.value);
    };
    expect(inputs.map((value) => [value.name, shapeOf(value)])).toEqual([['x', ['batch', 300n]]]);
    expect(outputs.map((value) => [value.name, shapeOf(value)])).toEqual([['y', ['batch', 7n]]]);

    expect(constants.map(({ name, dataType, dims }) => [name, dataType, dims])).toEqual([
      [weight, DataType.FLOAT, [2n, 1n]],
      [nodes[1]!.input[1], DataType.INT64, [2n]],
    ]);
    expect([...new Float32Array(constants[0]!.rawData.slice().buffer)]).toEqual([0.5, -3]);
    expect([...new BigInt64Array(constants[1]!.rawData.slice().buffer)]).toEqual([-1n, 7n]);

    expect(nodes.map(({ opType, domain }) => [opType, domain])).toEqual([
      ['Sum', 'com.microsoft.nchwc'],
      ['Reshape', ''],
      ['Identity', ''],
    ]);
    expect(nodes[0]!.input).toEqual(['x', '', weight]);
    expect(nodes[0]!.output).toEqual([sum]);
    expect(nodes[2]!.output).toEqual(['y']);
    const [axis, pads, mode, alpha] = nodes[0]!.attribute;
    expect(axis).toMatchObject({ name: 'axis', type: 2, i: -1n });
    expect(pads).toMatchObject({ name: 'pads', type: 7, ints: [0n, 5_000_000_000n] });
    expect(mode).toMatchObject({ name: 'mode', type: 3, s: new TextEncoder().encode('edge') });
    expect(alpha).toMatchObject({ name: 'alpha', type: 1, f: 0.25 });
  });
});
