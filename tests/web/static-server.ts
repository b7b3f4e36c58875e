import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

export interface StaticServer {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * A server as plain as any that may host the site.
 *
 * @param options.isolated - Whether its pages may use threads (COOP and COEP).
 * @param options.port - Any that is free, where it is left out.
 */
export async function serveFolder(
  folder: string,
  options: { readonly isolated?: boolean; readonly port?: number } = {},
): Promise<StaticServer> {
  const server = createServer((request, response) => {
    const path = normalize((request.url ?? '/').replace(/[?#].*$/, '').replace(/\/$/, '/index.html'));
    readFile(join(folder, path)).then(
      (content) => {
        response.setHeader('content-type', MEDIA_TYPES[extname(path)] ?? 'application/octet-stream');
        if (options.isolated === true) {
          response.setHeader('cross-origin-opener-policy', 'same-origin');
          response.setHeader('cross-origin-embedder-policy', 'require-corp');
        }
        response.end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
