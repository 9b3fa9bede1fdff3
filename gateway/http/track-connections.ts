import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** The connections of a server. */
export interface Connections {
  /**
   * Resolves when no connection or request has arrived for a moment, at the latest after `maxMs`. Requests that are still
   * in the system's buffers would otherwise be reset with their connection.
   */
  readonly untilQuiet: (maxMs: number) => Promise<void>;
  /**
   * Ends every connection without a request under way: unused ones, those with an incomplete head or TLS handshake, and
   * those kept alive. Every other connection ends with its response.
   */
  readonly endIdle: () => void;
  /** Ends every connection, including those with requests under way. */
  readonly endAll: () => void;
}

/**
 * Tracks the connections of a server and their requests. Node counts a connection that never sent a byte as busy, and
 * does not list connections in their TLS handshake.
 */
export function trackConnections(server: Server): Connections {
  const connections = new Map<string, Connection>();
  let isEnding = false;
  let arrivals = 0;

  // Under TLS each connection is announced twice: on arrival and after its handshake.
  for (const event of ['connection', 'secureConnection'])
    server.on(event, (socket: Socket) => {
      arrivals += 1;
      const key = keyOf(socket);
      const connection = connections.get(key) ?? { sockets: new Set(), requests: 0 };
      connections.set(key, connection);
      connection.sockets.add(socket);
      socket.once('close', () => {
        connection.sockets.delete(socket);
        if (connection.sockets.size === 0) connections.delete(key);
      });
    });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    arrivals += 1;
    const connection = connections.get(keyOf(socket));
    if (connection === undefined) return;
    connection.requests += 1;
    response.once('close', () => {
      connection.requests -= 1;
      if (isEnding && connection.requests === 0) socket.destroySoon();
    });
  });

  const end = (which: (connection: Connection) => boolean) => {
    isEnding = true;
    for (const connection of [...connections.values()].filter(which))
      for (const socket of connection.sockets) socket.destroy();
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
    endIdle: () => end(({ requests }) => requests === 0),
    endAll: () => end(() => true),
  };
}

/** How long nothing may arrive before the server counts as quiet. */
const QUIET_MS = 100;

interface Connection {
  readonly sockets: Set<Socket>;
  /** The number of requests under way. */
  requests: number;
}

/** Unique among the open connections of one listener, before and after a TLS handshake. */
function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
