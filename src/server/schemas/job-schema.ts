import { z } from 'zod';
import { comparisonSchema } from './comparison-schema.js';
import { problemSchema } from './problem-schema.js';
import type { ReadOnly } from './read-only.js';

export const JOB_STATES = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const;

const progressSchema = z
  .strictObject({
    doneSeconds: z.number().describe('Of sound, worked off so far.'),
    totalSeconds: z.number().describe('Of sound in all; 0 when the files do not say.'),
    leftSeconds: z.number().describe('Until the job is done, by how it went so far.').exactOptional(),
  })
  .meta({ id: 'JobProgress' });

export type JobProgress = z.infer<typeof progressSchema>;

/** What a client is told of a job. */
export const jobSchema = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(['comparison']),
    state: z.enum(JOB_STATES),
    files: z.strictObject({ reference: z.string(), candidate: z.string() }),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().exactOptional(),
    endedAt: z.iso.datetime().exactOptional(),
    queuePosition: z.int().describe('Jobs that will be started before this one.').exactOptional(),
    progress: progressSchema.exactOptional(),
    result: comparisonSchema.describe('Of a job that is finished.').exactOptional(),
    problem: problemSchema.describe('Of a job that failed.').exactOptional(),
  })
  .meta({ id: 'Job' });

export type Job = ReadOnly<z.infer<typeof jobSchema>>;
export type JobState = Job['state'];

/** What is kept on disk of a job. */
export const jobRecordSchema = z.strictObject({
  /** Whose job it is: the id of a key. */
  client: z.string(),
  threshold: z.number().exactOptional(),
  job: jobSchema.omit({ queuePosition: true, progress: true }),
});

export type JobRecord = ReadOnly<z.infer<typeof jobRecordSchema>>;
