import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to a token endpoint. */
export interface AskedToken {
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
}

/** A token endpoint whose answers a test controls. */
export interface AuthorizationServer {
  readonly url: string;
  /** Requests in the order of arrival. */
  readonly asked: AskedToken[];
  /** Sets how the next requests are answered. */
  answerWith(answer: (asked: AskedToken, response: ServerResponse) => void): void;
  close(): Promise<void>;
}

/** Starts a token endpoint that issues `token-1`, `token-2` and so on, each for an hour. */
export async function startAuthorizationServer(): Promise<AuthorizationServer> {
  const asked: AskedToken[] = [];
  let answer = (_asked: AskedToken, response: ServerResponse) =>
    sendToken(response, { access_token: `token-${asked.length}` });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const one = { headers: request.headers, form };
      asked.push(one);
      answer(one, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    asked,
    answerWith: (next) => {
      answer = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Sends a token response: https://www.rfc-editor.org/rfc/rfc6749#section-5.1 */
export function sendToken(response: ServerResponse, change: object = {}): void {
  const body = { access_token: 'token', token_type: 'Bearer', expires_in: 3_600, ...change };
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}

/** Sends an error response: https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
export function sendTokenError(response: ServerResponse, error: string): void {
  response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
}
