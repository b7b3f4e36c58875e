import { describe, expect, it } from 'vitest';
import { WasmInstance } from './wasm-instance.js';
import { f32x4, i32, select, wasmModule, whileTrue, type WasmFunction } from './wasm-module.js';

/** Multiplies `count` vectors of four numbers at `from` by the number at `factor`, into `to`. */
const scale: WasmFunction = {
  name: 'scale',
  parameters: ['from', 'to', 'count', 'factor'],
  locals: { times: 'v128' },
  body: ({ get, set }) => [
    ...[get('factor'), f32x4.loadSplat, set('times')],
    whileTrue(
      [get('count')],
      [
        ...[get('to'), get('from'), f32x4.load(), get('times'), f32x4.mul, f32x4.store()],
        ...[get('from'), i32.const(16), i32.add, set('from')],
        ...[get('to'), i32.const(16), i32.add, set('to')],
        ...[get('count'), i32.const(1), i32.sub, set('count')],
      ],
    ),
  ],
};

/** Writes `value` into all four numbers behind `to`, if it is less than a constant, else zeros. */
const below = (constant: number): WasmFunction => ({
  name: 'below',
  parameters: ['from', 'value', 'to'],
  locals: {},
  body: ({ get }) => [
    ...[get('to'), get('from'), f32x4.loadSplat, f32x4.zero],
    ...[get('value'), i32.const(constant), i32.isLess, select, f32x4.store()],
  ],
});

interface Scale {
  scale(from: number, to: number, count: number, factor: number): void;
}

interface Below {
  below(from: number, value: number, to: number): void;
}

describe('a module of WebAssembly', () => {
  it('runs loops over vectors, at any address', () => {
    const instance = new WasmInstance<Scale>(wasmModule([scale]));
    const numbers = new Float32Array(instance.memory(256));
    numbers.set([2.5, 1, 2, 3, 4, 5, 6, 7, 8]);
    instance.functions.scale(4, 40, 2, 0);
    expect([...numbers.subarray(10, 19)]).toEqual([2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20, 0]);
  });

  it('knows whole numbers of any size and sign', () => {
    for (const constant of [0, 1, -1, 63, 64, -64, -65, 8191, -8193, 2 ** 31 - 1, -(2 ** 31) + 1]) {
      const instance = new WasmInstance<Below>(wasmModule([below(constant)]));
      const memory = new Float32Array(instance.memory(64));
      memory[0] = 7;
      instance.functions.below(0, constant - 1, 16);
      instance.functions.below(0, constant, 32);
      expect([...memory.subarray(4, 12)]).toEqual([7, 7, 7, 7, 0, 0, 0, 0]);
    }
  });

  it('keeps what is in the memory when it grows', () => {
    const instance = new WasmInstance<Scale>(wasmModule([scale]));
    new Float32Array(instance.memory(8))[1] = 5;
    expect(instance.memory(300_000).byteLength).toBeGreaterThanOrEqual(300_000);
    expect(new Float32Array(instance.memory(8))[1]).toBe(5);
  });
});
