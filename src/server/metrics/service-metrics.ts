import type { FastifyInstance } from 'fastify';
import type { JobQueue } from '../jobs/job-queue.js';
import type { Job } from '../schemas/job-schema.js';
import { Counter, Gauge, Histogram, prometheusText } from './prometheus-text.js';

const REQUEST_BOUNDS_SECONDS = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const JOB_BOUNDS_SECONDS = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

const BYTES_PER_MEGABYTE = 1 << 20;

/** How the processes fare that do jobs. */
export interface ProcessFigures {
  /** How many died or were killed in the midst of a job. */
  readonly lost: number;
  /** Of each that is alive. */
  readonly residentMegabytes: readonly number[];
}

/** How large a library is. */
export interface LibraryFigures {
  readonly recordings: number;
  readonly durationSeconds: number;
  readonly storedBytes: number;
  /** Of uploaded files that are kept with it. */
  readonly keptBytes: number;
}

/** What an operator wants to know of the service: how much it is asked, how long that takes, what it breaks on. */
export class ServiceMetrics {
  readonly #requests = new Counter('doppelton_http_requests_total', 'Requests answered.');
  readonly #requestSeconds = new Histogram(
    'doppelton_http_request_duration_seconds',
    'From the head of a request to the end of its answer.',
    REQUEST_BOUNDS_SECONDS,
  );
  readonly #uploadedBytes = new Counter('doppelton_uploaded_bytes_total', 'Bytes of uploaded files.');
  readonly #jobsEnded = new Counter('doppelton_jobs_ended_total', 'Jobs that ended, by how they did.');
  readonly #jobSeconds = new Histogram(
    'doppelton_job_duration_seconds',
    'From the start of a job to its end.',
    JOB_BOUNDS_SECONDS,
  );

  /** Counts every answer of a server, by the pattern of its route. */
  watchRequests(app: FastifyInstance): void {
    app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
      const route = routeOptions.url ?? 'none';
      this.#requests.add({ method, route, status: reply.statusCode });
      this.#requestSeconds.observe({ method, route }, reply.elapsedTime / 1000);
    });
  }

  countUpload(bytes: number): void {
    this.#uploadedBytes.add({}, bytes);
  }

  countJob({ kind, state, problem, startedAt, endedAt }: Job): void {
    this.#jobsEnded.add({ kind, state, code: problem?.code ?? '' });
    if (startedAt === undefined || endedAt === undefined) return;
    this.#jobSeconds.observe({ kind, state }, (Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  }

  /** The metrics as Prometheus asks for them. */
  text(
    queue: JobQueue,
    { lost, residentMegabytes }: ProcessFigures,
    library: LibraryFigures | undefined,
  ): string {
    const counts = Object.entries(queue.count());
    return prometheusText([
      ...(library === undefined ? [] : libraryGauges(library)),
      this.#requests,
      this.#requestSeconds,
      this.#uploadedBytes,
      this.#jobsEnded,
      this.#jobSeconds,
      new Gauge('doppelton_jobs', 'Jobs that are kept, by state; queued is the length of the queue.', () =>
        counts.map(([state, count]) => [{ state }, count]),
      ),
      new Gauge(
        'doppelton_worker_restarts_total',
        'Processes that died or were killed in the midst of a job.',
        () => [[{}, lost]],
        'counter',
      ),
      new Gauge('doppelton_worker_memory_bytes', 'Memory of each process that does jobs, in RAM.', () =>
        residentMegabytes.map((held, worker) => [{ worker }, held * BYTES_PER_MEGABYTE]),
      ),
      new Gauge('process_resident_memory_bytes', 'Memory of the serving process in RAM.', () => [
        [{}, process.memoryUsage.rss()],
      ]),
    ]);
  }
}

function libraryGauges({ recordings, durationSeconds, storedBytes, keptBytes }: LibraryFigures): Gauge[] {
  const gauge = (name: string, help: string, value: number) =>
    new Gauge(`doppelton_library_${name}`, help, () => [[{}, value]]);
  return [
    gauge('recordings', 'Recordings of the library.', recordings),
    gauge('sound_seconds', 'Of sound in the library.', durationSeconds),
    gauge('stored_bytes', 'Of what it takes to find the recordings again.', storedBytes),
    gauge('kept_bytes', 'Of uploaded files that are kept to be played.', keptBytes),
  ];
}
