import { z } from 'zod';
import type { ZodServer } from '../http/zod-schemas.js';
import { requireLibrary } from '../jobs/job-runner.js';
import { additionJobSchema } from '../schemas/job-schema.js';
import {
  libraryListSchema,
  libraryRecordingSchema,
  libraryStatsSchema,
  recordingIdSchema,
  servedRecording,
  servedStats,
} from '../schemas/library-schema.js';
import type { ApiContext } from './api-context.js';
import { createJob, jobAnswers, waitQuery, writtenInteger } from './job-creation.js';
import { PROBLEM_ANSWERS } from './problem-answers.js';

const DEFAULT_PIECE = 100;
const LARGEST_PIECE = 1000;

export const recordingParams = z.strictObject({ id: recordingIdSchema });

const listQuery = z.strictObject({
  offset: writtenInteger(0, 1e9).describe('Recordings to pass over; 0 when not given.').exactOptional(),
  limit: writtenInteger(1, LARGEST_PIECE)
    .describe(`Recordings at most; ${DEFAULT_PIECE} when not given.`)
    .exactOptional(),
});

const additionForm = z.strictObject({
  recording: z.file().describe('Any common audio or video format.'),
});

/** `/api/v1/library/…` */
export function addLibraryRoutes(app: ZodServer, context: ApiContext): void {
  addReadingRoutes(app, context);
  addChangingRoutes(app, context);
}

function addReadingRoutes(app: ZodServer, { library }: ApiContext): void {
  app.get(
    '/library',
    {
      schema: {
        operationId: 'getLibrary',
        summary: 'How large the library is, and what made it',
        tags: ['library'],
        response: { 200: libraryStatsSchema, ...PROBLEM_ANSWERS },
      },
    },
    async (_, reply) => {
      const served = requireLibrary(library);
      const isSearchable = await served.isSearchable();
      return reply
        .code(200)
        .send(servedStats(await served.stats(), { keptBytes: served.keptBytes, isSearchable }));
    },
  );

  app.get(
    '/library/recordings',
    {
      schema: {
        operationId: 'listRecordings',
        summary: 'The recordings of the library, piece by piece',
        tags: ['library'],
        querystring: listQuery,
        response: { 200: libraryListSchema, ...PROBLEM_ANSWERS },
      },
    },
    async ({ query: { offset = 0, limit = DEFAULT_PIECE } }, reply) => {
      const served = requireLibrary(library);
      const recordings = (await served.list(offset, limit)).map(servedRecording);
      return reply.code(200).send({ recordings, total: (await served.stats()).recordings });
    },
  );

  app.get(
    '/library/recordings/:id',
    {
      schema: {
        operationId: 'getRecording',
        summary: 'A recording of the library',
        tags: ['library'],
        params: recordingParams,
        response: { 200: libraryRecordingSchema, ...PROBLEM_ANSWERS },
      },
    },
    async ({ params }, reply) =>
      reply.code(200).send(servedRecording(await requireLibrary(library).get(params.id))),
  );
}

function addChangingRoutes(app: ZodServer, context: ApiContext): void {
  app.post(
    '/library/recordings',
    {
      schema: {
        operationId: 'addRecording',
        summary: 'Put a recording into the library',
        description:
          'What it takes to find the recording again is put into the library, and the file is kept to be played. A file that the library holds already is left as it is.',
        tags: ['library'],
        form: additionForm,
        querystring: waitQuery,
        response: jobAnswers(additionJobSchema),
      },
    },
    async (request, reply) => {
      requireLibrary(context.library).requireRoom();
      const { status, job } = await createJob(
        request,
        reply,
        context,
        { files: ['recording'], fields: z.strictObject({}) },
        (files) => ({ kind: 'addition', files, settings: {} }),
      );
      return reply.code(status).send(job);
    },
  );

  app.delete(
    '/library/recordings/:id',
    {
      schema: {
        operationId: 'removeRecording',
        summary: 'Take a recording out of the library',
        description: 'A file that was uploaded is deleted; one that lay elsewhere before stays.',
        tags: ['library'],
        params: recordingParams,
        response: {
          204: z.undefined().describe('The library does not hold it any more.'),
          ...PROBLEM_ANSWERS,
        },
      },
    },
    async ({ params }, reply) => {
      await requireLibrary(context.library).remove(params.id);
      return reply.code(204).send();
    },
  );
}
