/** What one client, one request and one job may take. */
export interface ServerLimits {
  /** Of one uploaded file. */
  readonly fileMegabytes: number;
  /** Of sound in one recording. */
  readonly soundSeconds: number;
  readonly fileNameCharacters: number;
  /** A request that is not wholly there after this long is given up. */
  readonly requestSeconds: number;
  /** A connection on which nothing moves for this long is closed. */
  readonly idleSeconds: number;
  readonly requestsPerMinute: number;
  /** Jobs that wait, uploads under way included. */
  readonly queuedJobs: number;
  /** Jobs of one client that wait or run. */
  readonly jobsPerClient: number;
  readonly jobSeconds: number;
  /** Of the process that does a job, model and runtime included. */
  readonly jobMegabytes: number;
  /** Of uploaded recordings that are kept with the library, all together. */
  readonly keptMegabytes: number;
}

export interface ServerSettings {
  /** Name of a shipped model or folder of one. */
  readonly model: string;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Jobs that are done at once, each by a process; one that looks through the library as a whole may run beside them. */
  readonly processes: number;
  /** Where jobs are kept, over a restart too; a folder that is removed at the end when not given. */
  readonly dataFolder?: string;
  /** The library that is searched and added to; made where there is none. Uploaded recordings are kept in the data folder. */
  readonly library?: string;
  /** File of hashed API keys; without it anyone on this machine may ask, and nobody else. */
  readonly keysFile?: string;
  /** Folder of the page's built files. */
  readonly webFolder: string;
  /** How long a job that has ended can be asked for. */
  readonly keepSeconds: number;
  /** How long running jobs are waited for at the end. */
  readonly graceSeconds: number;
  readonly limits: ServerLimits;
}

export const DEFAULT_LIMITS: ServerLimits = {
  fileMegabytes: 500,
  soundSeconds: 2 * 3600,
  fileNameCharacters: 255,
  requestSeconds: 600,
  idleSeconds: 75,
  requestsPerMinute: 600,
  queuedJobs: 200,
  jobsPerClient: 100,
  jobSeconds: 600,
  jobMegabytes: 2048,
  keptMegabytes: 100_000,
};
