import {
  f32x4,
  i32,
  i32x4,
  MemoryPlan,
  NUMBER_BYTES,
  VECTOR_BYTES,
  WasmInstance,
  wasmModule,
  whileTrue,
  type WasmFunction,
} from '../numeric/index.js';

/**
 * IEEE 754 half precision for arrays: 11 significant bits, so a value in the normal range [2^-14, 65504] comes back
 * within a relative 2^-11 (4.9e-4).
 *
 * Table-driven after van der Zijp, "Fast Half Float Conversions" (2008), with rounding to nearest added.
 */

/** Converts to half precision, ties away from zero. Values must be finite and in [-65504, 65504]. */
export function toHalfFloats(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) halves[i] = roundToHalf(bits[i]!);
  return halves;
}

function roundToHalf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127;
  const mantissa = bits & 0x7f_ffff;
  // A mantissa that rounds up carries into the exponent, which is just what the next value's bits are.
  if (exponent >= -14) return sign | (((exponent + 15) << 10) + ((mantissa + 0x1000) >>> 13));
  if (exponent < -25) return sign;
  const subnormalShift = -1 - exponent;
  return sign | (((mantissa | 0x80_0000) + (1 << (subnormalShift - 1))) >>> subnormalShift);
}

const SIGN_BIT = -(2 ** 31);
const HALF_SIGN_BIT = 0x8000;
/** Bits that a mantissa of single precision has more. */
const MANTISSA_BITS_MORE = 13;
/** What the exponents are counted from differs by so much: multiplied by, subnormal halves come out right too. */
const EXPONENTS_APART = 2 ** 112;

/**
 * Four times `count` numbers from half precision to single precision, times that at `scale`. All are addresses.
 *
 * @see Giesen, "half->float all variants", 2012.
 */
const widen: WasmFunction = {
  name: 'widen',
  parameters: ['halves', 'count', 'scale', 'out'],
  locals: { bits: 'v128' },
  body: ({ get, set, step }) => [
    whileTrue(
      [get('count')],
      [
        ...[get('halves'), i32x4.loadHalves, set('bits')],
        ...[get('out'), get('bits'), i32x4.const(HALF_SIGN_BIT - 1), f32x4.and],
        ...[i32x4.shiftLeft(MANTISSA_BITS_MORE), f32x4.const(EXPONENTS_APART), f32x4.mul],
        ...[get('bits'), i32x4.shiftLeft(16), i32x4.const(SIGN_BIT), f32x4.and, f32x4.or],
        ...[get('scale'), f32x4.loadSplat, f32x4.mul, f32x4.store()],
        step('halves', i32.const(VECTOR_BYTES / 2)),
        step('out', i32.const(VECTOR_BYTES)),
        step('count', i32.const(-1)),
      ],
    ),
  ],
};

const MODULE = wasmModule([widen]);
const FOUR = VECTOR_BYTES / NUMBER_BYTES;

/** One for all planes of a thread: they do not wait in between. */
let kernel:
  WasmInstance<{ widen(halves: number, count: number, scale: number, out: number): void }> | undefined;

/**
 * Converts from half precision.
 *
 * @param halves - As {@link toHalfFloats} makes them. Not modified.
 * @param scale - Multiplies every value; a power of two loses nothing.
 * @param target - Receives as many numbers, from `at` on.
 */
export function fromHalfFloats(halves: Uint16Array, scale: number, target: Float32Array, at = 0): void {
  const count = Math.ceil(halves.length / FOUR);
  const plan = new MemoryPlan();
  const scaleAt = plan.reserve(1);
  const outAt = plan.reserve(FOUR * count);
  const halvesAt = plan.reserve((FOUR / 2) * count);
  kernel ??= new WasmInstance(MODULE);
  const memory = kernel.memory(plan.bytes);
  new Float32Array(memory, scaleAt, 1)[0] = scale;
  new Uint16Array(memory, halvesAt, halves.length).set(halves);
  kernel.functions.widen(halvesAt, count, scaleAt, outAt);
  target.set(new Float32Array(memory, outAt, halves.length), at);
}
