/**
 * Instructions of WebAssembly as bytes, and modules made of them: enough for small loops over numbers in memory that are
 * to use the processor's vectors, which no other code of a browser reaches.
 *
 * @see WebAssembly Core Specification 2.0, chapter 5, "Binary format".
 */
export type WasmCode = readonly number[];

/** Of a number of 32 bits, of one of 64, and of a vector of either. */
export const NUMBER_BYTES = 4;
export const DOUBLE_BYTES = 8;
export const VECTOR_BYTES = 16;

export type WasmType = 'i32' | 'v128';

const TYPE_CODES: Readonly<Record<WasmType, number>> = { i32: 0x7f, v128: 0x7b };

/** A function without a result. */
export interface WasmFunction {
  readonly name: string;
  /** All i32. */
  readonly parameters: readonly string[];
  readonly locals: Readonly<Record<string, WasmType>>;
  /** Instructions, given how to read and write parameters and locals by their names. */
  readonly body: (locals: WasmLocals) => readonly WasmCode[];
}

export interface WasmLocals {
  readonly get: (name: string) => WasmCode;
  readonly set: (name: string) => WasmCode;
  /** Adds a whole number to one. */
  readonly step: (name: string, by: WasmCode) => WasmCode;
}

/** Whole numbers of 32 bits, signed. */
export const i32 = {
  const: (value: number): WasmCode => [0x41, ...signed(value)],
  load: [0x28, 2, 0],
  add: [0x6a],
  sub: [0x6b],
  mul: [0x6c],
  /** Rounded towards zero. */
  div: [0x6d],
  isLess: [0x48],
  isGreater: [0x4a],
  /** Of all bits. */
  and: [0x71],
} as const;

/** Four numbers of single precision. Loads and stores need no alignment. */
export const f32x4 = {
  zero: [0xfd, 0x0c, ...new Array<number>(16).fill(0)] as WasmCode,
  /** One number, four times. */
  const: (value: number): WasmCode => fourTimes(Float32Array.of(value)),
  /** @param offset - Bytes added to the address, >= 0. */
  load: (offset = 0): WasmCode => [0xfd, 0x00, 0, ...unsigned(offset)],
  /** One number from memory, four times. */
  loadSplat: [0xfd, 0x09, 2, 0],
  store: (offset = 0): WasmCode => [0xfd, 0x0b, 0, ...unsigned(offset)],
  add: [0xfd, 0xe4, 0x01],
  sub: [0xfd, 0xe5, 0x01],
  mul: [0xfd, 0xe6, 0x01],
  sqrt: [0xfd, 0xe3, 0x01],
  /** Not a number where either is none. */
  max: [0xfd, 0xe9, 0x01],
  /** The numbers that stand at these places of two vectors, those of the second being 4 to 7. */
  shuffle: (...places: readonly [number, number, number, number]): WasmCode => [
    ...[0xfd, 0x0d],
    ...places.flatMap((place) => [0, 1, 2, 3].map((byte) => NUMBER_BYTES * place + byte)),
  ],
  /** All bits of a number ones where the first is less than the second, zeros elsewhere. */
  isLess: [0xfd, 0x43],
  /** Of all bits: with a mask of ones and zeros, what the ones let through. */
  and: [0xfd, 0x4e],
  /** Of all bits. */
  or: [0xfd, 0x50],
} as const;

/** The same four places as whole numbers of 32 bits. */
export const i32x4 = {
  /** One number, four times. */
  const: (value: number): WasmCode => fourTimes(Int32Array.of(value)),
  /** Four numbers of 16 bits, unsigned. */
  loadHalves: [0xfd, 0x04, 0, 0],
  add: [0xfd, 0xae, 0x01],
  sub: [0xfd, 0xb1, 0x01],
  shiftLeft: (bits: number): WasmCode => [...i32.const(bits), 0xfd, 0xab, 0x01],
  /** By so many bits, zeros coming in. */
  shiftRight: (bits: number): WasmCode => [...i32.const(bits), 0xfd, 0xad, 0x01],
  /** The nearest numbers of single precision. */
  toF32x4: [0xfd, 0xfa, 0x01],
} as const;

/** Two numbers of double precision. Loads and stores need no alignment. */
export const f64x2 = {
  zero: f32x4.zero,
  /** One number, twice. */
  const: (value: number): WasmCode => {
    const bytes = [...new Uint8Array(Float64Array.of(value).buffer)];
    return [0xfd, 0x0c, ...bytes, ...bytes];
  },
  load: f32x4.load,
  /** One number from memory, twice. */
  loadSplat: (offset = 0): WasmCode => [0xfd, 0x0a, 3, ...unsigned(offset)],
  store: f32x4.store,
  add: [0xfd, 0xf0, 0x01],
  sub: [0xfd, 0xf1, 0x01],
  mul: [0xfd, 0xf2, 0x01],
  div: [0xfd, 0xf3, 0x01],
  /** The first two of four numbers of single precision. */
  fromF32x4: [0xfd, 0x5f],
} as const;

function fourTimes(number: Float32Array | Int32Array): WasmCode {
  const bytes = [...new Uint8Array(number.buffer)];
  return [0xfd, 0x0c, ...bytes, ...bytes, ...bytes, ...bytes];
}

/** The first of two values where the third is not 0, else the second. */
export const select: WasmCode = [0x1b];

/** Runs `body` as long as `condition` leaves something other than 0. */
export function whileTrue(condition: readonly WasmCode[], body: readonly WasmCode[]): WasmCode {
  const [EMPTY, BLOCK, LOOP, BRANCH, BRANCH_IF, IS_ZERO, END] = [0x40, 0x02, 0x03, 0x0c, 0x0d, 0x45, 0x0b];
  return [
    ...[BLOCK, EMPTY, LOOP, EMPTY],
    ...condition.flat(),
    ...[IS_ZERO, BRANCH_IF, 1],
    ...body.flat(),
    ...[BRANCH, 0, END, END],
  ];
}

/**
 * The bytes of a module that works on a memory of its importer (`env.memory`) and exports its functions by their names.
 */
export function wasmModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [
    0x60,
    ...vector(parameters.map(() => [TYPE_CODES.i32])),
    0,
  ]);
  const memory = [...text('env'), ...text('memory'), 0x02, 0x00, 1];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(2, vector([memory])),
    ...section(3, vector(functions.map((_, i) => unsigned(i)))),
    ...section(7, vector(functions.map(({ name }, i) => [...text(name), 0x00, ...unsigned(i)]))),
    ...section(10, vector(functions.map(codeOf))),
  ]);
}

function codeOf({ parameters, locals, body }: WasmFunction): number[] {
  const names = [...parameters, ...Object.keys(locals)];
  const indexOf = (name: string) => unsigned(names.indexOf(name));
  const declared = Object.values(locals).map((type) => [1, TYPE_CODES[type]]);
  const get = (name: string): WasmCode => [0x20, ...indexOf(name)];
  const set = (name: string): WasmCode => [0x21, ...indexOf(name)];
  const step = (name: string, by: WasmCode): WasmCode => [...get(name), ...by, ...i32.add, ...set(name)];
  const instructions = body({ get, set, step });
  const code = [...vector(declared), ...instructions.flat(), 0x0b];
  return [...unsigned(code.length), ...code];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(ascii: string): number[] {
  return vector(Array.from(ascii, (letter) => [letter.charCodeAt(0)]));
}

/** LEB128 of a number >= 0. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

/** LEB128 of a signed number. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  for (; value < -0x40 || value >= 0x40; value >>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value & 0x7f];
}
