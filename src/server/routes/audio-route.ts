import { basename, dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { withZodSchemas } from '../http/zod-schemas.js';
import { requireLibrary } from '../jobs/job-runner.js';
import type { ApiContext } from './api-context.js';
import { recordingParams } from './library-routes.js';
import { PROBLEM_ANSWERS } from './problem-answers.js';

/** Media types of containers, by FFmpeg's names for these. What is not here a browser does not play anyway. */
const MEDIA_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^mp3$/, 'audio/mpeg'],
  [/^wav$/, 'audio/wav'],
  [/^flac$/, 'audio/flac'],
  [/^ogg$/, 'audio/ogg'],
  [/^aac$/, 'audio/aac'],
  [/^aiff$/, 'audio/aiff'],
  [/^mov,|^mp4/, 'audio/mp4'],
  [/^matroska/, 'audio/webm'],
];

const RANGE_NOT_SATISFIABLE = 416;

/** `/api/v1/library/recordings/:id/audio` */
export async function addAudioRoute(app: FastifyInstance, { library }: ApiContext): Promise<void> {
  await app.register(fastifyStatic, { serve: false });
  withZodSchemas(app).get(
    '/library/recordings/:id/audio',
    {
      errorHandler: (error, _, reply) => {
        if (!isRangeError(error)) throw error;
        void reply.code(RANGE_NOT_SATISFIABLE).headers(error.headers).send(undefined);
      },
      schema: {
        operationId: 'getRecordingAudio',
        summary: 'The file of a recording, to be played',
        description: 'Takes the header Range, so that a player can begin anywhere.',
        tags: ['library'],
        params: recordingParams,
        produces: ['audio/*'],
        response: {
          200: z.string().describe('The whole file.'),
          206: z.string().describe('The part that was asked for.'),
          416: z.undefined().describe('The file ends before the part that was asked for.'),
          ...PROBLEM_ANSWERS,
        },
      },
    },
    async ({ params }, reply) => {
      const { path, container } = await requireLibrary(library).audioFile(params.id);
      const type = MEDIA_TYPES.find(([name]) => name.test(container))?.[1] ?? 'application/octet-stream';
      return reply
        .header('content-type', type)
        .header('cache-control', 'private, no-cache')
        .sendFile(basename(path), dirname(path), {
          contentType: false,
          cacheControl: false,
          dotfiles: 'allow',
        });
    },
  );
}

/** What @fastify/static raises for a range beyond the file's end; the headers say where that is. */
function isRangeError(error: Error): error is Error & { readonly headers: Record<string, string> } {
  return 'status' in error && error.status === RANGE_NOT_SATISFIABLE && 'headers' in error;
}
