import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import type { FastifyInstance } from 'fastify';

/** What comes so much later than the refusal is not waited for: such a client may not hear why it was refused. */
const LONGEST_WAIT_MS = 5000;

/**
 * Reads and drops what is still on its way of a request that was refused before all of it was there. Where the connection is
 * to be closed, the answer waits for that: many clients listen only when they have sent everything, and what is sent into a
 * closed connection resets it, the answer with it (RFC 9112, section 9.6).
 */
export function dropRestOfRefused(app: FastifyInstance): void {
  app.addHook('onSend', async ({ raw }, reply) => {
    if (raw.complete) return;
    raw.unpipe().resume();
    if (!reply.raw.shouldKeepAlive) await ended(raw, LONGEST_WAIT_MS);
  });
}

async function ended(request: IncomingMessage, withinMs: number): Promise<void> {
  try {
    await finished(request, { signal: AbortSignal.timeout(withinMs) });
  } catch {
    // Broken off, or too slow: the answer is sent all the same.
  }
}
