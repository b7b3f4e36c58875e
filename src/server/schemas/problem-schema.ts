import { z } from 'zod';

/** What went wrong, by RFC 9457 with a code and a remedy. */
export const problemSchema = z
  .strictObject({
    type: z.string().describe('Where the code is explained, relative to the service.'),
    title: z.string().describe('What happened in general.'),
    status: z.int(),
    code: z.string().describe('One of those that the page at /api/ lists; later versions may have more.'),
    detail: z.string().describe('What happened here.'),
    remedy: z.string(),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;
