import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../../errors/index.js';

const codes = Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]];

/** What went wrong, by RFC 9457 with a code and a remedy. */
export const problemSchema = z
  .strictObject({
    type: z.string().describe('Where the code is explained, relative to the service.'),
    title: z.string().describe('What happened in general.'),
    status: z.int(),
    code: z.enum(codes),
    detail: z.string().describe('What happened here.'),
    remedy: z.string(),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;
