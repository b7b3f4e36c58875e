import type { FastifyInstance } from 'fastify';
import type { DoppeltonError } from '../../errors/index.js';

/** Logs each answer in one line: the route's pattern, not its address; no names and nothing of what files hold. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ method, routeOptions, client, log }, reply) => {
    const milliseconds = Math.round(reply.elapsedTime);
    log.info({ method, route: routeOptions.url, status: reply.statusCode, milliseconds, client }, 'answered');
  });
}

/** What a log may say of an error: messages of ours name files, those of unforeseen errors are needed to mend them. */
export function loggedError(error: DoppeltonError): object {
  return error.code === 'INTERNAL' && error.cause instanceof Error
    ? { code: error.code, stack: error.cause.stack }
    : { code: error.code };
}
