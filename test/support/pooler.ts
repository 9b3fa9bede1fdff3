import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What a pooler does with the settings of a connection. */
export type PoolerKind =
  /** It drops the startup parameter `options`. */
  | 'ignores options'
  /** It refuses the startup parameter `options`. */
  | 'refuses options'
  /** It drops `options` and does not pass `SET` on to the connection that queries are run on. */
  | 'drops settings';

/** A connection pooler in front of a PostgreSQL server on this machine. */
export interface Pooler {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a pooler. https://www.postgresql.org/docs/current/protocol-message-formats.html */
export async function startPooler(serverPort: number, kind: PoolerKind): Promise<Pooler> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        [client, upstream].forEach((each) => each.destroy());
      });
    }
    let isStarted = false;
    client.on('data', (data) => {
      if (!isStarted) {
        isStarted = true;
        if (kind === 'refuses options') client.end(REFUSAL);
        else upstream.write(withoutOptions(data));
      } else if (kind === 'drops settings' && data.toString('latin1', 5).startsWith('SET ')) {
        client.write(SET_AND_READY);
      } else {
        upstream.write(data);
      }
    });
    upstream.on('data', (data) => client.write(data));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * A startup message: length, protocol version, names and values that each end with a zero byte, and a final zero byte.
 */
function withoutOptions(startup: Buffer): Buffer {
  const parts = startup.toString('latin1', 8, startup.length - 2).split('\0');
  const at = parts.indexOf('options');
  if (at >= 0) parts.splice(at, 2);
  const body = Buffer.from(`${parts.join('\0')}\0\0`, 'latin1');
  const head = Buffer.from(startup.subarray(0, 8));
  head.writeUInt32BE(8 + body.length);
  return Buffer.concat([head, body]);
}

function message(kind: string, text: string): Buffer {
  const body = Buffer.from(text, 'latin1');
  const head = Buffer.alloc(5, kind);
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

const REFUSAL = message(
  'E',
  'SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter in options: search_path\0\0',
);

const SET_AND_READY = Buffer.concat([message('C', 'SET\0'), message('Z', 'I')]);
