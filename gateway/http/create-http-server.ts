import { Server as HttpsServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { BreakGlassOfCallers } from '../access/break-glass/create-break-glass.ts';
import type { Identify } from '../access/identity/create-identify.ts';
import type { IdentityConfig } from '../access/identity/identity-config.ts';
import type { PurposeConfig } from '../access/purpose/purpose-config.ts';
import type { AuditRecord } from '../audit/record/record.ts';
import type { GraphGateway } from '../pipeline/create-graph-gateway.ts';
import type { UnplannedBudget } from '../pipeline/limits/create-unplanned-budget.ts';
import { largestDepth } from '../pipeline/limits/limits-by-role.ts';
import type { LimitsConfig } from '../pipeline/limits/limits-config.ts';
import type { RateLimit } from '../platform/rates/create-rate-limit.ts';
import { SettingsError } from '../platform/errors.ts';
import type { FaultCode } from '../platform/faults.ts';
import type { Log } from '../platform/log.ts';
import type { RequestOutcome } from '../platform/metrics/metrics.ts';
import type { Readiness } from '../platform/readiness.ts';
import type { SubgraphSections } from '../platform/subgraph/subgraph-settings.ts';
import type { Exports } from '../reports/api/export/create-exports.ts';
import { createAuthenticateRequest } from './authenticate-request.ts';
import { createChallenges } from './challenges.ts';
import type { ConsoleSettings } from './console-settings.ts';
import {
  createApolloServer,
  type GatewayInterface,
  type ServedDocuments,
} from './create-apollo-server.ts';
import { createDirectHandler } from './create-direct-handler.ts';
import type { Development } from './development/create-development.ts';
import { routeGraphiql } from './development/route-graphiql.ts';
import { createFastifyApp } from './create-fastify-app.ts';
import { createDenyCaller } from './deny-caller.ts';
import { createNoteServed } from './documents-plugin.ts';
import { createKnownDocuments, type KnownDocuments } from './known-documents.ts';
import type { Certificate } from './open-certificate.ts';
import { createReadClientCertificate } from './read-client-certificate.ts';
import { createReadConnection, type ReadConnection } from './read-connection.ts';
import { createReadPassedOn, forwardedHeaders } from './read-passed-on.ts';
import { readConsole } from './read-console.ts';
import { refuseForeignForms } from './refuse-foreign-forms.ts';
import { routeBreakGlass } from './route-break-glass.ts';
import { routeConsole } from './route-console.ts';
import { routeExport } from './route-export.ts';
import { routeHealth } from './route-health.ts';
import {
  createPublicUrlOf,
  metadataUrlOf,
  routeResourceMetadata,
} from './route-resource-metadata.ts';
import { routeSignOut } from './route-sign-out.ts';
import type { ServerConfig } from './server-config.ts';
import { shedLoad, type LoadShedding } from './shed-load.ts';
import type { RemoteSignIns } from './sign-ins.ts';
import { trackConnections } from './track-connections.ts';

export interface HttpServerOptions {
  readonly config: SubgraphSections & {
    readonly server: ServerConfig;
    readonly limits: LimitsConfig;
    readonly introspection: boolean;
    readonly purpose: PurposeConfig | null;
    readonly identity: IdentityConfig;
  };
  /** Null serves plain HTTP. The server closes it. */
  readonly certificate: Certificate | null;
  readonly gateway: GatewayInterface;
  /** Executes most requests without Apollo Server; null has it handle each request. */
  readonly execute: GraphGateway['execute'] | null;
  readonly identify: Identify;
  readonly rateLimit: RateLimit;
  /** The budget of operations that are not cached yet. */
  readonly unplannedBudget: UnplannedBudget;
  /** Which documents callers may send to `/graphql`. */
  readonly documents: Pick<ServedDocuments, 'resolve' | 'isTrusted'>;
  /** Called for each operation that is served although no manifest has its document. */
  readonly onUntrusted: () => void;
  /** Null disables break-glass. */
  readonly breakGlass: BreakGlassOfCallers | null;
  /** The report API; null disables it. */
  readonly reports: GatewayInterface | null;
  /** Reports as files; null disables them. */
  readonly exports: Pick<Exports, 'open'> | null;
  /** Whether operations can be answered and recorded now. */
  readonly readiness: () => Readiness | Promise<Readiness>;
  /** The key set that verifies the gateway's requests to subgraphs; null where they are unsigned. */
  readonly jwks: object | null;
  /** Null disables the console. */
  readonly console: ConsoleSettings | null;
  /** Null: tokens of any age may read reports. */
  readonly signIns: RemoteSignIns | null;
  /** Null outside development mode. */
  readonly development: Development | null;
  /** Resolves once no operation is under way, including operations of disconnected clients. */
  readonly whenIdle: () => Promise<void>;
  /** Called when requests exceed the shutdown time. Aborts whatever they wait for. */
  readonly onOvertime: () => Promise<unknown>;
  /** Appends to the ledger; resolves once the record is durable. */
  readonly append: (record: AuditRecord) => Promise<unknown>;
  /** Called with the code of each request that is refused before execution and has no record of its own. */
  readonly onRefusal: (code: FaultCode) => void;
  /** Called once per request for data or a grant with its outcome, invalid requests included. */
  readonly onAnswer: (outcome: RequestOutcome) => void;
  readonly log: Log;
  /** UTC ms since 1970. */
  readonly now: () => number;
}

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

async function addRoutes(
  app: FastifyInstance,
  options: HttpServerOptions,
  parts: {
    readonly loadShedding: LoadShedding;
    readonly readConnection: ReadConnection;
    readonly apollo: Awaited<ReturnType<typeof createApolloServer>>;
    readonly documents: ServedDocuments;
    readonly knownDocuments: KnownDocuments;
    readonly reports: Awaited<ReturnType<typeof createApolloServer>> | null;
    readonly isClosing: () => boolean;
  },
): Promise<void> {
  const { config, console, execute, exports, breakGlass, signIns } = options;
  const { readiness, onRefusal, onAnswer } = options;
  const { loadShedding, readConnection, apollo, documents, knownDocuments, reports, isClosing } =
    parts;
  const { publicUrl: resource } = config.server;
  const denyCaller = createDenyCaller(options);
  const authenticate = createAuthenticateRequest({
    ...options,
    readConnection,
    readClientCertificate: createReadClientCertificate(config.server),
    readPassedOn: createReadPassedOn(config),
    publicUrlOf: createPublicUrlOf(resource),
    challenges: createChallenges(resource === null ? null : metadataUrlOf(resource)),
    denyCaller,
  });

  routeHealth(app, { readConnection, readiness, isClosing });
  const { issuers } = config.identity;
  const { tls, clientCertificateHeader } = config.server;
  const hasClientCertificates = (tls?.clientCa ?? clientCertificateHeader) !== null;
  if (resource !== null)
    routeResourceMetadata(app, { url: resource, issuers, hasClientCertificates });
  if (options.jwks !== null) {
    const jwks = JSON.stringify(options.jwks);
    app.get('/.well-known/jwks.json', async (_request, reply) => reply.type(JWKS_TYPE).send(jwks));
  }
  const { contextOf } = authenticate;
  const context = async (request: FastifyRequest) => contextOf(request);
  const throughApolloServer = fastifyApolloHandler(apollo, { context });
  // Options of @fastify/compress, for routes whose responses may hold PHI. Node.js 20 has no Zstandard.
  const compression = config.server.compressPhi ? { compress: { encodings: ENCODINGS } } : {};
  app.route({
    ...compression,
    method: config.server.get ? ['GET', 'POST'] : ['POST'],
    url: '/graphql',
    // HEAD would execute and record the operation, for a body that is not sent.
    exposeHeadRoute: false,
    onRequest: [loadShedding.onRequest, authenticate.forOperation],
    preHandler: [refuseForeignForms, loadShedding.preHandler],
    handler:
      execute === null
        ? throughApolloServer
        : createDirectHandler({
            execute,
            documents,
            knownDocuments,
            throughApolloServer,
            contextOf,
            onRefusal,
            onAnswer,
          }),
  });
  if (reports !== null)
    app.route({
      ...compression,
      method: 'POST',
      url: '/admin/graphql',
      onRequest: authenticate.forReport,
      handler: fastifyApolloHandler(reports, { context }),
    });
  if (exports !== null) routeExport(app, { exports, authenticate, compression, onAnswer });
  if (breakGlass !== null)
    routeBreakGlass(app, { breakGlass, authenticate, denyCaller, onRefusal, onAnswer });
  if (signIns !== null) routeSignOut(app, { signIns, authenticate, onAnswer });
  if (console !== null) await routeConsole(app, console, readConsole());
  if (options.development !== null) await routeGraphiql(app, options.development);
}

/** In the order of preference. */
const ENCODINGS: ('br' | 'gzip')[] = ['br', 'gzip'];

/** https://www.rfc-editor.org/rfc/rfc7517#section-8.5.2 */
const JWKS_TYPE = 'application/jwk-set+json';

async function listen(app: FastifyInstance, { host, port }: ServerConfig): Promise<string> {
  try {
    // For `localhost`, Fastify would start a second server, whose certificate stays.
    return await app.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port });
  } catch (cause) {
    const code = isCoded(cause) ? cause.code : undefined;
    const why =
      code === 'EADDRINUSE'
        ? 'is taken. Choose another with --port, or stop the process that uses it.'
        : code === 'EACCES'
          ? 'may not be used by this user. Choose one above 1023 with --port.'
          : 'cannot be opened. Correct server.host and server.port.';
    const text = `port ${port} on ${host} ${why}`;
    throw new SettingsError([{ path: 'server.port', text }], { cause });
  }
}

function isCoded(thrown: unknown): thrown is { readonly code: unknown } {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown;
}
