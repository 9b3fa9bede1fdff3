import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import type { PostgresServer } from '../../gateway/audit/store/ledger-location.ts';
import { openReader } from '../../gateway/audit/store/open-reader.ts';
import { openStore } from '../../gateway/audit/store/open-store.ts';
import { connect } from '../../gateway/audit/store/postgres/connect.ts';
import { migratePostgres } from '../../gateway/audit/store/postgres/migrate-postgres.ts';
import { INDEX_SCHEMA } from '../../gateway/reports/index/index-location.ts';
import { packageFile } from '../../schema/package-file.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../gateway/audit/sample.ts';
import { withIndex } from '../gateway/reports/index/places.ts';
import type { LedgerLogins } from '../support/postgres-server.ts';
import { sharedPostgres, type SharedPostgres } from '../support/shared-postgres.ts';

/*
 * PostgreSQL looks functions and operators up in the schemas of search_path, whose default begins with the
 * schema that is named like the login. One that fits the arguments better than that of pg_catalog wins, and runs
 * with the rights of the session that called it.
 */
const directory = createDirectory();
let server: SharedPostgres;
let logins: LedgerLogins;
beforeAll(async () => {
  server = await sharedPostgres();
  logins = await server.createLedger('functions');
  await trap(logins);
  // Without this a gateway refuses the database.
  await server.execute(
    logins.owner.database,
    `REVOKE CREATE ON DATABASE ${logins.owner.database} FROM ${logins.indexer.user}`,
  );
});
afterAll(async () => {
  await server.close();
  directory.remove();
});

/** What the product calls with arguments that another signature fits as well or better. */
const FUNCTIONS = [
  ['pg_try_advisory_lock_shared', 'integer', 'boolean', 'true'],
  ['pg_try_advisory_lock', 'integer', 'boolean', 'true'],
  ['to_regclass', 'varchar', 'regclass', 'NULL'],
  ['to_regnamespace', 'varchar', 'regnamespace', 'NULL'],
  ['sha256', 'text', 'bytea', "'\\x00'::bytea"],
  ['decode', 'text, varchar', 'bytea', "'\\x00'::bytea"],
  ['repeat', 'varchar, integer', 'text', "''"],
  ['format', 'text, text', 'text', "'SELECT 1'"],
  ['format', 'text, name', 'text', "'SELECT 1'"],
  ['has_table_privilege', 'oid, name, text', 'boolean', 'false'],
  ['has_schema_privilege', 'text, text, text', 'boolean', 'false'],
  ['has_database_privilege', 'text, name, text', 'boolean', 'false'],
  ['split_part', 'varchar, text, integer', 'text', "''"],
  ['octet_length', 'varchar', 'integer', '0'],
  ['current_setting', 'varchar', 'text', "'on'"],
  ['max', 'integer', 'integer', '0'],
] as const;

const OPERATORS = [
  ['=', 'oid', 'regnamespace'],
  ['=', 'regnamespace', 'oid'],
  ['<', 'bigint', 'numeric'],
  ['=', 'name', 'varchar'],
  ['=', 'varchar', 'name'],
] as const;

/** Puts such functions, as the indexer's login with its rights of an earlier version, where logins look first. */
async function trap({ indexer, owner }: Pick<LedgerLogins, 'indexer' | 'owner'>) {
  await server.execute(
    owner.database,
    `GRANT CREATE ON DATABASE ${owner.database} TO ${indexer.user}; GRANT CREATE ON SCHEMA public TO PUBLIC`,
  );
  const client = await connect(indexer);
  try {
    await client.query(`
      CREATE SCHEMA trap; GRANT USAGE ON SCHEMA trap TO PUBLIC;
      CREATE TABLE trap.calls (login text, called text); GRANT INSERT ON trap.calls TO PUBLIC`);
    for (const schema of ['gateway', 'auditor', 'pruner', 'eraser', 'postgres', 'public']) {
      if (schema !== 'public')
        await client.query(`CREATE SCHEMA ${schema}; GRANT USAGE ON SCHEMA ${schema} TO PUBLIC`);
      for (const [name, types, result, value] of FUNCTIONS)
        await client.query(`
          CREATE FUNCTION ${schema}.${name}(${types}) RETURNS ${result} LANGUAGE plpgsql AS $f$ BEGIN
            INSERT INTO trap.calls VALUES (current_user, '${name}'); RETURN ${value}; END $f$`);
      for (const [at, [name, left, right]] of OPERATORS.entries())
        await client.query(`
          CREATE FUNCTION ${schema}.operator_${at}(${left}, ${right}) RETURNS boolean LANGUAGE plpgsql AS $f$ BEGIN
            INSERT INTO trap.calls VALUES (current_user, '${name}'); RETURN true; END $f$;
          CREATE OPERATOR ${schema}.${name}
            (LEFTARG = ${left}, RIGHTARG = ${right}, FUNCTION = ${schema}.operator_${at})`);
    }
  } finally {
    await client.end();
  }
}

/** What was called of it, and as which login; forgotten afterwards. */
async function calls({ owner }: Pick<LedgerLogins, 'owner'>): Promise<readonly string[]> {
  const client = await connect(owner);
  try {
    const { rows } = await client.query<{ readonly login: string; readonly called: string }>(
      'DELETE FROM trap.calls RETURNING login, called',
    );
    return rows.map(({ login, called }) => `${called} as ${login}`);
  } finally {
    await client.end();
  }
}

const at = (login: PostgresServer) => ({ kind: 'postgres', server: login }) as const;

async function write(login: PostgresServer) {
  const ledger = await openLedger(ledgerOptions(directory.path, { location: at(login) }));
  await ledger.append(accessRecord(['p1']));
  await ledger.close();
}

async function read(login: PostgresServer) {
  const reader = await openReader(at(login));
  for await (const { batch } of reader.batches()) expect(batch).not.toBeNull();
  await reader.identities(0, 10);
  await reader.close();
}

describe('malicious PostgreSQL functions and operators that another login created', () => {
  it('are not called when a gateway appends a record', async () => {
    await write(logins.writer);
    expect(await calls(logins)).toEqual([]);
  });

  it('are not called when a reader reads records, or when the pruner and the eraser claim the ledger and read its head', async () => {
    await read(logins.reader);
    for (const task of ['prune', 'erase'] as const) {
      const store = await openStore(at(task === 'prune' ? logins.pruner : logins.eraser), task);
      await store.claim('00000001');
      await store.claimAll();
      await store.head();
      await store.close('success');
    }
    expect(await calls(logins)).toEqual([]);
  });

  it('are not called when the report index is opened by its login', async () => {
    const { indexer } = logins;
    await withIndex({ ...at(indexer), schema: INDEX_SCHEMA }, (index) => index.database());
    expect(await calls(logins)).toEqual([]);
  });

  it('are not called while tables are created and roles receive their privileges', async () => {
    const owner = await server.createDatabase('functions');
    const indexer = { ...logins.indexer, database: owner.database };
    await trap({ owner, indexer });
    await migratePostgres(owner);
    await server.execute(
      owner.database,
      readFileSync(packageFile('gateway/audit/store/postgres/roles.sql'), 'utf8'),
    );
    expect(await calls({ owner })).toEqual([]);
  });

  it('are not called by a gateway or a reader if the search path of the database begins with their schema', async () => {
    const { database } = logins.owner;
    await server.execute(database, `ALTER DATABASE ${database} SET search_path = gateway, public`);
    try {
      await write(logins.writer);
      await read(logins.reader);
    } finally {
      await server.execute(database, `ALTER DATABASE ${database} RESET search_path`);
    }
    expect(await calls(logins)).toEqual([]);
  });
});
