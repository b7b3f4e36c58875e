import { z } from 'zod';
import type { ZodServer } from '../http/zod-schemas.js';
import { comparisonJobSchema } from '../schemas/job-schema.js';
import type { ApiContext } from './api-context.js';
import { createJob, jobAnswers, waitQuery, writtenNumber } from './job-creation.js';

const comparisonFields = z.strictObject({
  threshold: writtenNumber(-100, 100)
    .describe("A match scores above this; the model's own when not given.")
    .exactOptional(),
});

/** What a comparison is asked for with. */
const comparisonForm = z.strictObject({
  reference: z.file().describe('The recording to hold against; any common audio or video format.'),
  candidate: z.file().describe('The recording in question.'),
  ...comparisonFields.shape,
});

/** `/api/v1/comparisons` */
export function addComparisonRoutes(app: ZodServer, context: ApiContext): void {
  app.post(
    '/comparisons',
    {
      schema: {
        operationId: 'createComparison',
        summary: 'Compare two recordings',
        description:
          'Tells whether the candidate is an altered copy of (a part of) the reference. The files are deleted when the job has ended.',
        tags: ['comparisons'],
        form: comparisonForm,
        querystring: waitQuery,
        response: jobAnswers(comparisonJobSchema),
      },
    },
    async (request, reply) => {
      const { status, job } = await createJob(
        request,
        reply,
        context,
        { files: ['reference', 'candidate'], fields: comparisonFields },
        (files, settings) => ({ kind: 'comparison', files, settings }),
      );
      return reply.code(status).send(job);
    },
  );
}
