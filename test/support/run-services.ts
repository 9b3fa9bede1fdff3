import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestServer } from './postgres-server.ts';
import { BROKER } from './shared-postgres.ts';
import { SPENT_FILE } from './timed.ts';

/*
 * The services that all test files of a run share, in the process that starts the workers. Jest calls the default
 * export before the first file, and `stop-services.ts` after the last.
 */
const folder = mkdtempSync(join(tmpdir(), 'phi-tests-'));
let postgres: Promise<TestServer> | null = null;
const broker = createServer((socket) => {
  socket.on('error', () => undefined);
  (postgres ??= startPostgres()).then(
    ({ port }) => socket.end(String(port)),
    (error: unknown) => socket.end(String(error)),
  );
});

/** Offers a PostgreSQL server, and starts it for the first test file that asks. */
export default async function startServices(): Promise<void> {
  broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  process.env[SPENT_FILE] = join(folder, 'spent');
  process.env[BROKER] = String((broker.address() as AddressInfo).port);
}

/** Stops the services that were started. */
export async function stopServices(): Promise<void> {
  broker.close();
  rmSync(folder, { recursive: true });
  await (await postgres?.catch(() => null))?.close();
}

async function startPostgres(): Promise<TestServer> {
  const { createTemplate, startPostgresServer } = await import('./postgres-server.ts');
  // A server with hundreds of databases starts a process to vacuum one of them several times a second.
  const flags = ['-c', 'max_connections=300', '-c', 'autovacuum=off'];
  const server = await startPostgresServer(flags);
  await createTemplate(server);
  return server;
}
