import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { endSession, refuseFurther } from './end-connection.ts';

/** The connections of a server. */
export interface Connections {
  /**
   * Resolves when no connection or request has arrived for a moment, at the latest after `maxMs`. Requests that are still
   * in the system's buffers would otherwise be reset with their connection.
   */
  readonly untilQuiet: (maxMs: number) => Promise<void>;
  /**
   * Ends every connection without a request under way: unused ones, those with an incomplete head or TLS handshake, and
   * those kept alive. Every other connection ends with its response, over HTTP/2 with the last one that is under way.
   */
  readonly endIdle: () => void;
  /** Lets every connection that is open end after its next response. */
  readonly retireAll: () => void;
  readonly isRetired: (socket: Socket) => boolean;
  /** Ends every connection, including those with requests under way. */
  readonly endAll: () => void;
}

/**
 * Tracks the connections of a server and their requests. Node counts a connection that never sent a byte as busy, and
 * does not list connections in their TLS handshake.
 */
export function trackConnections(server: Server): Connections {
  const connections = new Map<string, Connection>();
  const retired = new WeakSet<Socket>();
  let isEnding = false;
  let arrivals = 0;

  // Under TLS each connection is announced twice: on arrival and after its handshake.
  for (const event of ['connection', 'secureConnection'])
    server.on(event, (socket: Socket) => {
      arrivals += 1;
      const key = keyOf(socket);
      const connection = connections.get(key) ?? {
        sockets: new Set(),
        http2: null,
        requests: 0,
      };
      connections.set(key, connection);
      connection.sockets.add(socket);
      socket.once('close', () => {
        connection.sockets.delete(socket);
        if (connection.sockets.size === 0) connections.delete(key);
      });
    });
  server.on('session', (session: ServerHttp2Session, socket: Socket) => {
    const connection = connections.get(keyOf(socket));
    if (connection !== undefined) connection.http2 = { session, socket };
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    arrivals += 1;
    const connection = connections.get(keyOf(socket));
    if (connection === undefined) return;
    connection.requests += 1;
    response.once('close', () => {
      connection.requests -= 1;
      if (!isEnding || connection.requests > 0) return;
      const { http2 } = connection;
      if (http2 === null) socket.destroySoon();
      // The end of the response is sent in the next turn.
      else setImmediate(() => http2.session.destroy());
    });
  });

  const destroy = ({ sockets }: Connection) => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    untilQuiet: async (maxMs) => {
      const since = performance.now();
      let before: number | null = null;
      while (before !== arrivals && performance.now() - since < maxMs) {
        before = arrivals;
        await sleep(QUIET_MS);
        // Timers of a busy event loop are late: let it read pending input first.
        await nextTurn();
        await nextTurn();
      }
    },
    endIdle: () => {
      isEnding = true;
      for (const connection of connections.values()) {
        const { http2, requests } = connection;
        if (http2 === null) {
          if (requests === 0) destroy(connection);
        } else if (requests > 0) refuseFurther(http2.session);
        else endSession(http2.session, http2.socket);
      }
    },
    retireAll: () => {
      for (const { sockets } of connections.values())
        for (const socket of sockets) retired.add(socket);
    },
    isRetired: (socket) => retired.has(socket),
    endAll: () => {
      isEnding = true;
      for (const connection of connections.values()) destroy(connection);
    },
  };
}

/** How long nothing may arrive before the server counts as quiet. */
const QUIET_MS = 100;

interface Connection {
  readonly sockets: Set<Socket>;
  /** Null for HTTP/1.1, and until the end of the TLS handshake. */
  http2: { readonly session: ServerHttp2Session; readonly socket: Socket } | null;
  /** The number of requests under way. */
  requests: number;
}

/** Unique among the open connections of one listener, before and after a TLS handshake. */
function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
