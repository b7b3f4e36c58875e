import { z } from 'zod';

/** What any library keeps of a recording as JSON, beside its id and its paths. */
export const storedFactsShape = {
  bytes: z.number(),
  durationSeconds: z.number(),
  format: z.strictObject({
    container: z.string(),
    codec: z.string(),
    sampleRateHz: z.number(),
    channels: z.number(),
    declaredDurationSeconds: z.number().exactOptional(),
  }),
  variety: z.number(),
  warnings: z.array(z.string()),
};
