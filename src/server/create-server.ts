import multipart from '@fastify/multipart';
import Fastify, { LogController, type FastifyInstance } from 'fastify';
import { DoppeltonError } from '../errors/index.js';
import { packageVersion } from '../platform/node/index.js';
import { identifyClients, requireClient } from './http/client-identity.js';
import { dropRestOfRefused } from './http/drop-rest.js';
import { sendProblem, toDoppeltonError } from './http/problem.js';
import { logRequests, loggedError } from './http/request-log.js';
import { limitRequests } from './http/request-limit.js';
import { refuseOtherSites } from './http/same-origin.js';
import { addSecurityHeaders } from './http/security-headers.js';
import { withZodSchemas } from './http/zod-schemas.js';
import type { JobQueue } from './jobs/job-queue.js';
import type { JobStore } from './jobs/job-store.js';
import type { StoredKey } from './keys/api-keys.js';
import type { ServedLibrary } from './library/served-library.js';
import type { ProcessFigures, ServiceMetrics } from './metrics/service-metrics.js';
import { collectDocument } from './openapi/document.js';
import type { ApiContext } from './routes/api-context.js';
import { addAudioRoute } from './routes/audio-route.js';
import { addComparisonRoutes } from './routes/comparison-routes.js';
import { addDocumentRoutes } from './routes/document-routes.js';
import { addDuplicatesRoutes } from './routes/duplicates-routes.js';
import { addHealthRoutes } from './routes/health-routes.js';
import { addJobRoutes } from './routes/job-routes.js';
import { addLibraryRoutes } from './routes/library-routes.js';
import { addMetricsRoute } from './routes/metrics-route.js';
import { addPageRoutes } from './routes/page-routes.js';
import { addSearchRoutes } from './routes/search-routes.js';
import type { ServerLimits } from './server-settings.js';

/** What the HTTP face of the service stands on. */
export interface ServerPorts {
  readonly queue: JobQueue;
  readonly store: JobStore;
  readonly library: ServedLibrary | undefined;
  readonly metrics: ServiceMetrics;
  readonly processes: () => Promise<ProcessFigures>;
  /** Where lines of JSON are logged to; nowhere when not given. */
  readonly log?: { write(line: string): void };
}

export interface HttpSettings {
  readonly limits: ServerLimits;
  readonly webFolder: string;
  /** Without it no key is asked for, and requests for other hosts than this machine are refused. */
  readonly keys?: readonly StoredKey[] | undefined;
}

const HEADERS_MS = 60_000;
/** Share of the time that a request may take by which it may take longer. */
const TIMEOUT_EXACTNESS = 0.05;

/** The service as an HTTP server that does not listen yet. */
export async function createServer(settings: HttpSettings, ports: ServerPorts): Promise<FastifyInstance> {
  const { limits, keys } = settings;
  const app = Fastify({
    logger: ports.log === undefined ? false : { stream: ports.log, base: null },
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 1000 * limits.requestSeconds,
    connectionTimeout: 1000 * limits.idleSeconds,
    http: {
      connectionsCheckingInterval: TIMEOUT_EXACTNESS * 1000 * limits.requestSeconds,
      // Node takes the longer of the two for that of the whole request.
      headersTimeout: Math.min(HEADERS_MS, 1000 * limits.requestSeconds),
    },
    // Event streams would be waited for without end.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 100 },
  });
  app.setErrorHandler((error, request, reply) => {
    const ours = toDoppeltonError(error);
    request.log.warn({ error: loggedError(ours), route: request.routeOptions.url }, 'refused or failed');
    return sendProblem(reply, ours);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      reply,
      new DoppeltonError('ROUTE_NOT_FOUND', `nothing is at this path for ${request.method}`),
    ),
  );
  addSecurityHeaders(app);
  dropRestOfRefused(app);
  logRequests(app);
  ports.metrics.watchRequests(app);
  if (keys === undefined) refuseOtherSites(app);
  identifyClients(app, keys);
  await limitRequests(app, limits.requestsPerMinute);
  await collectDocument(app, packageVersion());
  app.removeAllContentTypeParsers();
  await app.register(multipart);
  await app.register(addRoutes, { ...ports, limits });
  addDocumentRoutes(app);
  await addPageRoutes(app, settings.webFolder, { hasLibrary: ports.library !== undefined });
  return app;
}

async function addRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const typed = withZodSchemas(app);
  addHealthRoutes(typed, context);
  await app.register(async (guarded) => {
    requireClient(guarded);
    addMetricsRoute(withZodSchemas(guarded), context);
    await guarded.register(
      async (api) => {
        const typedApi = withZodSchemas(api);
        addComparisonRoutes(typedApi, context);
        addLibraryRoutes(typedApi, context);
        addSearchRoutes(typedApi, context);
        addDuplicatesRoutes(typedApi, context);
        addJobRoutes(typedApi, context);
        await addAudioRoute(api, context);
      },
      { prefix: '/api/v1' },
    );
  });
}
