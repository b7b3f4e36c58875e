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

let valueByHalf: Float32Array | undefined;

/** The value of each of the 65,536 half-precision bit patterns; made at the first use. */
export function halfFloatValues(): Float32Array {
  return (valueByHalf ??= madeValues());
}

function madeValues(): Float32Array {
  const values = new Float32Array(0x1_0000);
  const bits = new Uint32Array(values.buffer);
  for (let half = 0; half < values.length; half++) {
    const sign = (half & 0x8000) << 16;
    const exponent = (half >>> 10) & 0x1f;
    const mantissa = half & 0x3ff;
    if (exponent === 0) values[half] = (sign < 0 ? -1 : 1) * mantissa * 2 ** -24;
    else bits[half] = sign | ((exponent === 0x1f ? 0xff : exponent + 112) << 23) | (mantissa << 13);
  }
  return values;
}
