import type { FastifyInstance } from 'fastify';
import { singlePagePolicy } from '../http/security-headers.js';
import { documentationPage, DOCUMENTATION_STYLE, type ApiDocument } from '../openapi/documentation-page.js';

/** `/api/openapi.json` and the page at `/api/` that says the same. */
export function addDocumentRoutes(app: FastifyInstance): void {
  app.get('/api/openapi.json', { schema: { hide: true } }, (_, reply) => reply.send(app.swagger()));
  app.get('/api/', { schema: { hide: true } }, (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', singlePagePolicy(DOCUMENTATION_STYLE))
      .send(documentationPage(app.swagger() as unknown as ApiDocument)),
  );
}
