import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** For answers that are data or plain pages: nothing may be loaded. */
const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/**
 * For a page that is one file: nothing may be loaded, and no other style may be in it than its own.
 *
 * @param style - The text of its style element.
 */
export function singlePagePolicy(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return `${CLOSED_POLICY}; style-src 'sha256-${hash}'`;
}

/**
 * For the page, which decodes and compares in workers of its own, with WebAssembly, and plays the dropped files. It asks
 * nobody but this service.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  // The report, on its way to the printer.
  'frame-src blob:',
  "font-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CLOSED_POLICY,
  // Both together give the page shared memory, which threads in WebAssembly need.
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

/** Sets headers that keep a browser from doing more with an answer than it is meant for. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_, reply) => {
    reply.headers(HEADERS);
  });
}
