import { problemSchema } from '../schemas/problem-schema.js';

/** Answers that every route under /api/v1 may give, for its schema. */
export const PROBLEM_ANSWERS = {
  '4xx': problemSchema.describe('The request cannot be met; the problem says why and what to do.'),
  '5xx': problemSchema.describe('The service cannot do it now; 503 says when to ask again.'),
};
