import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { packageFile } from '../../schema/package-file.ts';
import { HEAD } from './compose-subgraphs.ts';

/** A request that a subgraph received. */
export interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether the gateway ended the request before it was answered. */
  isAborted: boolean;
}

/** A subgraph with responses that a test controls, down to each byte. */
export interface RawSubgraph {
  readonly url: string;
  /** Requests in the order of arrival, except those for its schema. */
  readonly asked: readonly Asked[];
  /** Connections that are open. */
  connections(): number;
  /** Resolves when `count` requests have arrived. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Serves a schema, which is given without its head, on a port of 127.0.0.1; 0 is a free port. */
export async function startRawSubgraph(
  sdl: string,
  answer: (asked: Asked, response: ServerResponse) => void,
  port = 0,
): Promise<RawSubgraph> {
  const whole = `${readFileSync(packageFile('directives/phi.graphql'), 'utf8')}${HEAD}${sdl}`;
  const asked: Asked[] = [];
  const waiting = new Set<() => void>();
  let open = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const { query, variables = {} } = JSON.parse(Buffer.concat(chunks).toString()) as {
        query: string;
        variables?: Record<string, unknown>;
      };
      if (query.includes('_service')) {
        response.end(JSON.stringify({ data: { _service: { sdl: whole } } }));
        return;
      }
      const one = { query, variables, isAborted: false };
      response.once('close', () => void (one.isAborted = !response.writableFinished));
      asked.push(one);
      for (const check of waiting) check();
      answer(one, response);
    });
  });
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => void (open -= 1));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    asked,
    connections: () => open,
    arrived: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (asked.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
