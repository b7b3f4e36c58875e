import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { DoppeltonError } from '../../errors/index.js';
import { limitKey } from './client-identity.js';

/** Limits how many requests one client may send in a minute; the answer tells how many are left. */
export async function limitRequests(app: FastifyInstance, requestsPerMinute: number): Promise<void> {
  await app.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: limitKey,
    errorResponseBuilder: (_, { max }) =>
      new DoppeltonError('RATE_LIMITED', `more than ${max} requests in a minute`),
  });
}
