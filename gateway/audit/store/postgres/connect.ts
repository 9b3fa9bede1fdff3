import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Client, Pool, types, type ClientBase, type ClientConfig } from 'pg';
import { StartError } from '../../../platform/errors.ts';
import { printLocation, type PostgresServer } from '../ledger-location.ts';
import { connectionRemedy } from './fault-remedies.ts';
import { postgresFault } from './postgres-fault.ts';

/** An open PostgreSQL connection. This module alone knows the library. */
export type PostgresClient = Client;

/** A pool of connections, for what makes the tables. */
export type PostgresPool = Pool;

/** How long anything may take that is not waiting for another writer, before the connection counts as dead. */
const SILENCE_MS = 10_000;

/**
 * Where names without a schema are looked up. The default begins with schemas that other logins may write to,
 * whose functions and operators would run with our rights. Temporary objects come first unless they are listed.
 * https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATH
 */
export const SEARCH_PATH = 'pg_catalog, pg_temp';

/**
 * Settings that decide what a statement means or how its answer is written. Every login can change their defaults for
 * itself and for good (`ALTER ROLE`), so a stolen password would change what later sessions read.
 */
const PINNED: Readonly<Record<string, string>> = {
  standard_conforming_strings: 'on',
  // Before the path, which is kept as it is written then.
  quote_all_identifiers: 'off',
  search_path: SEARCH_PATH,
};

/**
 * Connects. Rejects with the error of the network or the server, or a `StartError` if the search path can't be
 * set; an `error` of an idle connection only ends it, as the next query will tell.
 */
export async function connect(server: PostgresServer): Promise<PostgresClient> {
  const client = new Client(settings(server));
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

/** A pooler may ignore the options of the connection, so they are set again and count only as they read back. */
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

/** The same with a `StartError` that names the server. */
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

/** A pool of one connection, on which a statement may take that long. */
export function createPool(server: PostgresServer, statementMs = SILENCE_MS): PostgresPool {
  const pool = new Pool({
    ...settings(server),
    query_timeout: statementMs,
    max: 1,
    // Until it resolves, the connection is not used; if it rejects, it is dropped.
    // oxlint-disable-next-line typescript/no-misused-promises -- the library waits, its types don't say so
    onConnect: pinSettings,
  });
  pool.on('error', () => undefined);
  return pool;
}

/** Cuts a connection at once; what was under way on it is the server's to end. */
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
    connectionTimeoutMillis: SILENCE_MS / 2,
    query_timeout: SILENCE_MS,
    keepAlive: true,
    application_name: 'phi-gateway',
    options: Object.entries(PINNED)
      .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '')}`)
      .join(' '),
    types: { getTypeParser: parserOf },
  };
}

/** Sizes are numbers: beyond what those hold exactly, whoever parses the row refuses it. */
const parserOf: typeof types.getTypeParser = (oid, format) =>
  oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format);

/** The server's certificate must be of an authority that we know and name the host, be it an address. */
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
    throw new StartError([`${path} cannot be read.`], { cause });
  }
}
