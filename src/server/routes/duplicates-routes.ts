import { clientOf } from '../http/client-identity.js';
import type { ZodServer } from '../http/zod-schemas.js';
import { requireLibrary } from '../jobs/job-runner.js';
import { duplicatesJobSchema } from '../schemas/job-schema.js';
import type { ApiContext } from './api-context.js';
import { falseAlarmRate, jobAnswers, startJob, waitQuery } from './job-creation.js';

const duplicatesQuery = waitQuery.extend({
  falseAlarmRatePerRecording: falseAlarmRate
    .describe(
      "Wanted share of recordings that have nothing in common with any other and are joined to one all the same; the model's own when not given.",
    )
    .exactOptional(),
});

/** `/api/v1/library/duplicates` */
export function addDuplicatesRoutes(app: ZodServer, context: ApiContext): void {
  app.post(
    '/library/duplicates',
    {
      schema: {
        operationId: 'findDuplicates',
        summary: 'Find which recordings of the library have something in common',
        description:
          'Every recording is searched for in the library. What has something in common is a family; within one, files that hold one recording are named, and the best copy of them.',
        tags: ['library'],
        querystring: duplicatesQuery,
        response: jobAnswers(duplicatesJobSchema),
      },
    },
    async (request, reply) => {
      await requireLibrary(context.library).requireSearchable();
      const { falseAlarmRatePerRecording: rate } = request.query;
      const newJob = await context.queue.admit(clientOf(request));
      const { status, job } = await startJob(request, reply, context, newJob, {
        kind: 'duplicates',
        settings: rate === undefined ? {} : { falseAlarmRatePerRecording: rate },
      });
      return reply.code(status).send(job);
    },
  );
}
