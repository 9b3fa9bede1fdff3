import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Closes the responses that wait for an earlier one of their connection (HTTP/1.1 pipelining: RFC 9112, section 9.3.2) when
 * the client disconnects, so that their operations end and free their places. Node.js closes only the first of them.
 */
export function closeQueuedResponses(server: Server): void {
  const queued = new WeakMap<Socket, Set<ServerResponse>>();
  server.on('request', ({ socket }, response) => {
    // The first response has the socket at once, and every one over HTTP/2.
    if (response.socket !== null) return;
    const waiting = queued.get(socket) ?? new Set();
    if (!queued.has(socket)) {
      queued.set(socket, waiting);
      socket.once('close', () => waiting.forEach(closeIfQueued));
    }
    waiting.add(response);
    response.once('close', () => waiting.delete(response));
  });
}

function closeIfQueued(response: ServerResponse): void {
  if (response.socket !== null || response.destroyed) return;
  response.destroy();
  response.emit('close');
}
