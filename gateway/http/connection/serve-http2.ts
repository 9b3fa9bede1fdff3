import {
  createServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type Http2Session,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type ServerOptions,
} from 'node:http2';
import type { Server as HttpsServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { completeHttp2Messages, refuseLate } from './complete-http2-messages.ts';
import { MAX_HEADER_BYTES } from './refuse-many-headers.ts';
import { HTTP2_TIMES, watchHttp2Session, type Http2Times } from './watch-http2-session.ts';

/**
 * Serves HTTP/2 to clients of an HTTPS server that choose it in their handshake: https://www.rfc-editor.org/rfc/rfc9113
 *
 * The HTTPS server emits their requests as `request` and their connections as `session`, and serves all other connections
 * itself, with its time-outs and limits: `createSecureServer` with `allowHTTP1` has neither for HTTP/1.1.
 *
 * Call it before anything else listens to the server's `secureConnection`.
 */
export function serveHttp2(server: HttpsServer, times: Http2Times = HTTP2_TIMES): void {
  const http2 = createServer(LIMITS);
  const sockets = new WeakMap<Http2Session, TLSSocket>();
  const requests = new WeakMap<ServerHttp2Stream, Http2ServerRequest>();
  const [serveHttp1, ...others] = server.listeners('secureConnection');
  if (serveHttp1 === undefined || others.length > 0)
    throw new Error('The HTTPS server has other listeners than that for HTTP/1.1.');
  server.removeAllListeners('secureConnection');
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.alpnProtocol !== 'h2') {
      serveHttp1.call(server, socket);
      return;
    }
    // The session stops listening before the connection ends.
    socket.on('error', () => undefined);
    // Emitted before `emit` returns.
    http2.once('session', (session: ServerHttp2Session) => {
      sockets.set(session, socket);
      watchHttp2Session(session, socket, {
        times,
        onLate: (stream) => refuseLate(stream, requests.get(stream)),
      });
      server.emit('session', session, socket);
    });
    http2.emit('connection', socket);
  });
  http2.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const { stream } = request;
    const { session } = stream;
    const socket = session && sockets.get(session);
    // Without a session, the client has canceled the request before it began.
    if (stream.destroyed || socket === undefined) return;
    requests.set(stream, request);
    completeHttp2Messages(request, response, socket);
    server.emit('request', request, response);
  });
}

const MAX_STREAMS = 100;

/** Limits of a connection: whatever exceeds one is reset, or the connection is closed. */
const LIMITS: ServerOptions = {
  settings: {
    maxConcurrentStreams: MAX_STREAMS,
    maxHeaderListSize: MAX_HEADER_BYTES,
  },
  // More lines than are refused with a message (refuse-many-headers.ts).
  maxHeaderListPairs: 256,
  // Megabytes.
  maxSessionMemory: 10,
  maxSettings: 16,
  maxSessionInvalidFrames: MAX_STREAMS,
  maxSessionRejectedStreams: MAX_STREAMS,
};
