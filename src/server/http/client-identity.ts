import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DoppeltonError } from '../../errors/index.js';
import { recogniseKey, type StoredKey } from '../keys/api-keys.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose jobs a request may see: the id of its key; undefined where one is needed and none was recognised. */
    client: string | undefined;
  }
}

/** Where no keys are asked for, all who can reach the service are one. */
const ANYONE = 'anyone';

/** Finds out who sends each request. */
export function identifyClients(app: FastifyInstance, keys: readonly StoredKey[] | undefined): void {
  app.decorateRequest('client', undefined);
  app.addHook('onRequest', (request, _, done) => {
    request.client = keys === undefined ? ANYONE : recogniseKey(keys, request.headers.authorization)?.id;
    done();
  });
}

/** What requests are counted by for their limit: a key, or where there is none the address. */
export function limitKey({ client, ip }: FastifyRequest): string {
  return client === undefined || client === ANYONE ? ip : client;
}

/**
 * Refuses requests to a group of routes that carry no key that is known, before anything of their body is read. It comes
 * after the limit of requests, so that guessing is limited too.
 */
export function requireClient(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _, __, done) => {
    clientOf(request);
    done();
  });
}

/** @throws DoppeltonError `KEY_REJECTED`. */
export function clientOf({ client }: FastifyRequest): string {
  if (client !== undefined) return client;
  throw new DoppeltonError('KEY_REJECTED', 'the request carries no API key that is known here');
}
