import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ephemeral ports, which the kernel assigns to connections and to servers on port 0. */
const FIRST = 10_000;

/** The number of ports that each test worker has for itself. */
const PER_WORKER = 1_000;

/** https://fetch.spec.whatwg.org/#port-blocking */
const REFUSED_BY_FETCH = 10_080;

const first = FIRST + PER_WORKER * (Number(process.env['JEST_WORKER_ID'] ?? 0) % 20);
let next = Math.floor(Math.random() * PER_WORKER);

/** A free port of 127.0.0.1 that no other test takes. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}

/** `count` consecutive free ports of 127.0.0.1 that no other test takes. */
export async function freePorts(count: number): Promise<number[]> {
  for (let tries = PER_WORKER; tries > 0; tries -= 1) {
    if (next + count > PER_WORKER) next = 0;
    const ports = Array.from({ length: count }, (_, step) => first + next + step);
    next += count;
    if (ports.includes(REFUSED_BY_FETCH)) continue;
    const free = await Promise.all(ports.map(isFree));
    if (!free.includes(false)) return ports;
  }
  throw new Error(`No ${count} ports in a row are free.`);
}

/** Whether a server could listen on a port of 127.0.0.1 now. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
