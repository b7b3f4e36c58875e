import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { DoppeltonError } from '../../errors/index.js';
import { toProblem } from './problem.js';
import { logJob } from './request-log.js';

describe('the log', () => {
  const lines: string[] = [];
  const { log } = Fastify({ logger: { stream: { write: (line: string) => lines.push(line) } } });
  const job = { id: 'a', kind: 'search', files: { query: 'secret.wav' }, createdAt: '' } as const;

  it('says of a job that failed by a fault what is needed to mend it, and of others their end alone', () => {
    const fault = new DoppeltonError('INTERNAL', 'that could not be', new Error('undefined is no function'));
    logJob(log, { ...job, state: 'failed', problem: toProblem(fault) }, fault);
    const ours = new DoppeltonError('AUDIO_SILENT', 'secret.wav holds no sound');
    logJob(log, { ...job, state: 'failed', problem: toProblem(ours) }, ours);
    const [faulty, silent] = lines.map((line) => JSON.parse(line) as object);
    const stack = expect.stringContaining('undefined is no function') as string;
    expect(faulty).toMatchObject({ job: 'a', level: 50, error: { message: 'that could not be', stack } });
    expect(silent).toMatchObject({ job: 'a', level: 30, state: 'failed', code: 'AUDIO_SILENT' });
    expect(lines.join('')).not.toContain('secret');
  });
});
