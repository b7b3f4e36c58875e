export { PAPER_CONSTANT_Q, type ConstantQ, type ConstantQConfig } from './constant-q.js';
