import { z } from 'zod';
import type { ZodServer } from '../http/zod-schemas.js';
import type { ApiContext } from './api-context.js';

const healthSchema = z.strictObject({ status: z.enum(['ok', 'stopping']) }).meta({ id: 'Health' });

/** `/health/…`, for whoever starts and restarts the service. */
export function addHealthRoutes(app: ZodServer, { queue }: ApiContext): void {
  app.get(
    '/health/live',
    {
      schema: {
        operationId: 'isLive',
        summary: 'Whether the service answers at all',
        tags: ['operation'],
        security: [],
        response: { 200: healthSchema },
      },
    },
    async (_, reply) => reply.code(200).send({ status: 'ok' }),
  );
  app.get(
    '/health/ready',
    {
      schema: {
        operationId: 'isReady',
        summary: 'Whether the service takes work',
        tags: ['operation'],
        security: [],
        response: { 200: healthSchema, 503: healthSchema },
      },
    },
    async (_, reply) =>
      queue.isStopping
        ? reply.code(503).send({ status: 'stopping' })
        : reply.code(200).send({ status: 'ok' }),
  );
}
