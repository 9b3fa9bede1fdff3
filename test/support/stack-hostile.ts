import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP response, as a subgraph may send it. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

/** A subgraph that forwards to a real one and can change its responses. */
export interface HostileSubgraph {
  readonly url: string;
  /** Headers of each request that it received. */
  readonly requestHeaders: IncomingHttpHeaders[];
  /** Changes all later responses; null stops changing them. */
  misbehave(change: ((answer: RawAnswer) => RawAnswer) | null): void;
  close(): Promise<void>;
}

/** Starts a hostile subgraph in front of a real one, on a free port of 127.0.0.1. */
export async function startHostile(target: string): Promise<HostileSubgraph> {
  let change: ((answer: RawAnswer) => RawAnswer) | null = null;
  const requestHeaders: IncomingHttpHeaders[] = [];
  const forward = async (body: string): Promise<RawAnswer> => {
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return {
      status: response.status,
      headers: { 'content-type': 'application/json' },
      body: await response.text(),
    };
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requestHeaders.push(request.headers);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const real = await forward(Buffer.concat(chunks).toString());
    const { status, headers, body } = change === null ? real : change(real);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.statusCode = status;
    response.end(body);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    requestHeaders,
    misbehave: (how) => void (change = how),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
