import { z } from 'zod';
import type { ZodServer } from '../http/zod-schemas.js';
import { clientOf } from '../http/client-identity.js';
import { hasEnded } from '../jobs/live-job.js';
import { jobSchema } from '../schemas/job-schema.js';
import { receiveForm } from '../uploads/receive-form.js';
import type { ApiContext } from './api-context.js';
import { jobWhenEnded } from './job-waiting.js';
import { PROBLEM_ANSWERS } from './problem-answers.js';

/** No answer is held back longer: a connection on which nothing moves is closed. */
const LONGEST_WAIT_SECONDS = 60;

/** A number written as text, as forms and addresses have it. */
const writtenNumber = (min: number, max: number) =>
  z.string().trim().min(1).transform(Number).pipe(z.number().min(min).max(max));

const comparisonFields = z.strictObject({
  threshold: writtenNumber(-100, 100)
    .describe("A match scores above this; the model's own when not given.")
    .exactOptional(),
});

/** What a comparison is asked for with. */
export const comparisonForm = z.strictObject({
  reference: z.file().describe('The recording to hold against; any common audio or video format.'),
  candidate: z.file().describe('The recording in question.'),
  ...comparisonFields.shape,
});

/** `/api/v1/comparisons` */
export function addComparisonRoutes(app: ZodServer, context: ApiContext): void {
  const { queue, store, metrics, limits } = context;
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
        querystring: z.strictObject({
          wait: writtenNumber(0, LONGEST_WAIT_SECONDS)
            .describe('Seconds to wait for the result; 0 when not given.')
            .exactOptional(),
        }),
        response: {
          200: jobSchema.describe('The job has ended while the request waited.'),
          202: jobSchema.describe('The job is queued or running.'),
          ...PROBLEM_ANSWERS,
        },
      },
    },
    async (request, reply) => {
      const client = clientOf(request);
      const newJob = await queue.admit(client);
      try {
        const form = await receiveForm(
          request,
          { files: ['reference', 'candidate'], fields: comparisonFields },
          limits,
          (part) => store.uploadPath(newJob.id, part),
        );
        metrics.countUpload(form.bytes);
        await newJob.accept({ kind: 'comparison', files: form.names, ...form.fields });
      } catch (error) {
        await newJob.discard();
        throw error;
      }
      const { id } = newJob;
      reply.header('location', `/api/v1/jobs/${id}`);
      const job = await jobWhenEnded(queue, id, client, request.query.wait ?? 0);
      return reply.code(hasEnded(job) ? 200 : 202).send(job);
    },
  );
}
