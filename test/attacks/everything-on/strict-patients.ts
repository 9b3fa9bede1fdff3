import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { startSubgraph } from '../../../schema/health/start-subgraph.ts';
import {
  createGatewayVerifier,
  createResponseSigner,
  GatewayRequestError,
} from '../../../schema/subgraph/for-subgraphs.ts';

/** A request that the subgraph accepted. */
export interface Accepted {
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface SubgraphResponse {
  /** Default: true. */
  readonly isSigned?: boolean;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Responds to a request, with `execute` or in place of it. Null closes the connection without a response. */
export type Behavior = (
  execute: () => Promise<SubgraphResponse>,
  accepted: Accepted,
) => Promise<SubgraphResponse | null>;

/** The example's patients subgraph behind every check that a subgraph can have. */
export interface StrictPatients {
  readonly url: string;
  readonly port: number;
  /** The key set of its responses. */
  readonly responseKeys: { readonly keys: readonly JsonWebKey[] };
  /** Accepted requests in the order of arrival, except those for its schema. */
  readonly accepted: readonly Accepted[];
  /** Sets how the next requests are answered; null executes them. */
  behave(behavior: Behavior | null): void;
  close(): Promise<void>;
}

/**
 * Starts the subgraph: over TLS with client certificates, with HTTP/2 and HTTP/1.1. It answers 401 to a request without
 * `authorization` or without the gateway's signed token and signature (RFC 9421), and signs its responses.
 */
export async function startStrictPatients(options: {
  readonly indexDir: string;
  readonly tls: { readonly cert: string; readonly key: string; readonly ca: string };
  readonly authorization: string;
  readonly gatewayKeys: { readonly keys: readonly JsonWebKey[] };
}): Promise<StrictPatients> {
  const { indexDir, tls, authorization, gatewayKeys } = options;
  const [signer, behind] = await Promise.all([
    createResponseSigner(generateKeyPairSync('ed25519').privateKey),
    startSubgraph('patients', { port: 0, indexDir }),
  ]);
  const accepted: Accepted[] = [];
  let behavior: Behavior | null = null;
  const sockets = new Set<TLSSocket>();

  const execute = async (body: string): Promise<SubgraphResponse> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(behind.url, { method: 'POST', headers, body });
    return { status: response.status, headers, body: await response.text() };
  };
  const respond = async (
    headers: IncomingHttpHeaders,
    body: string,
  ): Promise<SubgraphResponse | null> => {
    try {
      const request = await verify({ headers, body });
      if (headers.authorization !== authorization) return REFUSAL;
      const { query } = JSON.parse(body) as { query: string };
      const one = { query, headers, body };
      const isForSchema = query.includes('_service');
      if (!isForSchema) accepted.push(one);
      const run = () => execute(body);
      const response = isForSchema || behavior === null ? await run() : await behavior(run, one);
      if (response === null || response.isSigned === false) return response;
      const signature = await signer.sign(request, response);
      return { ...response, headers: { ...response.headers, ...signature } };
    } catch (error) {
      if (error instanceof GatewayRequestError) return REFUSAL;
      throw error;
    }
  };

  const listener = async (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const fields = Object.entries(request.headers).filter(([name]) => !name.startsWith(':'));
    const answer = await respond(Object.fromEntries(fields), Buffer.concat(chunks).toString());
    if (answer === null) request.stream.session?.destroy();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  };
  const server = createSecureServer(
    { ...tls, requestCert: true, allowHTTP1: true },
    (request, response) => void listener(request, response),
  );
  server.on('secureConnection', (socket: TLSSocket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `https://127.0.0.1:${port}/graphql`;
  const verify = createGatewayVerifier({ subgraph: 'patients', jwks: gatewayKeys, url });
  return {
    url,
    port,
    responseKeys: signer.jwks,
    accepted,
    behave: (next) => void (behavior = next),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
      await behind.close();
    },
  };
}

const REFUSAL: SubgraphResponse = {
  status: 401,
  headers: { 'content-type': 'application/json' },
  body: '{"errors":[{"message":"no"}]}',
};
