import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** The connections of a server. */
export interface Connections {
  /**
   * Resolves when nothing has come in for a moment, at the latest after `maxMs`: what was sent before is in the
   * system's buffers, and would be reset with its connection.
   */
  readonly untilQuiet: (maxMs: number) => Promise<void>;
  /**
   * Ends every connection without a request under way: those that never sent one, that sent part of a head or of
   * a TLS handshake, and those kept alive. From now on each other one ends with its response.
   */
  readonly endIdle: () => void;
  /** Ends all of them, whatever is under way. */
  readonly endAll: () => void;
}

/**
 * Tracks connections by their requests. Node itself takes a connection that has never sent a byte for a busy one,
 * and doesn't list those that are still in their TLS handshake.
 */
export function trackConnections(server: Server): Connections {
  const connections = new Map<string, Connection>();
  let isEnding = false;
  let arrivals = 0;

  // Under TLS a connection is announced twice: as it comes in, and once more after its handshake.
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
      for (let before = -1; before !== arrivals && performance.now() - since < maxMs;) {
        before = arrivals;
        await sleep(QUIET_MS);
        // A busy event loop is late with its timers: let it read what has come before it judges.
        await nextTurn();
        await nextTurn();
      }
    },
    endIdle: () => end(({ requests }) => requests === 0),
    endAll: () => end(() => true),
  };
}

const QUIET_MS = 100;

interface Connection {
  readonly sockets: Set<Socket>;
  /** Under way. */
  requests: number;
}

/** Unique among the open connections of one listener, before and after a TLS handshake. */
function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
