import { setTimeout as sleep } from 'node:timers/promises';
import cors from '@fastify/cors';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuid } from 'uuid';
import type { AuditRecord } from '../audit/record/record.ts';
import type { BreakGlass } from '../access/break-glass/create-break-glass.ts';
import type { LimitsConfig } from '../pipeline/limits/limits-config.ts';
import type { PurposeConfig } from '../access/purpose/purpose-config.ts';
import type { ServerConfig } from './server-config.ts';
import { StartError } from '../platform/errors.ts';
import type { FaultCode } from '../platform/errors.ts';
import type { Identify } from '../access/identity/create-identify.ts';
import type { RateLimit } from '../platform/create-rate-limit.ts';
import type { UnplannedBudget } from '../pipeline/limits/create-unplanned-budget.ts';
import type { Log } from '../platform/log.ts';
import type { Outcome } from '../platform/metrics/metrics.ts';
import type { Exports } from '../reports/api/export/create-exports.ts';
import { createAdmit } from './admit.ts';
import { createDenyCaller } from './deny-caller.ts';
import { acceptJsonOnly } from './accept-json-only.ts';
import { createApolloServer } from './create-apollo-server.ts';
import type { GatewayInterface } from './create-apollo-server.ts';
import { faultBody } from './fault-body.ts';
import { answerMalformed, createAnswerError, createAnswerNotFound } from './answer-error.ts';
import type { Readiness } from '../platform/readiness.ts';
import { isFromThisMachine } from './is-from-this-machine.ts';
import { refuseUnrouted } from './refuse-unrouted.ts';
import type { ConsoleSettings } from './console-settings.ts';
import { readConsole } from './read-console.ts';
import { routeBreakGlass } from './route-break-glass.ts';
import { routeConsole } from './route-console.ts';
import { routeExport } from './route-export.ts';
import { readTls } from '../platform/read-tls.ts';
import { routeSignOut } from './route-sign-out.ts';
import { setHeaders } from './set-headers.ts';
import { createSignIns } from './sign-ins.ts';
import { trackConnections } from './track-connections.ts';

/** What the server is made of. */
export interface HttpServerOptions {
  readonly config: {
    readonly server: ServerConfig;
    readonly limits: LimitsConfig;
    readonly introspection: boolean;
    readonly purpose: PurposeConfig | null;
  };
  readonly gateway: GatewayInterface;
  readonly identify: Identify;
  readonly rateLimit: RateLimit;
  /** What operations that aren't known yet may cost. */
  readonly unplanned: UnplannedBudget;
  /** Null where the glass is not to be broken. */
  readonly breakGlass: BreakGlass | null;
  /** What answers reports; null where none are served. */
  readonly reports: GatewayInterface | null;
  /** What sends them as files; null where none are served. */
  readonly exports: Exports | null;
  /** Whether queries can be answered and recorded now. */
  readonly readiness: () => Readiness;
  /** The key set that verifies the gateway's requests to subgraphs; null where they aren't signed. */
  readonly jwks: object | null;
  /** Null: there is no web page for privacy officers. */
  readonly console: ConsoleSettings | null;
  /** Resolves when no operation is under way, those included whose clients are gone. */
  readonly settled: () => Promise<void>;
  /** Called when requests that are under way have had their time: what they wait for is to be aborted. */
  readonly onOvertime: () => Promise<unknown>;
  /** Appends to the ledger; resolves once the record is durable. */
  readonly append: (record: AuditRecord) => Promise<unknown>;
  /** Called with the code of each request that is refused before it is executed and has no record of its own. */
  readonly onRefusal: (code: FaultCode) => void;
  /** Told once of each request for data or a grant, and of each that is none, what became of it. */
  readonly onAnswer: (outcome: Outcome) => void;
  readonly log: Log;
  /** UTC ms since 1970. */
  readonly clock: () => number;
}

export interface HttpServer {
  /** Where it answers, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /**
   * Says that it isn't ready, so that load balancers look elsewhere, and goes on serving for
   * `server.pauseSeconds`.
   */
  readonly pause: () => Promise<void>;
  /**
   * Takes no more connections and lets requests that are under way end within `server.shutdownSeconds`; then
   * what they wait for is aborted, and a second later every connection is closed.
   */
  readonly close: () => Promise<void>;
}

/**
 * Creates the HTTP edge and listens: `/graphql` for identified callers, `/admin/graphql` for those who read
 * reports, `/admin/export` for reports as files and `/admin` for the page they read them on, `/health/live` and `/health/ready` for whoever runs it,
 * and the key set that subgraphs verify the gateway with.
 *
 * A request is identified and counted before its body is read. Whatever goes wrong, in HTTP as in
 * GraphQL, leaves as a coded fault in JSON; every response forbids caching.
 *
 * @throws StartError when certificate, host or port can't be used, or the console isn't built.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { config, breakGlass, reports } = options;
  const apollo = await createApolloServer(options);
  // Who may ask for its schema is for the reports to say.
  const reportsConfig = { ...config, introspection: true };
  const reporting =
    reports && (await createApolloServer({ ...options, config: reportsConfig, gateway: reports }));
  const app = createApp(options);
  const denyCaller = createDenyCaller(options);
  const signIns = options.console && createSignIns(options.console, options.clock);
  const admit = createAdmit({ ...options, denyCaller, signIns });
  let closing = false;

  app.addHook('onSend', async (request, reply) => {
    setHeaders(request, reply, config.server);
    // Running requests end on connections that would otherwise be kept alive and hold up the stop.
    if (closing) void reply.header('connection', 'close');
    // Who asks and doesn't read would have the answer kept for as long as they like.
    reply.raw.setTimeout(STALLED_MS, () => reply.raw.destroy());
  });
  refuseUnrouted(app);
  acceptJsonOnly(app);
  app.setErrorHandler(createAnswerError(options));
  if (config.server.cors.origins.length > 0) {
    await app.register(cors, {
      origin: [...config.server.cors.origins],
      methods: ['POST'],
      allowedHeaders: [
        'authorization',
        'content-type',
        'traceparent',
        ...(config.purpose?.header === true ? ['x-purpose-of-use'] : []),
        ...(breakGlass === null ? [] : ['x-break-glass']),
        ...config.server.cors.headers,
      ],
      exposedHeaders: ['x-request-id', 'retry-after'],
      maxAge: 600,
    });
  }

  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (request, reply) => {
    const { isReady, problems } = options.readiness();
    // Which parts there are, and that they fail, is for this machine alone.
    const told = isFromThisMachine(request) ? problems : [];
    if (!closing && isReady) return { status: 'ready', ...(told.length > 0 && { problems: told }) };
    return reply.code(503).type(JSON_TYPE).send(faultBody('NOT_READY', told));
  });
  if (options.jwks !== null) {
    const jwks = JSON.stringify(options.jwks);
    app.get('/.well-known/jwks.json', async (_request, reply) => reply.type(JWKS_TYPE).send(jwks));
  }
  app.route({
    method: config.server.get ? ['GET', 'POST'] : ['POST'],
    url: '/graphql',
    // HEAD would execute the operation, and record it, for a body that is not sent.
    exposeHeadRoute: false,
    onRequest: admit.onRequest,
    handler: fastifyApolloHandler(apollo, { context: async (request) => admit.contextOf(request) }),
  });
  if (reporting !== null) {
    app.route({
      method: 'POST',
      url: REPORTS_PATH,
      onRequest: admit.onReport,
      handler: fastifyApolloHandler(reporting, {
        context: async (request) => admit.contextOf(request),
      }),
    });
  }
  if (options.exports !== null) routeExport(app, { ...options, exports: options.exports, admit });
  if (breakGlass !== null) routeBreakGlass(app, { ...options, breakGlass, admit, denyCaller });
  if (signIns !== null) routeSignOut(app, { ...options, signIns, admit });
  if (options.console !== null) await routeConsole(app, options.console, readConsole());

  const connections = trackConnections(app.server);
  const url = await listen(app, config.server);
  return {
    url,
    pause: async () => {
      closing = true;
      await sleep(config.server.pauseSeconds * 1_000);
    },
    close: async () => {
      closing = true;
      const allowedMs = config.server.shutdownSeconds * 1_000;
      const timers = [
        setTimeout(() => void options.onOvertime(), allowedMs),
        setTimeout(connections.endAll, allowedMs + LAST_WORDS_MS),
      ];
      // However many go on coming, the other half is left to those that are here.
      await connections.untilQuiet(allowedMs / 2);
      const closed = app.close();
      connections.endIdle();
      await closed;
      await options.settled();
      for (const timer of timers) clearTimeout(timer);
      await apollo.stop();
      await reporting?.stop();
    },
  };
}

const JSON_TYPE = 'application/json; charset=utf-8';
/** How long a response may stand still on its way; Node notices after once or twice this time. */
const STALLED_MS = 10_000;
/** How long a request whose subgraph calls were aborted has to be recorded and answered. */
const LAST_WORDS_MS = 1_000;
/** https://www.rfc-editor.org/rfc/rfc7517#section-8.5.2 */
const JWKS_TYPE = 'application/jwk-set+json';
const REPORTS_PATH = '/admin/graphql';

function createApp({
  config,
  onAnswer,
}: Pick<HttpServerOptions, 'config' | 'onAnswer'>): FastifyInstance {
  const answerNotFound = createAnswerNotFound(onAnswer);
  const { tls } = config.server;
  const http = {
    headersTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16_384,
  };
  const shared = {
    logger: false,
    bodyLimit: config.limits.bodyBytes,
    requestTimeout: 15_000,
    keepAliveTimeout: 30_000,
    exposeHeadRoutes: true,
    forceCloseConnections: false,
    return503OnClosing: false,
    requestIdHeader: false,
    genReqId: () => uuid(),
    clientErrorHandler: answerMalformed,
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      setHeaders(request, reply, config.server);
      void answerNotFound(request, reply);
    },
  } as const;
  return tls === null
    ? fastify({ ...shared, http })
    : fastify({ ...shared, https: { ...http, ...readTls(tls) } });
}

async function listen(app: FastifyInstance, { host, port }: ServerConfig): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    const code = isCoded(cause) ? cause.code : undefined;
    const why =
      code === 'EADDRINUSE'
        ? 'is taken. Choose another with --port, or stop what holds it.'
        : code === 'EACCES'
          ? 'may not be used by this user. Choose one above 1023 with --port.'
          : "can't be listened on. Mend server.host and server.port.";
    throw new StartError([`port ${port} on ${host} ${why}`], { cause });
  }
}

function isCoded(thrown: unknown): thrown is { readonly code: unknown } {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown;
}
