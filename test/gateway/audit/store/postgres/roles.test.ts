import { LEDGER } from '../../../reports/index/places.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { rotateKey } from '../../../../../gateway/audit/maintain/rotate-key.ts';
import type { Ledger } from '../../../../../gateway/audit/append/ledger.ts';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import type { PostgresServer } from '../../../../../gateway/audit/store/ledger-location.ts';
import {
  connect,
  type PostgresClient,
} from '../../../../../gateway/audit/store/postgres/connect.ts';
import { migratePostgres } from '../../../../../gateway/audit/store/postgres/migrate-postgres.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { INDEX_SCHEMA } from '../../../../../gateway/reports/index/index-location.ts';
import { openReportIndex } from '../../../../../gateway/reports/index/open-index.ts';
import { rebuildIndex } from '../../../../../gateway/reports/index/rebuild-index.ts';
import { packageFile } from '../../../../../schema/package-file.ts';
import type { LedgerLogins } from '../../../../support/postgres-server.ts';
import { sharedPostgres, type SharedPostgres } from '../../../../support/shared-postgres.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../sample.ts';

/*
 * What each login that the documented script gives rights to can do to the others, and one without any: the worst
 * that a thief of its password can try, and how the server refuses it.
 */
const directory = createDirectory();
let server: SharedPostgres;
let logins: LedgerLogins;
/** Stays open during all of it. */
let gateway: Ledger;
beforeAll(async () => {
  server = await sharedPostgres();
  logins = await server.createLedger('roles');
  gateway = await open('gateway');
  await gateway.append(accessRecord(['p1']));
});
afterAll(async () => {
  await gateway.close();
  await server.close();
  directory.remove();
});

const SCRIPT = readFileSync(packageFile('gateway/audit/store/postgres/roles.sql'), 'utf8');

const at = (login: PostgresServer) => ({ kind: 'postgres', server: login }) as const;

function open(name: string, overrides: Parameters<typeof ledgerOptions>[1] = {}) {
  const path = `${directory.path}/${name}`;
  return openLedger(ledgerOptions(path, { location: at(logins.writer), path, ...overrides }));
}

async function verdict() {
  const { result, findings } = await verifyLedger({
    location: at(logins.reader),
    publicKey: gateway.publicKey,
    anchors: [],
    witnesses: [],
    guardPath: `${directory.path}/gateway.guard`,
  });
  return [result, ...findings.map(({ code }) => code)];
}

/** Makes the gateway connect anew, which is when it depends on what others hold. */
async function cutGateway() {
  await server.execute(
    'postgres',
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = '${logins.owner.database}' AND usename = '${logins.writer.user}'`,
  );
}

async function using<Result>(
  login: PostgresServer,
  use: (client: PostgresClient) => Promise<Result>,
): Promise<Result> {
  const client = await connect(login);
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Tries statements, each rolled back; which of them are refused with another SQLSTATE than this one, or not. */
function notRefused(login: PostgresServer, statements: readonly string[], code = DENIED) {
  return using(login, async (client) => {
    const others: string[] = [];
    for (const statement of statements) {
      const state = await client.query(`BEGIN; ${statement}; ROLLBACK`).then(
        () => 'no error',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );
      await client.query('ROLLBACK');
      if (state !== code) others.push(`${String(state)}: ${statement}`);
    }
    return others;
  });
}

/** SQLSTATE of insufficient_privilege. */
const DENIED = '42501';

/** Of check_violation. */
const VIOLATED = '23514';

/** What a migration does after {@link undoMigration}. */
const STEPS = ['0003-appends', '0004-key-batches', '0005-sizes'];

/** What no login may do but the owner's. */
const OWNERS: readonly string[] = [
  // Functions where others would call them.
  'CREATE SCHEMA gateway',
  'CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$',
  'CREATE FUNCTION phi_audit.f() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$',
  'CREATE FUNCTION pg_catalog.f() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$',
  'CREATE TEMPORARY TABLE batches (first bigint)',
  'CREATE EXTENSION hstore',
  'CREATE EXTENSION intarray SCHEMA phi_audit',
  'CREATE EXTENSION intarray SCHEMA pg_catalog',
  // Settings and rights of others.
  "ALTER DATABASE CURRENT_DATABASE SET search_path = 'public'",
  "ALTER ROLE stranger SET search_path = 'public'",
  'ALTER ROLE phi_audit_writer LOGIN',
  'CREATE ROLE another LOGIN',
  'GRANT phi_audit_pruner TO stranger',
  'SET ROLE postgres',
  'SET SESSION AUTHORIZATION postgres',
  'SET session_replication_role = replica',
  // What would run when others read or write.
  'CREATE TRIGGER t BEFORE INSERT ON phi_audit.batches EXECUTE FUNCTION phi_audit.check_batch()',
  'CREATE RULE r AS ON INSERT TO phi_audit.batches DO INSTEAD NOTHING',
  'CREATE POLICY p ON phi_audit.batches USING (true)',
  'CREATE VIEW phi_audit.v AS SELECT 1',
  'CREATE PUBLICATION p',
  'ALTER TABLE phi_audit.batches DISABLE TRIGGER ALL',
  'ALTER FUNCTION phi_audit.check_batch() RESET ALL',
  'DROP TRIGGER batch_follows ON phi_audit.batches',
  'DROP SCHEMA phi_audit CASCADE',
  'ALTER SCHEMA phi_audit RENAME TO other',
  'DROP SCHEMA phi_reports CASCADE',
  // The ledger itself.
  "UPDATE phi_audit.batches SET note = ''",
  'DELETE FROM phi_audit.batches',
  'TRUNCATE phi_audit.batches',
  'DELETE FROM phi_audit.head',
  'UPDATE phi_audit.head SET id = 2',
  'DELETE FROM phi_audit.kysely_migration',
  // Locks that would stop appends or migrations.
  'LOCK TABLE phi_audit.head IN ACCESS EXCLUSIVE MODE',
  'LOCK TABLE phi_audit.head IN SHARE MODE',
  'LOCK TABLE phi_audit.batches IN SHARE MODE',
  'LOCK TABLE phi_audit.kysely_migration_lock IN SHARE ROW EXCLUSIVE MODE',
  'SELECT * FROM phi_audit.kysely_migration FOR SHARE',
  'LOCK TABLE pg_catalog.pg_class IN ACCESS EXCLUSIVE MODE',
  'CREATE TABLE phi_reports.t (first bigint REFERENCES phi_audit.batches)',
  'CREATE STATISTICS phi_reports.s ON first, count FROM phi_audit.batches',
  // The server.
  "COPY (SELECT 1) TO PROGRAM 'true'",
  "COPY (SELECT 1) TO 'a-file'",
  "SELECT pg_read_file('/etc/hostname')",
  "SELECT lo_import('/etc/hostname')",
  'SELECT * FROM pg_authid',
  'SELECT * FROM pg_statistic',
  'SELECT * FROM pg_largeobject',
  'SELECT pg_switch_wal()',
  "SELECT pg_create_physical_replication_slot('slot')",
  'ALTER ROLE CURRENT_USER CONNECTION LIMIT -1',
  'ALTER ROLE CURRENT_USER SUPERUSER',
];

/** What only a login that appends may do. */
const WRITERS: readonly string[] = [
  rowOf(),
  "UPDATE phi_audit.head SET size = 0, root = '', edge = '', batch = ''",
  "INSERT INTO phi_audit.openings VALUES ('', '', '')",
  "INSERT INTO phi_audit.identities VALUES (0, '')",
  'SELECT * FROM phi_audit.head FOR UPDATE',
  'LOCK TABLE phi_audit.batches IN ROW EXCLUSIVE MODE',
  'SET ROLE phi_audit_writer',
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = 'gateway'`,
];

/** What only a login that takes something away may do. */
const REMOVERS: readonly string[] = [
  "UPDATE phi_audit.batches SET leaves = ''",
  'DELETE FROM phi_audit.openings',
  'DELETE FROM phi_audit.identities',
  "UPDATE phi_audit.identities SET openings = ''",
];

/** What only the login of the report index may do. */
const INDEXERS: readonly string[] = [
  'CREATE TABLE phi_reports.events (id bigint)',
  'CREATE TABLE phi_reports_next.events (id bigint)',
  'SELECT * FROM phi_reports.kysely_migration',
];

/** A batch at the end of the ledger, with these columns changed. */
function rowOf(columns: Readonly<Record<string, string>> = {}): string {
  const row = {
    first: '(SELECT size FROM phi_audit.head)',
    count: '1',
    leaves: "''",
    hashes: "decode(repeat('00', 32), 'hex')",
    size: '(SELECT size + 1 FROM phi_audit.head)',
    root: "decode(repeat('00', 32), 'hex')",
    note: "''",
    signer: "''",
    ...columns,
  };
  return `INSERT INTO phi_audit.batches (${Object.keys(row).join(', ')}) VALUES (${Object.values(row).join(', ')})`;
}

const named = (statements: readonly string[]) =>
  statements.map((sql) => sql.replace('CURRENT_DATABASE', logins.owner.database));

/** The gateway continues, another connects, and the ledger has no findings. */
async function expectUnharmed() {
  await gateway.append(accessRecord(['p2']));
  await cutGateway();
  await gateway.append(accessRecord(['p3']));
  expect(await verdict()).toEqual(['PASS']);
}

/** Makes the tables what they were before these steps. */
function undoMigration() {
  return server.execute(
    logins.owner.database,
    `DROP FUNCTION phi_audit.check_batch, phi_audit.check_head, phi_audit.check_beside,
      phi_audit.check_leaves, phi_audit.check_batch_size, phi_audit.check_opening_size,
      phi_audit.check_identities_size CASCADE;
    DROP INDEX phi_audit.key_batches;
    CREATE TABLE phi_audit.keys (vkey text PRIMARY KEY, leaf bigint NOT NULL);
    DELETE FROM phi_audit.kysely_migration WHERE name >= '0003'`,
  );
}

describe('the database roles of the documented script', () => {
  it('refuse the connection of a login without a role (SQLSTATE 42501)', async () => {
    await expect(connect(logins.stranger)).rejects.toMatchObject({ code: DENIED });
  });

  it('refuse a reader every change, every new object and every lock that stops appends or migrations', async () => {
    const tried = [...OWNERS, ...WRITERS, ...REMOVERS, ...INDEXERS];
    expect(await notRefused(logins.reader, named(tried))).toEqual([]);
    await expectUnharmed();
  });

  it('refuse the login of the report index every change and new object outside its two schemas, and every lock that stops appends or migrations', async () => {
    const tried = [...OWNERS, ...WRITERS, ...REMOVERS];
    expect(await notRefused(logins.indexer, named(tried))).toEqual([]);
    await expectUnharmed();
  });

  it('refuse a writer the deletion of records, new objects, locks that stop appends or migrations, and the report index', async () => {
    expect(await notRefused(logins.writer, named([...OWNERS, ...REMOVERS, ...INDEXERS]))).toEqual(
      [],
    );
    await expectUnharmed();
  });

  it('refuse a pruner and an eraser changes of signatures and new objects, and an eraser changes of the content of records', async () => {
    const tried = named([...OWNERS, ...INDEXERS]);
    expect(await notRefused(logins.pruner, tried)).toEqual([]);
    const kept = "UPDATE phi_audit.batches SET leaves = ''";
    expect(await notRefused(logins.eraser, [...tried, kept])).toEqual([]);
    await expectUnharmed();
  });

  it('refuse a quarantiner updates of records, hashes, stored texts and ids, and new objects', async () => {
    const ofOthers = OWNERS.filter(
      (sql) => !/^DELETE FROM phi_audit.(batches|head)|^LOCK/.test(sql),
    );
    const changes = [
      "UPDATE phi_audit.batches SET leaves = ''",
      "UPDATE phi_audit.batches SET hashes = ''",
      "UPDATE phi_audit.openings SET text = ''",
      "UPDATE phi_audit.identities SET openings = ''",
    ];
    const tried = named([...ofOthers, ...changes, ...INDEXERS]);
    expect(await notRefused(logins.quarantiner, tried)).toEqual([]);
    await expectUnharmed();
  });

  it('let a writer add only what follows the head row, together with its batch and within size limits', async () => {
    const far = { first: '1000000000', size: '1000000001' };
    const root = "decode(repeat('00', 32), 'hex')";
    const move = (size: string, and = '') =>
      `UPDATE phi_audit.head SET size = ${size}, root = ${root}${and}`;
    const tried = [
      rowOf(),
      rowOf(far),
      rowOf({ first: '-1', size: '0' }),
      rowOf({ count: '0', size: '(SELECT size FROM phi_audit.head)' }),
      rowOf({ hashes: "''" }),
      // What could not be read again.
      rowOf({ note: "repeat('x', 65537)" }),
      rowOf({ leaves: "convert_to(repeat('x', 134217729), 'UTF8'::name)" }),
      "INSERT INTO phi_audit.openings VALUES ('', repeat('x', 65537), '')",
      // The head alone, or with a batch that it doesn't agree with.
      move('size + 1'),
      move('1000000000000'),
      move('1'),
      move('0', ", edge = ''"),
      "UPDATE phi_audit.head SET edge = ''",
      'UPDATE phi_audit.head SET batch = root',
      `WITH moved AS (${move('size + 1', ', edge = root, batch = root')} RETURNING 1) ${rowOf()}`,
      `WITH moved AS (${move('1000000001', ', edge = root')} RETURNING 1) ${rowOf(far)}`,
      // What belongs to a leaf that is yet to come, or long there.
      "INSERT INTO phi_audit.identities VALUES (1000, '\\x00')",
      "INSERT INTO phi_audit.identities VALUES (0, '\\x00')",
      "INSERT INTO phi_audit.openings VALUES ('guessed', '', '')",
      "UPDATE phi_audit.head SET size = size; INSERT INTO phi_audit.identities VALUES (0, '\\x00')",
    ];
    expect(await notRefused(logins.writer, tried, VIOLATED)).toEqual([]);
    await expectUnharmed();
  });
});

describe('database locks on the ledger', () => {
  /** Numbers that an earlier version and the library for migrations lock. */
  const NUMBERS = ['7164031', '3853314791062309107', '1885890923, 1'];

  it.each(['reader', 'indexer'] as const)(
    'that the login %s takes as advisory locks block neither a connecting gateway nor a migration',
    async (role) => {
      await using(logins[role], async (client) => {
        for (const number of NUMBERS) await client.query(`SELECT pg_advisory_lock(${number})`);
        await using(logins[role], async (waiting) => {
          const wait = waiting
            .query(`SELECT pg_advisory_lock(${NUMBERS[0] ?? ''})`)
            .catch(() => null);
          await expectUnharmed();
          expect(await migratePostgres(logins.owner)).toEqual([]);
          await client.query('SELECT pg_advisory_unlock_all()');
          await wait;
        });
      });
    },
  );

  it('of a reader on a table block neither an append nor a migration', async () => {
    await undoMigration();
    await using(logins.reader, async (client) => {
      await client.query('BEGIN; LOCK TABLE phi_audit.batches IN ACCESS SHARE MODE');
      await gateway.append(accessRecord(['p4']));
      // Adding the triggers does not wait for readers.
      expect(await migratePostgres(logins.owner)).toEqual(STEPS);
    });
    await expectUnharmed();
  });

  it('of a writer on rows make a migration fail with 55P03 and the remedy, until they are released', async () => {
    await undoMigration();
    await using(logins.writer, async (client) => {
      await client.query('BEGIN; UPDATE phi_audit.head SET size = size');
      await expect(migratePostgres(logins.owner)).rejects.toThrow(
        /cannot be created \(55P03\)\. A session holds a lock on them: end it/,
      );
    });
    expect(await migratePostgres(logins.owner)).toEqual(STEPS);
    await expectUnharmed();
  });
});

describe('the application name that a login sets', () => {
  it('stops neither a gateway nor a key rotation if the login may not append', async () => {
    await gateway.close();
    const own = `phi-gateway writes ${gateway.publicKey.split('+')[1] ?? ''}`;
    const { keyPath, guardPath } = ledgerOptions(directory.path, {
      path: `${directory.path}/gateway`,
    });
    const location = at(logins.writer);
    await using(logins.reader, async (client) => {
      await client.query("SET application_name = 'phi-gateway resumes'");
      await (await open('gateway')).close();
      await client.query(`SET application_name = '${own}'`);
      await rotateKey({ location, keyPath, guardPath, version: '1', at: Date.now() });
    });
    gateway = await open('gateway');
    await gateway.append(accessRecord(['p5']));
    expect(gateway.ready()).toBe(true);
  });
});

describe('the documented script for database roles', () => {
  it('can be run again, and revokes what an earlier version granted', async () => {
    const { owner, indexer } = logins;
    await server.execute(
      owner.database,
      `GRANT CREATE, TEMPORARY ON DATABASE ${owner.database} TO phi_audit_indexer;
      GRANT CONNECT ON DATABASE ${owner.database} TO PUBLIC;
      GRANT CREATE ON SCHEMA phi_audit TO phi_audit_indexer`,
    );
    await using(indexer, (client) => client.query('CREATE SCHEMA gateway'));
    await server.execute(owner.database, SCRIPT);
    expect(await notRefused(indexer, ['CREATE SCHEMA gateway_2', OWNERS[2] ?? ''])).toEqual([]);
    await expect(connect(logins.stranger)).rejects.toMatchObject({ code: DENIED });
  });

  it('needs no superuser, and lets the login that created a report index keep it', async () => {
    const { database } = await server.createDatabase('owned');
    const name = database.replace('owned', 'owner');
    await server.execute(
      database,
      `CREATE ROLE ${name} LOGIN PASSWORD 'secret' CREATEROLE;
      ALTER DATABASE ${database} OWNER TO ${name}; GRANT CREATE ON DATABASE ${database} TO reports`,
    );
    const as = (login: PostgresServer) => ({ ...login, database });
    const owner = { ...as(logins.owner), user: name };
    const index = { ...at(as(logins.indexer)), schema: INDEX_SCHEMA } as const;
    await (await openReportIndex({ ledger: LEDGER, index }, 'fill')).close();
    await server.execute(database, `REVOKE CREATE ON DATABASE ${database} FROM reports`);
    expect(await migratePostgres(owner)).toHaveLength(5);
    await using(owner, (client) => client.query(SCRIPT));

    const path = `${directory.path}/owned`;
    const options = ledgerOptions(path, { location: at(as(logins.writer)), path });
    const ledger = await openLedger(options);
    await ledger.append(accessRecord(['p1']));
    await ledger.close();
    for (const superuser of [false, true]) {
      if (superuser) await server.execute(database, SCRIPT);
      const reader = await openReader(at(as(logins.reader)));
      expect(await rebuildIndex(index, reader, { onProgress: () => undefined })).toMatchObject({
        brokenAt: null,
      });
      await reader.close();
    }
    expect(await notRefused(as(logins.indexer), ['DROP SCHEMA phi_reports CASCADE'])).toEqual([]);
    await expect(connect(as(logins.stranger))).rejects.toMatchObject({ code: DENIED });
  });
});
