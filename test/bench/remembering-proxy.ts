import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { request } from 'undici';

/** Something in front of a subgraph that asks it once for each body. */
export interface RememberingProxy {
  readonly url: string;
  readonly close: () => void;
}

/** Starts one on a free port: what the subgraph costs is not what is measured then. */
export async function startRememberingProxy(subgraph: string): Promise<RememberingProxy> {
  const known = new Map<string, Promise<string>>();
  const ask = async (body: string) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await request(subgraph, { method: 'POST', headers, body });
    return answer.body.text();
  };
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = await text(incoming);
    const answered = known.get(body) ?? ask(body);
    known.set(body, answered);
    response.setHeader('content-type', 'application/json').end(await answered);
  };
  const server = createServer((incoming, response) => void answer(incoming, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
