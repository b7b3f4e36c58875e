import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { clientOf } from '../http/client-identity.js';
import type { ZodServer } from '../http/zod-schemas.js';
import { hasEnded } from '../jobs/live-job.js';
import { jobIdSchema, jobSchema, type Job } from '../schemas/job-schema.js';
import type { ApiContext } from './api-context.js';
import { PROBLEM_ANSWERS } from './problem-answers.js';

const jobParams = z.strictObject({
  id: jobIdSchema.describe('As the answer to the request that made the job says.'),
});

/** Progress is told this often at most. */
const EVENT_PAUSE_MS = 250;
/** Something is said this often at least, so that no connection is taken for dead. */
const HEARTBEAT_MS = 15_000;

/** `/api/v1/jobs/…` */
export function addJobRoutes(app: ZodServer, { queue }: ApiContext): void {
  app.get(
    '/jobs/:id',
    {
      schema: {
        operationId: 'getJob',
        summary: 'A job, with its result when it has ended',
        tags: ['jobs'],
        params: jobParams,
        response: { 200: jobSchema, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => reply.code(200).send(queue.get(request.params.id, clientOf(request))),
  );

  app.delete(
    '/jobs/:id',
    {
      schema: {
        operationId: 'deleteJob',
        summary: 'End a job if it runs, and delete all that is kept of it',
        tags: ['jobs'],
        params: jobParams,
        response: { 204: z.undefined().describe('There is no such job any more.'), ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      await queue.remove(request.params.id, clientOf(request));
      return reply.code(204).send();
    },
  );

  app.get(
    '/jobs/:id/events',
    {
      schema: {
        operationId: 'watchJob',
        summary: 'A job as it goes on, until it has ended',
        description:
          'Server-sent events named `job`; the data of each is the job as GET /jobs/{id} gives it. The stream ends with the job, or when the service is stopped.',
        tags: ['jobs'],
        params: jobParams,
        produces: ['text/event-stream'],
        response: {
          200: jobSchema.describe('Server-sent events; the data of each is a job.'),
          ...PROBLEM_ANSWERS,
        },
      },
    },
    (request, reply) => {
      const client = clientOf(request);
      const { id } = request.params;
      const job = queue.get(id, client);
      const stream = openEventStream(reply);
      const unwatch = queue.watch(id, client, stream.send);
      reply.raw.on('close', unwatch);
      stream.send(job);
    },
  );
}

/** Sends a job as it changes, and ends with it. */
function openEventStream(reply: FastifyReply) {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
  });
  const heartbeat = setInterval(() => raw.write(': still there\n\n'), HEARTBEAT_MS);
  raw.on('close', () => {
    clearInterval(heartbeat);
  });
  // Whoever has gone is not told any more, which is no fault.
  raw.on('error', () => undefined);
  let lastState: Job['state'] | undefined;
  let lastMs = 0;
  return {
    send: (job: Job) => {
      const now = Date.now();
      const isNews = job.state !== lastState;
      // Whoever reads slowly is told less, so that nothing piles up here.
      if (!isNews && (now - lastMs < EVENT_PAUSE_MS || raw.writableNeedDrain)) return;
      lastState = job.state;
      lastMs = now;
      raw.write(`event: job\ndata: ${JSON.stringify(job)}\n\n`);
      if (!hasEnded(job)) return;
      // The end may take a slow reader long, and nothing may be written behind it.
      clearInterval(heartbeat);
      raw.end();
    },
  };
}
