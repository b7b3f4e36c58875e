import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { PAGE_POLICY } from '../http/security-headers.js';

const NO_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Doppelton</title>
<p>The service runs; its page was not built. <code>npm run build:web</code> builds it.</p>
<p><a href="/api/">The API</a> works without it.</p>
</html>
`;

/**
 * The page at `/`, from its built files, or a page that says that there are none.
 *
 * @param folder - Of the built files; need not exist.
 * @param options.hasLibrary - Whether the page is to offer a search in the library.
 */
export async function addPageRoutes(
  app: FastifyInstance,
  folder: string,
  options: { readonly hasLibrary: boolean },
): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    app.get('/', { schema: { hide: true } }, async (_, reply) =>
      reply.type('text/html; charset=utf-8').send(NO_PAGE),
    );
    return;
  }
  // Among the built files is one that says that there is no service, for servers of files alone.
  app.get('/service.json', { schema: { hide: true } }, async (_, reply) =>
    reply.header('cache-control', 'no-store').send({ library: options.hasLibrary }),
  );
  await app.register(fastifyStatic, {
    root: folder,
    dotfiles: 'ignore',
    schemaHide: true,
    setHeaders: (reply) => {
      reply.header('content-security-policy', PAGE_POLICY);
    },
  });
}
