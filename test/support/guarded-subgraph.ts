import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { packageFile } from '../../schema/package-file.ts';
import { HEAD } from './compose-subgraphs.ts';

/** A subgraph that answers only requests with its credentials, and others with 401. */
export interface GuardedSubgraph {
  readonly url: string;
  /** Headers of the requests that it answered, except those for its schema. */
  readonly answered: IncomingHttpHeaders[];
  /** Headers of the requests that it refused. */
  readonly refused: IncomingHttpHeaders[];
  close(): Promise<void>;
}

/**
 * Starts a subgraph with one root field, a text about a patient with the value `of NAME`. With `tls` it is an HTTPS server.
 */
export async function startGuardedSubgraph(
  field: string,
  isAllowed: (headers: IncomingHttpHeaders) => boolean,
  tls: ServerOptions | null = null,
): Promise<GuardedSubgraph> {
  const schema = `type Query { ${field}: String @phi @role(anyOf: ["doctor"]) }`;
  const sdl = `${readFileSync(packageFile('directives/phi.graphql'), 'utf8')}${HEAD}${schema}`;
  const answered: IncomingHttpHeaders[] = [];
  const refused: IncomingHttpHeaders[] = [];
  const answer: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const isForSchema = Buffer.concat(chunks).includes('_service');
      if (!isAllowed(request.headers)) {
        refused.push(request.headers);
        response.writeHead(401).end('{"errors":[{"message":"who are you?"}]}');
        return;
      }
      if (!isForSchema) answered.push(request.headers);
      const data = isForSchema ? { _service: { sdl } } : { [field]: `of ${field}` };
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
    });
  };
  const server = tls === null ? createServer(answer) : createTlsServer(tls, answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http${tls === null ? '' : 's'}://127.0.0.1:${port}/graphql`,
    answered,
    refused,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
