export { Rng } from './rng.js';
export type { Matrix } from './matrix.js';
export { qrDecomposition, type DoubleMatrix, type QrFactors } from './qr.js';
export { RealFft } from './real-fft.js';
