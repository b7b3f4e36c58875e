import type { FastifyReply } from 'fastify';
import { DoppeltonError, ERROR_CODES, HTTP_STATUS_BY_KIND, type ErrorCode } from '../../errors/index.js';
import type { Problem } from '../schemas/problem-schema.js';

/** What Fastify, its plugins and Node raise, in our words. */
const FOREIGN_CODES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_REQ_FILE_TOO_LARGE: ['UPLOAD_TOO_LARGE', 'a file is larger than the service takes'],
  FST_PARTS_LIMIT: ['REQUEST_INVALID', 'the form has more parts than this request takes'],
  FST_FILES_LIMIT: ['REQUEST_INVALID', 'the form has more files than this request takes'],
  FST_FIELDS_LIMIT: ['REQUEST_INVALID', 'the form has more fields than this request takes'],
  FST_PROTO_VIOLATION: ['REQUEST_INVALID', 'a part of the form has a name that it may not have'],
  FST_INVALID_JSON_FIELD_ERROR: [
    'REQUEST_INVALID',
    'a field of the form is not the JSON that it claims to be',
  ],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ['UPLOAD_UNSUPPORTED', 'the body is not multipart/form-data'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['UPLOAD_UNSUPPORTED', 'the body is not multipart/form-data'],
  FST_MP_PREMATURE_CLOSE: ['UPLOAD_INCOMPLETE', 'the request ended before its last part'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['UPLOAD_TOO_LARGE', 'the body is larger than the service takes'],
  FST_ERR_BAD_URL: ['REQUEST_INVALID', 'the path is not a valid URL'],
  ECONNRESET: ['UPLOAD_INCOMPLETE', 'the connection was closed before the request was whole'],
  ERR_STREAM_PREMATURE_CLOSE: ['UPLOAD_INCOMPLETE', 'the request ended before its last part'],
};

/** Any error as one of ours. What is unforeseen says nothing of the program's inside. */
export function toDoppeltonError(error: unknown): DoppeltonError {
  if (error instanceof DoppeltonError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = FOREIGN_CODES[code];
  if (known !== undefined) return new DoppeltonError(known[0], known[1], error);
  return new DoppeltonError('INTERNAL', 'the service could not do this; its log says more', error);
}

/** An error as the API tells it. */
export function toProblem(error: unknown): Problem {
  const { code, kind, message, remedy } = toDoppeltonError(error);
  return {
    type: `/api/#${code}`,
    title: ERROR_CODES[code].meaning,
    status: HTTP_STATUS_BY_KIND[kind],
    code,
    detail: message,
    remedy,
  };
}

/** When it is worth asking again, by kind of refusal; the limit of requests says it by itself. */
const RETRY_SECONDS: Readonly<Partial<Record<ErrorCode, number>>> = {
  QUEUE_FULL: 30,
  TOO_MANY_JOBS: 30,
  SERVICE_STOPPING: 60,
};

/** Answers with an error. */
export function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const ours = toDoppeltonError(error);
  const problem = toProblem(ours);
  const retrySeconds = RETRY_SECONDS[ours.code];
  if (retrySeconds !== undefined) reply.header('retry-after', retrySeconds);
  if (problem.code === 'KEY_REJECTED') reply.header('www-authenticate', 'Bearer');
  return reply.code(problem.status).type('application/problem+json').send(problem);
}
