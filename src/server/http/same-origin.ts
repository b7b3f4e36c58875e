import type { FastifyInstance } from 'fastify';
import { DoppeltonError } from '../../errors/index.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Whether an address to listen at is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host) || host === '::1';
}

/**
 * Where no key is asked for, a page of any site that the user has open could send requests to this machine. Such requests
 * carry their site as `Origin`, or, where the site's name was made to lead to this machine, as `Host`.
 */
export function refuseOtherSites(app: FastifyInstance): void {
  app.addHook('onRequest', ({ headers: { host, origin } }, _, done) => {
    if (host === undefined || !LOOPBACK.test(host)) {
      throw new DoppeltonError('ORIGIN_REJECTED', 'the request is for another host than this machine');
    }
    if (origin !== undefined && origin.replace(/^https?:\/\//, '') !== host) {
      throw new DoppeltonError('ORIGIN_REJECTED', 'the request comes from the page of another site');
    }
    done();
  });
}
