import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { PostgresServer } from '../../gateway/audit/store/ledger-location.ts';
import { databasesOf, type TestDatabases } from './postgres-server.ts';

/** The environment variable with the port at which `run-services.ts` answers with the port of the PostgreSQL server. */
export const BROKER = 'TEST_POSTGRES_BROKER';

/** The one PostgreSQL server of a test run. */
export interface SharedPostgres extends TestDatabases {
  /** Creates an empty database and returns the superuser's login to it. */
  createDatabase(name: string): Promise<PostgresServer>;
  /** Does nothing: databases stay until the end of the run, since dropping one makes the server flush all its files. */
  close(): Promise<void>;
}

/** The server starts when the first test file asks for it. Databases get names that no other test file uses. */
export async function sharedPostgres(): Promise<SharedPostgres> {
  const databases = databasesOf(await portOfServer());
  return {
    ...databases,
    createLedger: (name) => databases.createLedger(unique(name)),
    async createDatabase(name) {
      const database = unique(name);
      await databases.execute('postgres', `CREATE DATABASE ${database}`);
      return databases.superuser(database);
    },
    close: () => Promise.resolve(),
  };
}

function unique(name: string): string {
  return `${name}_${randomBytes(6).toString('hex')}`;
}

async function portOfServer(): Promise<number> {
  const socket = connect(Number(process.env[BROKER]), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => void (answer += chunk.toString()));
  await once(socket, 'close');
  const port = Number(answer);
  if (!(port > 0)) throw new Error(`The PostgreSQL server of this run didn't start: ${answer}`);
  return port;
}
