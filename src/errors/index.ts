export {
  ERROR_CODES,
  EXIT_CODE_BY_KIND,
  HTTP_STATUS_BY_KIND,
  type ErrorCode,
  type ErrorKind,
} from './codes.js';
export { DoppeltonError } from './doppelton-error.js';
