export { besselI0 } from './bessel.js';
export { ComplexFft } from './complex-fft.js';
export { Mdct } from './mdct.js';
export { Rng } from './rng.js';
export { MemoryPlan } from './memory-plan.js';
export { moments } from './moments.js';
export type { Matrix } from './matrix.js';
export { qrDecomposition, type DoubleMatrix, type QrFactors } from './qr.js';
export { RealFft } from './real-fft.js';
export { RowProducts } from './row-products.js';
export { WasmInstance } from './wasm-instance.js';
export {
  DOUBLE_BYTES,
  f32x4,
  f64x2,
  i32,
  i32x4,
  NUMBER_BYTES,
  select,
  VECTOR_BYTES,
  wasmModule,
  whileTrue,
  type WasmCode,
  type WasmFunction,
  type WasmLocals,
} from './wasm-module.js';
