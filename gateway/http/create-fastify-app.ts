import type { IncomingMessage } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import cors from '@fastify/cors';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { COST_HEADER } from '../pipeline/create-graph-gateway.ts';
import { uuid } from '../platform/uuid.ts';
import type { FaultCode } from '../platform/faults.ts';
import type { Log } from '../platform/log.ts';
import type { RequestOutcome } from '../platform/metrics/metrics.ts';
import type { TlsOptions } from '../platform/net/read-tls.ts';
import { refuseRemote } from './development/refuse-remote.ts';
import { acceptJsonOnly } from './accept-json-only.ts';
import { endAfterResponse, isHttp2 } from './connection/end-connection.ts';
import { logHandshakes } from './connection/log-handshakes.ts';
import type { ReadConnection } from './connection/read-connection.ts';
import { refuseInsecure } from './connection/refuse-insecure.ts';
import { closeQueuedResponses } from './connection/close-queued-responses.ts';
import { MAX_HEADER_BYTES, refuseManyHeaders } from './connection/refuse-many-headers.ts';
import { refuseUnrouted } from './refuse-unrouted.ts';
import { serveHttp2 } from './connection/serve-http2.ts';
import {
  createErrorHandler,
  createNotFoundHandler,
  rejectMalformed,
  SECURITY_HEADERS,
} from './send-fault.ts';
import type { ServerConfig } from './server-config.ts';

export interface FastifyAppOptions {
  readonly server: ServerConfig;
  /** Null serves plain HTTP. */
  readonly tls: TlsOptions | null;
  readonly readConnection: ReadConnection;
  /** Largest body of a request. */
  readonly bodyBytes: number;
  /** Request headers of the gateway that browsers may send, besides `server.cors.headers`. */
  readonly requestHeaders: readonly string[];
  /** Whether only requests from this machine are answered. */
  readonly isDevelopment: boolean;
  /** Whether the connection of a request ends after its response. */
  readonly isLastRequest: (raw: IncomingMessage) => boolean;
  readonly log: Log;
  /** Called with the code of each request that is refused here. */
  readonly onRefusal: (code: FaultCode) => void;
  readonly onAnswer: (outcome: RequestOutcome) => void;
}

/**
 * Creates the Fastify app without routes: timeouts and size limits, security headers on every response, JSON bodies
 * only, and errors as coded faults.
 */
export async function createFastifyApp({
  server,
  tls,
  readConnection,
  bodyBytes,
  requestHeaders,
  isDevelopment,
  isLastRequest,
  log,
  onRefusal,
  onAnswer,
}: FastifyAppOptions): Promise<FastifyInstance> {
  const isHttps = (raw: IncomingMessage) => {
    if (tls !== null) return true;
    const { isSecure, isThroughProxy } = readConnection(raw);
    return isSecure && isThroughProxy;
  };
  const app = createInstance({ isHttps, server, tls, bodyBytes, onAnswer });
  app.addHook('onSend', (request, reply, _payload, done) => {
    setHeaders(request, reply, isHttps(request.raw));
    // HTTP/2 has no such header (RFC 9113, section 8.2.2).
    if (isHttp2(request.raw)) void reply.removeHeader('connection');
    // Drop clients that stop reading; otherwise their responses stay buffered. Of HTTP/2, watchHttp2Session drops them.
    else reply.raw.setTimeout(STALLED_MS, () => reply.raw.destroy());
    // A kept-alive connection would delay the stop.
    if (isLastRequest(request.raw)) endAfterResponse(request, reply);
    done();
  });
  if (server.tls?.http2 === true && app.server instanceof HttpsServer) serveHttp2(app.server);
  if (tls?.ca !== undefined && app.server instanceof HttpsServer) logHandshakes(app.server, log);
  closeQueuedResponses(app.server);
  refuseManyHeaders(app);
  if (isDevelopment) refuseRemote(app, { onRefusal, log });
  // Without trusted proxies, every connection of an HTTPS server is secure.
  if (tls === null || server.trustedProxies.length > 0)
    refuseInsecure(app, { readConnection, onRefusal, log });
  refuseUnrouted(app);
  acceptJsonOnly(app);
  app.setErrorHandler(createErrorHandler({ log, onAnswer }));
  if (server.cors.origins.length > 0) {
    await app.register(cors, {
      origin: [...server.cors.origins],
      methods: ['POST'],
      allowedHeaders: [
        'authorization',
        'content-type',
        'dpop',
        COST_HEADER,
        'traceparent',
        ...requestHeaders,
        ...server.cors.headers,
      ],
      exposedHeaders: [
        'ratelimit',
        'ratelimit-policy',
        'retry-after',
        'www-authenticate',
        'x-request-id',
      ],
      maxAge: 600,
    });
  }
  if (server.compressPhi) {
    const { default: compress } = await import('@fastify/compress');
    // Request bodies stay uncompressed: the limit of their size holds before they are read.
    await app.register(compress, { global: false, globalDecompression: false });
  }
  return app;
}

/** How long a response may make no progress. Node notices after one to two times this time. */
const STALLED_MS = 10_000;

function createInstance({
  isHttps,
  server,
  tls,
  bodyBytes,
  onAnswer,
}: Pick<FastifyAppOptions, 'server' | 'tls' | 'bodyBytes' | 'onAnswer'> & {
  readonly isHttps: (raw: IncomingMessage) => boolean;
}): FastifyInstance {
  const handleNotFound = createNotFoundHandler(onAnswer);
  const http = {
    headersTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const shared = {
    logger: false,
    bodyLimit: bodyBytes,
    requestTimeout: 15_000,
    keepAliveTimeout: 30_000,
    exposeHeadRoutes: true,
    // createHttpServer ends connections itself, and answers requests that arrive during the stop.
    forceCloseConnections: false,
    return503OnClosing: false,
    // Clients cannot choose the id by which the ledger and the log name their request.
    requestIdHeader: false,
    genReqId: () => uuid(),
    clientErrorHandler: rejectMalformed,
    // Called for paths that cannot be decoded; no hook runs for them.
    frameworkErrors: (_error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      setHeaders(request, reply, isHttps(request.raw));
      void handleNotFound(request, reply);
    },
  } as const;
  if (tls === null) return fastify({ ...shared, http });
  return fastify({
    ...shared,
    https: {
      ...http,
      ...tls,
      handshakeTimeout: 10_000,
      ALPNProtocols: server.tls?.http2 === true ? ['h2', 'http/1.1'] : ['http/1.1'],
      requestCert: tls.ca !== undefined,
      rejectUnauthorized: server.tls?.clientCertificates !== 'optional',
    },
  });
}

/**
 * Sets the headers of every response: those of security, and its request id, which links it to the ledger and the log. Over
 * TLS, `Strict-Transport-Security` keeps browsers on TLS (RFC 6797).
 */
function setHeaders(request: FastifyRequest, reply: FastifyReply, isHttps: boolean): void {
  void reply.removeHeader('etag').headers(SECURITY_HEADERS).header('x-request-id', request.id);
  if (isHttps) void reply.header('strict-transport-security', 'max-age=31536000');
}
