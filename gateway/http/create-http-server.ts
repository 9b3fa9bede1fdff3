import { Server as HttpsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { largestDepth } from '../pipeline/limits/limits-by-role.ts';
import { createApolloServer } from './apollo/create-apollo-server.ts';
import { createFastifyApp } from './create-fastify-app.ts';
import { createNoteServed } from './apollo/documents-plugin.ts';
import { createKnownDocuments } from './apollo/known-documents.ts';
import { createReadConnection } from './connection/read-connection.ts';
import { forwardedHeaders } from './authentication/read-passed-on.ts';
import { shedLoad } from './shed-load.ts';
import { trackConnections } from './connection/track-connections.ts';
import { addRoutes } from './routes/add-routes.ts';
import type { HttpServerOptions } from './http-server-options.ts';
import { listen } from './connection/listen.ts';

export interface HttpServer {
  /** The base URL, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Reports unreadiness to load balancers, and keeps serving for `server.pauseSeconds`. */
  readonly pause: () => Promise<void>;
  /**
   * Accepts no more connections and gives requests under way `server.shutdownSeconds` to end. Then it aborts what they
   * wait for, and closes every connection a second later.
   */
  readonly close: () => Promise<void>;
}

/**
 * Creates the HTTP server and listens:
 * - `/graphql` for operations, `/break-glass` for emergency access;
 * - `/admin/graphql` for reports, `/admin/export` for reports as files, `/admin` for the console;
 * - `/health/live` and `/health/ready`;
 * - `/.well-known/jwks.json`, with which subgraphs verify the gateway;
 * - `/graphiql` in development mode.
 *
 * A request is identified and counted before its body is read. Every error is sent as a coded fault in JSON, and no
 * response may be cached.
 *
 * @throws StartError where the certificate, host or port cannot be used, the console is not built, or GraphiQL is not
 * installed.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { config, unplannedBudget, onRefusal, onAnswer, log } = options;
  const apolloOptions = { unplannedBudget, onRefusal, onAnswer, log };
  // Valid documents are cached for all callers; the pipeline has the depth of each caller.
  const limits = { ...config.limits, depth: largestDepth(config.limits) };
  const knownDocuments = createKnownDocuments(limits.cacheMegabytes);
  const documents = {
    ...options.documents,
    noteServed: createNoteServed(options.onUntrusted, log),
  };
  const apollo = await createApolloServer({
    ...apolloOptions,
    // In development mode each caller may query their part of the schema.
    config: { limits, introspection: config.introspection || options.development !== null },
    documents,
    knownDocuments,
    gateway: options.gateway,
    development: options.development,
  });
  // The report API itself decides who may introspect it.
  const reportsConfig = { limits: config.limits, introspection: true };
  const reports =
    options.reports &&
    (await createApolloServer({
      ...apolloOptions,
      config: reportsConfig,
      documents: null,
      knownDocuments: createKnownDocuments(reportsConfig.limits.cacheMegabytes),
      gateway: options.reports,
    }));
  let isClosing = false;
  const readConnection = createReadConnection(config.server);
  const app = await createFastifyApp({
    server: config.server,
    tls: options.certificate?.options ?? null,
    readConnection,
    bodyBytes: config.limits.bodyBytes,
    requestHeaders: [
      ...(config.purpose?.header === true ? ['x-purpose-of-use'] : []),
      ...(options.breakGlass === null ? [] : ['x-break-glass']),
      ...forwardedHeaders(config),
    ],
    isDevelopment: options.development !== null,
    isLastRequest: ({ socket }) => isClosing || connections.isRetired(socket),
    log,
    onRefusal,
    onAnswer,
  });
  const loadShedding = await shedLoad(app, { limits: config.limits, onRefusal, log });
  await addRoutes(app, options, {
    loadShedding,
    readConnection,
    apollo,
    documents,
    knownDocuments,
    reports,
    isClosing: () => isClosing,
  });

  const connections = trackConnections(app.server);
  const url = await listen(app, config.server);
  if (app.server instanceof HttpsServer)
    options.certificate?.follow(app.server, connections.retireAll);
  return {
    url,
    pause: async () => {
      isClosing = true;
      await sleep(config.server.pauseSeconds * 1_000);
    },
    close: async () => {
      isClosing = true;
      const allowedMs = config.server.shutdownSeconds * 1_000;
      const timers = [
        setTimeout(() => void options.onOvertime(), allowedMs),
        setTimeout(connections.endAll, allowedMs + ABORTED_REQUEST_MS),
      ];
      // New requests may arrive for at most half of the time; the rest is for those under way.
      await connections.untilQuiet(allowedMs / 2);
      const closed = app.close();
      connections.endIdle();
      await closed;
      await options.certificate?.close();
      await options.whenIdle();
      for (const timer of timers) clearTimeout(timer);
      await apollo.stop();
      await reports?.stop();
    },
  };
}

/** How long a request whose subgraph calls were aborted has to be recorded and answered. */
const ABORTED_REQUEST_MS = 1_000;
