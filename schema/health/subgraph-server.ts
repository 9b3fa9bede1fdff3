import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import { createHandler } from 'graphql-http';
import type { GraphQLSchema } from 'graphql';

import type { VerifyGatewayRequest } from '../subgraph/create-gateway-verifier.ts';
import { GatewayRequestError } from '../subgraph/gateway-request-error.ts';
import { createDocumentCache } from './document-cache.ts';
import { HealthStartError } from './health-start-error.ts';
import { describeFault, publicError } from './public-error.ts';

const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** Longer than clients' pools keep a connection, so that the server never closes one during a request. */
const KEEP_ALIVE_MS = 75_000;

/** A request that a subgraph received. */
export interface ObservedRequest {
  readonly subgraph: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** How a subgraph is served. */
export interface ServedSubgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Checks that a request comes from the gateway; null serves every client. */
  readonly verify: VerifyGatewayRequest | null;
  /** Called with each GraphQL request before it runs. */
  readonly onRequest: (request: ObservedRequest) => void;
  /** Called when a resolver fails unexpectedly, with class and stack of the error, without message and values. */
  readonly onFault: (fault: string) => void;
}

/** A running subgraph. */
export interface RunningServer {
  readonly url: string;
  /** Completes running requests, then closes. */
  readonly close: () => Promise<void>;
}

/**
 * Serves GraphQL over HTTP (POST of JSON to `/graphql`) and `GET /health`. Errors never quote a value.
 * https://graphql.github.io/graphql-over-http/draft/
 */
export async function serveSubgraph(subgraph: ServedSubgraph): Promise<RunningServer> {
  const answer = createGraphqlListener(subgraph);
  let closing = false;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    if (closing) response.setHeader('connection', 'close');
    route(request, response, answer).catch(() => {
      // The client went away, or the handler failed: no response can be sent.
      response.destroy();
    });
  });
  const port = await listen(server, subgraph);
  const host = subgraph.host.includes(':') ? `[${subgraph.host}]` : subgraph.host;
  return {
    url: `http://${host}:${port}/graphql`,
    close: () => {
      closing = true;
      return new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
      });
    },
  };
}

const UNAUTHENTICATED = {
  headers: {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'www-authenticate': 'Bearer',
  },
  body: JSON.stringify({
    errors: [{ message: 'Only the gateway may ask.', extensions: { code: 'UNAUTHENTICATED' } }],
  }),
} as const;

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function route(request: IncomingMessage, response: ServerResponse, answer: Listener) {
  if (request.url === '/health') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ready"}');
  } else if (request.url !== '/graphql') {
    response.writeHead(404).end();
  } else if (request.method !== 'POST') {
    // Queries in URLs end up in the logs of proxies.
    response.writeHead(405, { allow: 'POST' }).end();
  } else {
    await answer(request, response);
  }
}

function createGraphqlListener(subgraph: ServedSubgraph): Listener {
  const { name, schema, onRequest, onFault } = subgraph;
  const documents = createDocumentCache();
  const handle = createHandler<IncomingMessage>({
    schema,
    parse: (source) => documents.parse(typeof source === 'string' ? source : source.body),
    validate: documents.validate,
    onSubscribe: (_request, { query, variables }) => {
      onRequest({ subgraph: name, query, variables: variables ?? {} });
    },
    formatError: (error) => {
      const fault = describeFault(error);
      if (fault !== null) onFault(fault);
      return publicError(error);
    },
  });

  return async (request, response) => {
    const requestBody = await readBody(request);
    if (requestBody === null) {
      response.writeHead(413).end();
      return;
    }
    const refusal = await findRefusal(subgraph.verify, {
      headers: request.headers,
      body: requestBody,
    });
    if (refusal !== null) {
      response.writeHead(refusal.status, UNAUTHENTICATED.headers).end(UNAUTHENTICATED.body);
      return;
    }
    const [body, init] = await handle({
      url: '/graphql',
      method: 'POST',
      headers: request.headers,
      raw: request,
      body: requestBody.toString('utf8'),
      context: undefined,
    });
    response.writeHead(init.status, { ...init.headers, 'cache-control': 'no-store' }).end(body);
  };
}

/** Why a request is not the gateway's; null if it is, or if every client is served. */
async function findRefusal(
  verify: VerifyGatewayRequest | null,
  request: Parameters<VerifyGatewayRequest>[0],
): Promise<GatewayRequestError | null> {
  try {
    await verify?.(request);
    return null;
  } catch (error) {
    if (error instanceof GatewayRequestError) return error;
    throw error;
  }
}

/** Null for a body that is too large. It is read to its end, so that the client receives the response. */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) chunks.length = 0;
      else chunks.push(chunk);
    });
    request.once('end', () => {
      resolve(bytes > MAX_BODY_BYTES ? null : Buffer.concat(chunks));
    });
    request.once('error', reject);
  });
}

function listen(server: Server, { name, host, port }: ServedSubgraph): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'the port is taken' : String(cause.code);
      reject(
        new HealthStartError([`Subgraph ${name} can't listen on ${host}:${port}: ${why}.`], {
          cause,
        }),
      );
    });
    server.listen({ host, port }, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}
