import { z } from 'zod';
import { comparisonSchema } from './comparison-schema.js';
import { duplicatesSchema } from './duplicates-schema.js';
import { additionSchema, searchResultSchema } from './library-schema.js';
import { problemSchema } from './problem-schema.js';
import type { ReadOnly } from './read-only.js';

export const JOB_STATES = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const;

export const jobIdSchema = z.uuid();

const progressSchema = z
  .strictObject({
    doneSeconds: z.number().describe('Of sound, worked off so far.'),
    totalSeconds: z.number().describe('Of sound in all; 0 when the files do not say.'),
    leftSeconds: z.number().describe('Until the job is done, by how it went so far.').exactOptional(),
  })
  .meta({ id: 'JobProgress' });

export type JobProgress = z.infer<typeof progressSchema>;

/** What is kept of a job of one kind. */
function keptShape<Kind extends string, Result extends z.ZodType, Files extends z.ZodRawShape>(
  kind: Kind,
  result: Result,
  files: Files,
) {
  return {
    id: jobIdSchema,
    kind: z.literal(kind),
    state: z.enum(JOB_STATES),
    ...files,
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().exactOptional(),
    endedAt: z.iso.datetime().exactOptional(),
    result: result.describe('Of a job that is finished.').exactOptional(),
    problem: problemSchema.describe('Of a job that failed.').exactOptional(),
  };
}

/** The files of a job, for its shape. */
function filesShape<Part extends string>(...parts: readonly Part[]) {
  const files = Object.fromEntries(parts.map((part) => [part, z.string()])) as Record<Part, z.ZodString>;
  return { files: z.strictObject(files).describe('Names of the files, as they were sent.') };
}

/** What is known of a job while it goes on. */
const liveShape = {
  queuePosition: z.int().describe('Jobs that are queued too, and that this one waits for.').exactOptional(),
  progress: progressSchema.exactOptional(),
};

const comparisonShape = keptShape('comparison', comparisonSchema, filesShape('reference', 'candidate'));
const additionShape = keptShape('addition', additionSchema, filesShape('recording'));
const searchShape = keptShape('search', searchResultSchema, filesShape('query'));
const duplicatesShape = keptShape('duplicates', duplicatesSchema, {});

export const comparisonJobSchema = z
  .strictObject({ ...comparisonShape, ...liveShape })
  .meta({ id: 'ComparisonJob' });
export const additionJobSchema = z
  .strictObject({ ...additionShape, ...liveShape })
  .meta({ id: 'AdditionJob' });
export const searchJobSchema = z.strictObject({ ...searchShape, ...liveShape }).meta({ id: 'SearchJob' });

export const duplicatesJobSchema = z
  .strictObject({ ...duplicatesShape, ...liveShape })
  .meta({ id: 'DuplicatesJob' });

/** What a client is told of a job. */
export const jobSchema = z
  .discriminatedUnion('kind', [comparisonJobSchema, additionJobSchema, searchJobSchema, duplicatesJobSchema])
  .meta({ id: 'Job' });

export type Job = ReadOnly<z.infer<typeof jobSchema>>;
export type JobKind = Job['kind'];
export type JobState = Job['state'];
export type JobResult = NonNullable<Job['result']>;
export type JobOf<Kind extends JobKind> = Extract<Job, { readonly kind: Kind }>;

/** How a client wants a job done, beyond its files. */
const jobSettingsSchema = z.strictObject({
  threshold: z.number().exactOptional(),
  top: z.int().exactOptional(),
  falseAlarmRatePerQuery: z.number().exactOptional(),
  falseAlarmRatePerRecording: z.number().exactOptional(),
});

/** What is kept on disk of a job. */
export const jobRecordSchema = z.strictObject({
  /** Whose job it is: the id of a key. */
  client: z.string(),
  settings: jobSettingsSchema,
  job: z.discriminatedUnion('kind', [
    z.strictObject(comparisonShape),
    z.strictObject(additionShape),
    z.strictObject(searchShape),
    z.strictObject(duplicatesShape),
  ]),
});

export type JobRecord = ReadOnly<z.infer<typeof jobRecordSchema>>;
