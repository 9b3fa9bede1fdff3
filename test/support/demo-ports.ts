import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';

/** Free ports for a demo: two anywhere and five in a row. */
export async function freeDemoPorts(): Promise<number[]> {
  for (;;) {
    const held = [await hold(0), await hold(0), await hold(0)];
    const [port = 0, identityPort = 0, first = 0] = held.map(
      (server) => (server?.address() as AddressInfo | undefined)?.port,
    );
    const rest = await Promise.all([1, 2, 3, 4].map((step) => hold(first + step)));
    const all = [...held, ...rest];
    const isFree = all.every((server) => server !== null);
    await Promise.all(
      all.map(
        (server) => new Promise<void>((done) => (server ? server.close(() => done()) : done())),
      ),
    );
    if (isFree) return [port, identityPort, first, first + 1, first + 2, first + 3, first + 4];
  }
}

function hold(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** The arguments that give a demo these ports. */
export function demoPortArguments(ports: readonly number[]): string[] {
  return [`--port=${ports[0]}`, `--identity-port=${ports[1]}`, `--subgraph-port=${ports[2]}`];
}

/** Whether somebody listens on a port. */
export async function isListening(port: number): Promise<boolean> {
  const server = await hold(port);
  if (server === null) return true;
  server.close();
  return false;
}
