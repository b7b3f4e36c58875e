import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { DoppeltonError } from '../../errors/index.js';
import type { Job } from '../schemas/job-schema.js';
import { toDoppeltonError } from './problem.js';

/** Logs each answer in one line: the route's pattern, not its address; no names and nothing of what files hold. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ method, routeOptions, client, log }, reply) => {
    const milliseconds = Math.round(reply.elapsedTime);
    log.info({ method, route: routeOptions.url, status: reply.statusCode, milliseconds, client }, 'answered');
  });
}

/** Logs how a job ended, in one line. */
export function logJob(log: FastifyBaseLogger, { id, kind, state, problem }: Job, error: unknown): void {
  if (problem?.code === 'INTERNAL') {
    log.error({ job: id, kind, state, error: loggedError(toDoppeltonError(error)) }, 'job failed by a fault');
  } else log.info({ job: id, state, code: problem?.code }, 'job ended');
}

/** What a log may say of an error: messages of ours name files, those of unforeseen errors are needed to mend them. */
export function loggedError(error: DoppeltonError): object {
  const { code, message, cause } = error;
  if (code !== 'INTERNAL') return { code };
  return { code, message, stack: (cause instanceof Error ? cause : error).stack };
}
