import { z } from 'zod';
import type { ZodServer } from '../http/zod-schemas.js';
import type { ApiContext } from './api-context.js';
import { PROBLEM_ANSWERS } from './problem-answers.js';

/** `/metrics` */
export function addMetricsRoute(app: ZodServer, { metrics, queue, library, processes }: ApiContext): void {
  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'getMetrics',
        summary: "Figures of the service's work, in Prometheus' text format",
        tags: ['operation'],
        produces: ['text/plain'],
        response: { 200: z.string(), ...PROBLEM_ANSWERS },
      },
    },
    async (_, reply) => {
      const figures = library && { ...(await library.stats()), keptBytes: library.keptBytes };
      return reply
        .code(200)
        .type('text/plain; version=0.0.4')
        .send(metrics.text(queue, await processes(), figures));
    },
  );
}
