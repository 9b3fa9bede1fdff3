import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import type { PostgresServer } from '../../../../../gateway/audit/store/ledger-location.ts';
import { startPostgresServer, type TestServer } from '../../../../support/postgres-server.ts';
import { createDirectory, ledgerOptions } from '../../sample.ts';

let server: TestServer;
let directory: ReturnType<typeof createDirectory>;
let logins: Awaited<ReturnType<TestServer['createLedger']>>;
let count = 0;
beforeAll(async () => {
  server = await startPostgresServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  count += 1;
  directory = createDirectory();
  logins = await server.createLedger(`minimal_${count}`);
});
afterEach(() => {
  directory.remove();
});

function open(as: PostgresServer) {
  const location = { kind: 'postgres', server: as } as const;
  return openLedger(ledgerOptions(directory.path, { location }));
}

/** Creates a login like a gateway's own, changes it with this SQL, and removes it after its use. */
async function withRisky(sql: string, use: (risky: PostgresServer) => Promise<void>) {
  const { database } = logins.owner;
  const create = "CREATE ROLE risky LOGIN PASSWORD 'secret' IN ROLE phi_audit_writer";
  await server.execute(database, `${create}; ${sql}`);
  try {
    await use({ ...logins.writer, user: 'risky' });
  } finally {
    const made = ['the_owner', 'root', 'go_between', 'risky'];
    for (const role of made)
      await server.execute(
        database,
        `DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN
          REASSIGN OWNED BY ${role} TO postgres; DROP OWNED BY ${role}; DROP ROLE ${role};
        END IF; END $$`,
      );
  }
}

describe('the database role of a gateway', () => {
  const REFUSED: readonly (readonly [why: string, sql: string, as: string])[] = [
    [
      'may become the pruner, and does not inherit from it',
      'GRANT phi_audit_pruner TO risky WITH INHERIT FALSE, SET TRUE',
      ' as phi_audit_pruner',
    ],
    ['inherits from the pruner', 'GRANT phi_audit_pruner TO risky', ''],
    [
      'may become the pruner by way of another role',
      'CREATE ROLE go_between NOINHERIT ROLE risky; GRANT phi_audit_pruner TO go_between WITH INHERIT FALSE',
      ' as phi_audit_pruner',
    ],
    [
      'may become the owner of the tables',
      'CREATE ROLE the_owner; ALTER TABLE phi_audit.batches OWNER TO the_owner; REVOKE ALL ON phi_audit.batches FROM the_owner; GRANT the_owner TO risky WITH INHERIT FALSE',
      ' as the_owner',
    ],
    ['owns a table', 'ALTER TABLE phi_audit.head OWNER TO risky', ''],
    ['owns the schema', 'ALTER SCHEMA phi_audit OWNER TO risky', ''],
    ['may create roles (CREATEROLE)', 'ALTER ROLE risky CREATEROLE', ''],
    ['is a superuser', 'ALTER ROLE risky SUPERUSER', ''],
    [
      'may become a superuser',
      'CREATE ROLE root SUPERUSER; GRANT root TO risky WITH INHERIT FALSE',
      ' as root',
    ],
    [
      'may write to every table',
      'GRANT pg_write_all_data TO risky WITH INHERIT FALSE',
      ' as pg_write_all_data',
    ],
    [
      "may write the server's files",
      'GRANT pg_write_server_files TO risky',
      ' as pg_write_server_files',
    ],
    [
      'may run programs on the server',
      'GRANT pg_execute_server_program TO risky',
      ' as pg_execute_server_program',
    ],
    [
      'may update one column of the batches',
      'GRANT UPDATE (note) ON phi_audit.batches TO risky',
      '',
    ],
    ['may create triggers on the batches', 'GRANT TRIGGER ON phi_audit.batches TO risky', ''],
  ];

  it.each(REFUSED)('is refused when the ledger is opened if it %s', async (_why, sql, as) => {
    await withRisky(sql, async (risky) => {
      await expect(open(risky)).rejects.toThrow(
        `The database role risky may change or delete what is in the audit ledger${as}. Use one`,
      );
    });
  });

  it('is refused when the ledger is opened if it owns the database', async () => {
    const sql = `ALTER DATABASE ${logins.owner.database} OWNER TO risky`;
    await withRisky(sql, async (risky) => {
      await expect(open(risky)).rejects.toThrow(/^The database role risky may change or delete/);
    });
  });

  it('is refused for its own rights even if it switches to a role with fewer rights on connecting', async () => {
    const sql =
      'GRANT phi_audit_pruner TO risky WITH INHERIT FALSE; ALTER ROLE risky SET role = phi_audit_writer';
    await withRisky(sql, async (risky) => {
      await expect(open(risky)).rejects.toThrow(/ as phi_audit_pruner\./);
    });
  });

  it('is accepted with the rights of a writer, even with additional rights to read', async () => {
    const sql = 'GRANT phi_audit_reader, pg_read_all_data, pg_monitor TO risky';
    await withRisky(sql, async (risky) => {
      const ledger = await open(risky);
      expect(ledger.ready()).toBe(true);
      await ledger.close();
    });
  });
});
