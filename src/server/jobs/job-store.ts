import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DoppeltonError } from '../../errors/index.js';
import {
  makeFolder,
  parseJson,
  readingError,
  systemErrorCode,
  writeFileAtomically,
} from '../../platform/node/index.js';
import { toProblem } from '../http/problem.js';
import { jobIdSchema, jobRecordSchema, type JobRecord } from '../schemas/job-schema.js';

const RECORD_FILE = 'job.json';

/** The files that a job works on, as they are called in its folder; the sender's names are never paths. */
const UPLOAD_PARTS = ['reference', 'candidate', 'recording', 'query'] as const;
export type UploadPart = (typeof UPLOAD_PARTS)[number];

/** Jobs on disk: a folder each, with the uploads until the job has ended and a record that says what became of it. */
export class JobStore {
  readonly #folder: string;

  /** @param folder - Belongs to this store alone; need not exist. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where a job's upload lies or is to be written. */
  uploadPath(id: string, part: UploadPart): string {
    return join(this.#folder, id, part);
  }

  /**
   * Makes a job's folder. Until the job is saved, it counts as an upload that broke off.
   *
   * @throws DoppeltonError `FILE_UNWRITABLE`.
   */
  async create(id: string): Promise<void> {
    await makeFolder(join(this.#folder, id));
  }

  /**
   * Keeps what is known of a job; when this has resolved, the job outlives the process.
   *
   * @throws DoppeltonError `FILE_UNWRITABLE`; `INTERNAL` for what {@link load} would not take for a job.
   */
  async save(record: JobRecord): Promise<void> {
    const json = JSON.stringify(record);
    const { error } = jobRecordSchema.safeParse(JSON.parse(json));
    if (error !== undefined) {
      const { path, message } = error.issues[0]!;
      const place = `a ${record.job.kind} is not what the API says, at ${path.join('.')}`;
      throw new DoppeltonError('INTERNAL', `${place}: ${message}`, error);
    }
    await writeFileAtomically(join(this.#folder, record.job.id, RECORD_FILE), json);
  }

  /** Deletes what was uploaded for a job. */
  async dropUploads(id: string): Promise<void> {
    await Promise.all(UPLOAD_PARTS.map((part) => rm(this.uploadPath(id, part), { force: true })));
  }

  /** Deletes all of a job. */
  async remove(id: string): Promise<void> {
    await rm(join(this.#folder, id), { recursive: true, force: true });
  }

  /**
   * What an earlier process left. Uploads that broke off with it, and records that nothing can be made of, are deleted. A
   * job that another version finished, whose result has another form, has failed with `RESULT_OUTDATED`.
   *
   * @returns In the order in which they came.
   * @throws DoppeltonError `FILE_UNREADABLE`, `FILE_UNWRITABLE`.
   */
  async load(): Promise<readonly JobRecord[]> {
    await makeFolder(this.#folder);
    const records: JobRecord[] = [];
    for (const id of await readdir(this.#folder)) {
      // What else lies there was put there by somebody else.
      if (!jobIdSchema.safeParse(id).success) continue;
      const record = await this.#read(id);
      if (record === undefined) await this.remove(id);
      else records.push(record);
    }
    return records.sort((a, b) => a.job.createdAt.localeCompare(b.job.createdAt));
  }

  async #read(id: string): Promise<JobRecord | undefined> {
    const path = join(this.#folder, id, RECORD_FILE);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return undefined;
      throw readingError(path, error);
    }
    const json = parseJson(text);
    return jobRecordSchema.safeParse(json).data ?? withoutResult(json);
  }
}

const finishedSchema = z.looseObject({
  job: z.looseObject({ state: z.literal('finished'), result: z.unknown() }),
});

/** The record of a finished job but for a result that this version cannot tell; undefined for anything else. */
function withoutResult(json: unknown): JobRecord | undefined {
  const { data } = finishedSchema.safeParse(json);
  if (data === undefined) return undefined;
  const kept = Object.fromEntries(Object.entries(data.job).filter(([key]) => key !== 'result'));
  const problem = toProblem(new DoppeltonError('RESULT_OUTDATED', 'the result cannot be told any more'));
  return jobRecordSchema.safeParse({ ...data, job: { ...kept, state: 'failed', problem } }).data;
}
