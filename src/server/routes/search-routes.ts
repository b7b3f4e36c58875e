import { z } from 'zod';
import type { ZodServer } from '../http/zod-schemas.js';
import { requireLibrary } from '../jobs/job-runner.js';
import { searchJobSchema } from '../schemas/job-schema.js';
import type { ApiContext } from './api-context.js';
import { createJob, falseAlarmRate, jobAnswers, waitQuery, writtenInteger } from './job-creation.js';

const MOST_MATCHES = 1000;

const searchFields = z.strictObject({
  top: writtenInteger(1, MOST_MATCHES).describe('Matches at most; all when not given.').exactOptional(),
  falseAlarmRatePerQuery: falseAlarmRate
    .describe("Wanted false-alarm rate per query against the whole library; the model's own when not given.")
    .exactOptional(),
});

/** What a search is asked for with. */
const searchForm = z.strictObject({
  query: z.file().describe('A recording that may hold parts of recordings of the library, from 4 s up.'),
  ...searchFields.shape,
});

/** `/api/v1/searches` */
export function addSearchRoutes(app: ZodServer, context: ApiContext): void {
  app.post(
    '/searches',
    {
      schema: {
        operationId: 'createSearch',
        summary: 'Find a recording, or parts of it, in the library',
        description:
          "Every stretch of the query that is an altered copy of a stretch of one of the library's recordings. The query's file is deleted when the job has ended.",
        tags: ['library'],
        form: searchForm,
        querystring: waitQuery,
        response: jobAnswers(searchJobSchema),
      },
    },
    async (request, reply) => {
      await requireLibrary(context.library).requireSearchable();
      const { status, job } = await createJob(
        request,
        reply,
        context,
        { files: ['query'], fields: searchFields },
        (files, settings) => ({ kind: 'search', files, settings }),
      );
      return reply.code(status).send(job);
    },
  );
}
