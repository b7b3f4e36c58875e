import type { JobProgress } from '../schemas/job-schema.js';

/**
 * How far a job has come, and how long it will take by how it went so far.
 *
 * @param doneSeconds - Of sound.
 * @param totalSeconds - Of sound, by the files' headers; 0 when unknown. Headers that promise too little are corrected.
 * @param elapsedSeconds - Since the job was started.
 */
export function jobProgress(doneSeconds: number, totalSeconds: number, elapsedSeconds: number): JobProgress {
  if (totalSeconds === 0) return { doneSeconds, totalSeconds };
  const total = Math.max(totalSeconds, doneSeconds);
  if (doneSeconds === 0) return { doneSeconds, totalSeconds: total };
  return {
    doneSeconds,
    totalSeconds: total,
    leftSeconds: (elapsedSeconds * (total - doneSeconds)) / doneSeconds,
  };
}
