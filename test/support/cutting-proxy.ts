import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What the proxy does with the next COMMIT. */
export type Cut =
  /** COMMIT does not reach the server. */
  | 'before'
  /** The server commits, but its response does not reach the client. */
  | 'after'
  /** The server commits, but its response is lost, and the connection stays open until `release`. */
  | 'held';

/** A TCP proxy in front of a PostgreSQL server that loses a commit or its response, as a network can. */
export interface CuttingProxy {
  readonly port: number;
  /** Cuts the next COMMIT. Resolves when it has been cut. */
  cutNext(cut: Cut): Promise<void>;
  /** Ends connections that were held. */
  release(): void;
  /** Ends open connections and sends new ones to another port. */
  redirect(port: number): void;
  close(): Promise<void>;
}

/** The frontend's simple query of a commit. https://www.postgresql.org/docs/current/protocol-message-formats.html */
const COMMIT = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');

/** Starts a proxy on a free port. */
export async function startCuttingProxy(serverPort: number): Promise<CuttingProxy> {
  let target = serverPort;
  let planned: { readonly cut: Cut; readonly done: () => void } | null = null;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let lost: { readonly cut: Cut; readonly done: () => void } | null = null;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        if (lost?.cut !== 'held') [client, upstream].forEach((each) => each.destroy());
      });
    }
    client.on('data', (data) => {
      if (planned !== null && data.includes(COMMIT)) {
        lost = planned;
        planned = null;
        if (lost.cut === 'before') {
          client.destroy();
          upstream.destroy();
          lost.done();
          return;
        }
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (lost === null) {
        client.write(data);
        return;
      }
      // The server has responded, so the commit is complete.
      if (lost.cut === 'after') client.destroy();
      lost.done();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cutNext: (cut) =>
      new Promise((done) => {
        planned = { cut, done };
      }),
    release: end,
    redirect(port) {
      target = port;
      end();
    },
    async close() {
      end();
      server.close();
      await once(server, 'close');
    },
  };
}
