import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Client, Pool, types, type ClientBase, type ClientConfig } from 'pg';
import { StartError } from '../../../platform/errors.ts';
import { printLocation, type PostgresServer } from '../ledger-location.ts';
import { connectionRemedy } from './fault-remedies.ts';
import { postgresFault } from './postgres-fault.ts';

/** An open PostgreSQL connection. Only this module imports the library. */
export type PostgresClient = Client;

/** A pool of connections, for the migration library. */
export type PostgresPool = Pool;

/**
 * How long the server may take to answer a query before the connection counts as lost. Longer than `LOCK_MS`, so that waiting
 * for another writer ends first.
 */
const MAX_SILENCE_MS = 10_000;

/**
 * Where names without a schema are looked up. The default path includes schemas that other logins may write to, whose
 * functions and operators would run with the rights of this login. Temporary objects come first unless they are listed.
 * https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH
 */
export const SEARCH_PATH = 'pg_catalog, pg_temp';

/**
 * Settings that change the meaning of statements or the form of results. A login can change its defaults permanently
 * (`ALTER ROLE`), so a stolen password could change what later sessions read.
 */
const PINNED: Readonly<Record<string, string>> = {
  standard_conforming_strings: 'on',
  // Set before search_path: if it is on, the server stores the names of search_path in quotes, and reading them back fails.
  quote_all_identifiers: 'off',
  search_path: SEARCH_PATH,
};

/**
 * Connects. Rejects with the error of the network or the server, or with a `StartError` if the settings can't be pinned.
 */
export async function connect(server: PostgresServer): Promise<PostgresClient> {
  const client = new Client(settings(server));
  // An error ends an idle connection, and its next query fails. Without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await pinSettings(client);
  } catch (error) {
    destroyConnection(client);
    throw error;
  }
  return client;
}

/** Sets the pinned settings and reads them back: a pooler may ignore the options of the connection. */
async function pinSettings(client: ClientBase): Promise<void> {
  await client.query(
    Object.entries(PINNED)
      .map(([name, value]) => `SET ${name} = ${value}`)
      .join('; '),
  );
  const { rows } = await client.query<Readonly<Record<string, string>>>(
    `SELECT ${Object.keys(PINNED)
      .map((name) => `pg_catalog.current_setting('${name}'::pg_catalog.text) AS ${name}`)
      .join(', ')}`,
  );
  for (const [name, value] of Object.entries(PINNED)) {
    const found = rows[0]?.[name];
    if (found === value) continue;
    throw new StartError([
      `The database connection does not keep its settings (${name} is ${found ?? 'unknown'}). If a pooler is in between, let it pool sessions, not transactions.`,
    ]);
  }
}

/** Connects; rejects with a `StartError` that names the server. */
export async function connectOrRefuse(server: PostgresServer): Promise<PostgresClient> {
  try {
    return await connect(server);
  } catch (cause) {
    const where = printLocation({ kind: 'postgres', server });
    const why = postgresFault(cause) ?? (cause instanceof Error ? cause.message : 'no answer');
    const line = `The audit ledger at ${where} cannot be reached (${why}).${connectionRemedy(why)}`;
    throw new StartError([line], { cause });
  }
}

/** A pool of connections, by default of one. `statementMs` limits each statement. */
export function createPool(
  server: PostgresServer,
  { statementMs = MAX_SILENCE_MS, connections = 1 } = {},
): PostgresPool {
  const pool = new Pool({
    ...settings(server),
    query_timeout: statementMs,
    max: connections,
    // The pool waits for this before it uses the connection, and discards the connection if this rejects.
    // oxlint-disable-next-line typescript/no-misused-promises -- the library waits for the promise, its types don't declare that
    onConnect: pinSettings,
  });
  // As in `connect`.
  pool.on('error', () => undefined);
  return pool;
}

/** Closes the socket of a connection at once; the server ends a running statement. */
export function destroyConnection(client: PostgresClient): void {
  const { stream } = client.connection;
  stream.destroy();
}

function settings(server: PostgresServer): ClientConfig {
  const { host, port, database, user, password, tls } = server;
  return {
    host,
    port,
    database,
    user,
    ...(password !== null && { password }),
    ssl: tls === null ? false : tlsSettings(host, tls.ca),
    enableChannelBinding: tls !== null,
    connectionTimeoutMillis: MAX_SILENCE_MS / 2,
    query_timeout: MAX_SILENCE_MS,
    keepAlive: true,
    application_name: 'phi-gateway',
    options: Object.entries(PINNED)
      // A space in a value would begin the next option.
      .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '')}`)
      .join(' '),
    types: { getTypeParser: parserOf },
  };
}

/** Parses bigint as number. The row parsers refuse unsafe integers. */
const parserOf: typeof types.getTypeParser = (oid, format) =>
  oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format);

/** The server's certificate must be signed by a trusted authority and name the host or its address. */
function tlsSettings(host: string, caPath: string | null) {
  const ca = caPath === null ? null : readAuthority(caPath);
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    host,
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== null && { ca }),
  } as const;
}

function readAuthority(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StartError(
      [`${path} (sslrootcert) cannot be read. Fix the path or its permissions.`],
      { cause },
    );
  }
}
