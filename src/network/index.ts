export type { GraphRuntime, GraphSession, Tensor } from './graph-runtime.js';
