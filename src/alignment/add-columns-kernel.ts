import { f32x4, i32, NUMBER_BYTES, VECTOR_BYTES, whileTrue, type WasmFunction } from '../numeric/index.js';

const ROWS = ['row0', 'row1', 'row2', 'row3'] as const;
const PAIRS = ['low01', 'high01', 'low23', 'high23'] as const;

/**
 * Adds frames of a plane to the columns that they belong to: each frame times its number at `scales` to what lies where its
 * number at `columns` says. All are addresses and bytes: `plane` holds the first of the frames bin by bin, rows of
 * `rowBytes`; `frameBytes` those of the frames' numbers and `bins` how many bins there are, both in fours, so that up to
 * three frames and bins more are read: those need scales and rows of zeros.
 */
export const addColumns: WasmFunction = {
  name: 'addColumns',
  parameters: ['plane', 'rowBytes', 'bins', 'scales', 'columns', 'frameBytes'],
  locals: {
    frame: 'i32',
    bin: 'i32',
    at: 'i32',
    scale: 'v128',
    ...Object.fromEntries([...ROWS, ...PAIRS].map((name) => [name, 'v128'] as const)),
  },
  body: ({ get, set, step }) => {
    const pair = (name: string, a: string, b: string, lanes: readonly [number, number, number, number]) => [
      ...[get(a), get(b), f32x4.shuffle(...lanes), set(name)],
    ];
    const addTo = (frame: number, a: string, b: string, lanes: readonly [number, number, number, number]) => [
      ...[get('columns'), get('frame'), i32.const(frame * NUMBER_BYTES), ...[i32.add, i32.add, i32.load]],
      ...[get('bin'), i32.const(NUMBER_BYTES), i32.mul, i32.add, set('at')],
      ...[
        get('at'),
        get('at'),
        f32x4.load(),
        get(a),
        get(b),
        f32x4.shuffle(...lanes),
        f32x4.add,
        f32x4.store(),
      ],
    ];
    const fourFrames = [
      ...[get('scales'), get('frame'), i32.add, f32x4.load(), set('scale')],
      ...[get('plane'), get('bin'), get('rowBytes'), i32.mul, i32.add, get('frame'), i32.add, set('at')],
      ...ROWS.flatMap((row) => [
        ...[get('at'), f32x4.load(), get('scale'), f32x4.mul, set(row)],
        step('at', get('rowBytes')),
      ]),
      // Four frames of four bins become four bins of four frames.
      ...pair('low01', 'row0', 'row1', [0, 4, 1, 5]),
      ...pair('high01', 'row0', 'row1', [2, 6, 3, 7]),
      ...pair('low23', 'row2', 'row3', [0, 4, 1, 5]),
      ...pair('high23', 'row2', 'row3', [2, 6, 3, 7]),
      ...addTo(0, 'low01', 'low23', [0, 1, 4, 5]),
      ...addTo(1, 'low01', 'low23', [2, 3, 6, 7]),
      ...addTo(2, 'high01', 'high23', [0, 1, 4, 5]),
      ...addTo(3, 'high01', 'high23', [2, 3, 6, 7]),
      step('frame', i32.const(VECTOR_BYTES)),
    ];
    return [
      ...[i32.const(0), set('bin')],
      whileTrue(
        [get('bin'), get('bins'), i32.isLess],
        [
          ...[i32.const(0), set('frame')],
          whileTrue([get('frame'), get('frameBytes'), i32.isLess], fourFrames),
          step('bin', i32.const(ROWS.length)),
        ],
      ),
    ];
  },
};
