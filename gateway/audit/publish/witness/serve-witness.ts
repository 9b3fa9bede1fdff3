import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { StartError } from '../../../platform/errors.ts';
import { isLoopback } from '../../../platform/is-loopback.ts';
import { readTls } from '../../../platform/net/read-tls.ts';
import type { Witness } from './create-witness.ts';
import { readRequestBody } from '../../../platform/net/read-request-body.ts';

/** Where a witness listens. */
export interface WitnessListenAddress {
  readonly host: string;
  readonly port: number;
  /** PEM files; null serves plain HTTP, on loopback only. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
}

/** A running witness. */
export interface RunningWitness {
  /** The submission prefix, without a trailing slash. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** 63 hashes and a note with a few signatures need 8 KiB. */
const MAX_BODY_BYTES = 64 * 1024;

/** Serves `POST /add-checkpoint`. Throws a `StartError` if it may not or cannot listen on the address. */
export async function serveWitness(
  witness: Witness,
  address: WitnessListenAddress,
): Promise<RunningWitness> {
  const { host, port, tls } = address;
  if (tls === null && !isLoopback(host))
    throw new StartError([
      `Plain HTTP is for loopback only: give --tls-cert and --tls-key for ${host}.`,
    ]);
  const timeouts = { headersTimeout: 5_000, requestTimeout: 10_000 };
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    void respond(witness, request, response);
  };
  const server =
    tls === null
      ? createHttpServer(timeouts, answer)
      : createHttpsServer({ ...timeouts, ...readTls(tls) }, answer);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new StartError([`Port ${port} on ${host} cannot be listened on.`], { cause }));
    });
    server.listen(port, host, resolve);
  });
  const listening = server.address();
  if (listening === null || typeof listening === 'string')
    throw new Error('The server has no port.');
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${tls === null ? 'http' : 'https'}://${name}:${listening.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function respond(
  witness: Witness,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const plain = (status: number, text: string) => {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
  };
  if (request.url !== '/add-checkpoint') return plain(404, 'Nothing is here.');
  if (request.method !== 'POST') return plain(405, 'Send a POST.');
  const body = await readRequestBody(request, MAX_BODY_BYTES);
  if (body === null) {
    response.setHeader('connection', 'close');
    return plain(413, 'The body is larger than a checkpoint with its proof.');
  }
  try {
    const { status, type, body: text } = witness.addCheckpoint(body);
    response.writeHead(status, { 'content-type': type }).end(text);
  } catch {
    // A checkpoint that was not stored is not cosigned.
    plain(503, 'The checkpoint could not be kept.');
  }
}
