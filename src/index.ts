export { DoppeltonError, type ErrorCode, type ErrorKind } from './errors/index.js';
