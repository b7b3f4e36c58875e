import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { clientOf } from '../http/client-identity.js';
import { hasEnded } from '../jobs/live-job.js';
import type { JobDetails, NewJob } from '../jobs/job-queue.js';
import type { UploadPart } from '../jobs/job-store.js';
import type { JobKind, JobOf } from '../schemas/job-schema.js';
import { receiveForm, type FormShape } from '../uploads/receive-form.js';
import type { ApiContext } from './api-context.js';
import { jobWhenEnded } from './job-waiting.js';
import { PROBLEM_ANSWERS } from './problem-answers.js';

/** No answer is held back longer: a connection on which nothing moves is closed. */
const LONGEST_WAIT_SECONDS = 60;

/** A number written as text, as forms and addresses have it. */
export const writtenNumber = (min: number, max: number) =>
  z.string().trim().min(1).transform(Number).pipe(z.number().min(min).max(max));

/** A whole number written as text. */
export const writtenInteger = (min: number, max: number) =>
  z.string().trim().min(1).transform(Number).pipe(z.int().min(min).max(max));

/** A rate of false alarms written as text. */
export const falseAlarmRate = writtenNumber(1e-9, 1);

/** What may stand in the address of a request that makes a job. */
export const waitQuery = z.strictObject({
  wait: writtenNumber(0, LONGEST_WAIT_SECONDS)
    .describe('Seconds to wait for the result; 0 when not given.')
    .exactOptional(),
});

/** Answers to a request that makes a job, for its schema. */
export function jobAnswers<Job extends z.ZodType>(job: Job) {
  return {
    200: job.describe('The job has ended while the request waited.'),
    202: job.describe('The job is queued or running.'),
    ...PROBLEM_ANSWERS,
  };
}

type WaitingRequest = FastifyRequest<{ Querystring: z.output<typeof waitQuery> }>;

/**
 * Makes a job of what a form holds, and answers with it.
 *
 * @param detailsOf - The job of a form that has come in whole.
 * @throws DoppeltonError What `receiveForm` and `JobQueue.admit` throw.
 */
export async function createJob<Part extends UploadPart, Fields extends z.ZodObject, Kind extends JobKind>(
  request: WaitingRequest,
  reply: FastifyReply,
  context: ApiContext,
  shape: FormShape<Part, Fields>,
  detailsOf: (
    files: Readonly<Record<Part, string>>,
    fields: z.output<Fields>,
  ) => JobDetails & { readonly kind: Kind },
): Promise<{ readonly status: 200 | 202; readonly job: JobOf<Kind> }> {
  const { queue, store, metrics, limits } = context;
  const newJob = await queue.admit(clientOf(request));
  let form: Awaited<ReturnType<typeof receiveForm<Part, Fields>>>;
  try {
    form = await receiveForm(request, shape, limits, (part) => store.uploadPath(newJob.id, part));
  } catch (error) {
    await newJob.discard();
    throw error;
  }
  metrics.countUpload(form.bytes);
  return startJob<Kind>(request, reply, context, newJob, detailsOf(form.names, form.fields));
}

/**
 * Has a job done that was admitted, and answers with it.
 *
 * @throws DoppeltonError `FILE_UNWRITABLE`.
 */
export async function startJob<Kind extends JobKind>(
  request: WaitingRequest,
  reply: FastifyReply,
  { queue }: ApiContext,
  newJob: NewJob,
  details: JobDetails & { readonly kind: Kind },
): Promise<{ readonly status: 200 | 202; readonly job: JobOf<Kind> }> {
  const { id } = newJob;
  try {
    await newJob.accept(details);
  } catch (error) {
    await newJob.discard();
    throw error;
  }
  reply.header('location', `/api/v1/jobs/${id}`);
  const job = await jobWhenEnded(queue, id, clientOf(request), request.query.wait ?? 0);
  // The queue tells of a job as it was accepted, so its kind is the one asked for.
  return { status: hasEnded(job) ? 200 : 202, job: job as JobOf<Kind> };
}
