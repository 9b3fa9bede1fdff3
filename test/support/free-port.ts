import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what kernels give to connections and to servers that ask for any: nobody takes one unasked. */
const FIRST = 10_000;

/** Of each worker of the tests. */
const OWN = 1_000;

const from = FIRST + OWN * (Number(process.env['JEST_WORKER_ID'] ?? 0) % 20);
let tried = Math.floor(Math.random() * OWN);

/** A port of 127.0.0.1 that is free, and stays so until somebody is started on it. */
export async function freePort(): Promise<number> {
  for (let rest = OWN; rest > 0; rest -= 1) {
    tried += 1;
    const port = from + (tried % OWN);
    if (await isFree(port)) return port;
  }
  throw new Error('No port is free.');
}

async function isFree(port: number): Promise<boolean> {
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
