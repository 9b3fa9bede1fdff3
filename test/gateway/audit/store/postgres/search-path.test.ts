import { LEDGER } from '../../../reports/index/places.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import type { PostgresServer } from '../../../../../gateway/audit/store/ledger-location.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { connect } from '../../../../../gateway/audit/store/postgres/connect.ts';
import { migratePostgres } from '../../../../../gateway/audit/store/postgres/migrate-postgres.ts';
import { INDEX_SCHEMA } from '../../../../../gateway/reports/index/index-location.ts';
import { openReportIndex } from '../../../../../gateway/reports/index/open-index.ts';
import { startPooler, type PoolerKind } from '../../../../support/pooler.ts';
import type { LedgerLogins } from '../../../../support/postgres-server.ts';
import { sharedPostgres, type SharedPostgres } from '../../../../support/shared-postgres.ts';
import { createDirectory, ledgerOptions } from '../../sample.ts';

const directory = createDirectory();
let server: SharedPostgres;
let logins: LedgerLogins;
beforeAll(async () => {
  server = await sharedPostgres();
  logins = await server.createLedger('search_path');
});
afterAll(async () => {
  await server.close();
  directory.remove();
});

const at = (login: PostgresServer) => ({ kind: 'postgres', server: login }) as const;

const indexAs = (login: PostgresServer) => ({ ...at(login), schema: INDEX_SCHEMA }) as const;

const open = (login: PostgresServer) =>
  openLedger(ledgerOptions(directory.path, { location: at(login) }));

/** The search path of a new connection, and of one after its settings were reset. */
async function searchPaths(login: PostgresServer): Promise<readonly string[]> {
  const client = await connect(login);
  const show = async () =>
    (await client.query<{ readonly search_path: string }>('SHOW search_path')).rows[0]?.search_path;
  try {
    const first = await show();
    await client.query('RESET ALL');
    return [first ?? '', (await show()) ?? ''];
  } finally {
    await client.end();
  }
}

/** Does this with a pooler in between. */
async function throughPooler<Result>(
  kind: PoolerKind,
  use: (port: number) => Promise<Result>,
): Promise<Result> {
  const pooler = await startPooler(server.port, kind);
  try {
    return await use(pooler.port);
  } finally {
    await pooler.close();
  }
}

describe('the search path of a database connection', () => {
  const PINNED = 'pg_catalog, pg_temp';

  it('is pg_catalog and pg_temp alone, even after RESET ALL and with other defaults of the login and database', async () => {
    const { owner, writer } = logins;
    const path = "'public, pg_catalog'";
    await server.execute(
      owner.database,
      `ALTER DATABASE ${owner.database} SET search_path = ${path};
      ALTER ROLE gateway IN DATABASE ${owner.database} SET search_path = ${path}`,
    );
    expect(await searchPaths(writer)).toEqual([
      expect.stringMatching(/^pg_catalog, ?pg_temp$/),
      expect.stringMatching(/^pg_catalog, ?pg_temp$/),
    ]);
  });

  it('is recognized even if the login has other defaults for quoting, so a gateway starts, also through a pooler that ignores options', async () => {
    const { owner, writer } = logins;
    const change = (what: string) =>
      server.execute(owner.database, `ALTER ROLE gateway IN DATABASE ${owner.database} ${what}`);
    const names = ['standard_conforming_strings', 'quote_all_identifiers'];
    await change('SET standard_conforming_strings = off');
    await change('SET quote_all_identifiers = on');
    try {
      const ledger = await open(writer);
      expect(ledger.ready()).toBe(true);
      await ledger.close();
      await throughPooler('ignores options', async (port) => {
        const pooled = await open({ ...writer, port });
        expect(pooled.ready()).toBe(true);
        await pooled.close();
      });
    } finally {
      for (const name of names) await change(`RESET ${name}`);
    }
  });

  it('is set by a query if a pooler ignores the options of the connection, so that a gateway starts', async () => {
    const [first, afterReset] = await throughPooler('ignores options', (port) =>
      searchPaths({ ...logins.writer, port }),
    );
    expect(first).toBe(PINNED);
    expect(afterReset).toContain('public');
    await throughPooler('ignores options', async (port) => {
      await (await open({ ...logins.writer, port })).close();
    });
  });

  it('is required: a pooler that drops it is refused, and the error for a pooler that refuses it names the setting', async () => {
    await throughPooler('drops settings', async (port) => {
      await expect(open({ ...logins.writer, port })).rejects.toThrow(
        /^The database connection does not keep its settings \(search_path is .*public.*\)\. If a pooler/,
      );
      await expect(
        openReportIndex(
          { ledger: LEDGER, index: { ...at({ ...logins.indexer, port }), schema: INDEX_SCHEMA } },
          'fill',
        ),
      ).rejects.toThrow(/^The database connection does not keep its settings/);
    });
    await throughPooler('refuses options', async (port) => {
      await expect(open({ ...logins.writer, port })).rejects.toThrow(
        /cannot be used \(08P01\)\. A connection pooler may refuse the setting search_path/,
      );
    });
  });
});

describe('a database in which a role other than the owner may create objects', () => {
  it.each([
    ['PUBLIC', 'phi_audit'],
    ['auditor', 'phi_audit'],
    ['PUBLIC', 'pg_catalog'],
    ['phi_audit_indexer', 'pg_catalog'],
    ['phi_audit_indexer', null],
    ['PUBLIC', null],
  ])(
    'is refused by gateways and readers: role %s, schema %s (null for the whole database)',
    async (role, schema) => {
      const { database } = logins.owner;
      const place = schema === null ? `database ${database}` : `schema ${schema}`;
      await server.execute(database, `GRANT CREATE ON ${place} TO ${role}`);
      try {
        const refusal = `The database role ${role} may create in the ${place} of `;
        await expect(open(logins.writer)).rejects.toThrow(refusal);
        await expect(openReader(at(logins.reader))).rejects.toThrow(refusal);
      } finally {
        await server.execute(database, `REVOKE CREATE ON ${place} FROM ${role}`);
      }
      await (await openReader(at(logins.reader))).close();
    },
  );

  it('is refused by gateways if such a role owns a view or function in the schema phi_audit, even once its right is revoked', async () => {
    const { database } = logins.owner;
    for (const [sql, name, undo] of [
      ['CREATE VIEW phi_audit.v AS SELECT 1', 'v', 'DROP VIEW phi_audit.v'],
      [
        'CREATE FUNCTION phi_audit.f() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$',
        'f',
        'DROP FUNCTION phi_audit.f()',
      ],
    ] as const) {
      await server.execute(
        database,
        `GRANT CREATE ON SCHEMA phi_audit TO auditor; SET ROLE auditor; ${sql}; RESET ROLE;
        REVOKE CREATE ON SCHEMA phi_audit FROM auditor`,
      );
      await expect(open(logins.writer)).rejects.toThrow(
        `${name} in the schema phi_audit of postgres://gateway@127.0.0.1:${server.port}/${database} belongs to auditor and not to postgres`,
      );
      await server.execute(database, undo);
    }
  });

  it('is not migrated by a login other than the owner of the existing objects', async () => {
    const owner = await server.createDatabase('search_path');
    await server.execute(
      owner.database,
      `CREATE SCHEMA phi_audit AUTHORIZATION reports; SET ROLE reports;
      CREATE FUNCTION phi_audit.f() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'called'; END $$;
      CREATE VIEW phi_audit.kysely_migration AS SELECT phi_audit.f() AS name, '' AS timestamp`,
    );
    await expect(migratePostgres(owner)).rejects.toThrow(
      `The ledger at postgres://postgres@127.0.0.1:${server.port}/${owner.database} belongs to the database role reports. Run this as that role.`,
    );
  });
});

describe('a report index in PostgreSQL', () => {
  it('is opened only by the login that created it, so that none of its code runs with more rights', async () => {
    await (
      await openReportIndex({ ledger: LEDGER, index: indexAs(logins.indexer) }, 'fill')
    ).close();
    await (
      await openReportIndex({ ledger: LEDGER, index: indexAs(logins.indexer) }, 'read')
    ).close();
    await server.execute(
      logins.owner.database,
      `SET ROLE reports;
      CREATE FUNCTION phi_reports.f() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'called'; END $$;
      DROP TABLE phi_reports.kysely_migration;
      CREATE VIEW phi_reports.kysely_migration AS SELECT phi_reports.f() AS name`,
    );
    await expect(
      openReportIndex({ ledger: LEDGER, index: indexAs(logins.owner) }, 'read'),
    ).rejects.toThrow(
      `The schema phi_reports of the report index postgres://postgres@127.0.0.1:${server.port}/${logins.owner.database} belongs to the database role reports. Connect as that role.`,
    );
  });

  it('is refused in a schema that another login owns', async () => {
    const owner = await server.createDatabase('index');
    await server.execute(
      owner.database,
      `CREATE SCHEMA ${INDEX_SCHEMA} AUTHORIZATION auditor;
      GRANT USAGE, CREATE ON SCHEMA ${INDEX_SCHEMA} TO reports`,
    );
    const indexer = { ...logins.indexer, database: owner.database };
    await expect(
      openReportIndex({ ledger: LEDGER, index: indexAs(indexer) }, 'fill'),
    ).rejects.toThrow(/schema phi_reports .* belongs to the database role auditor/);
  });

  it('can be created in a database without the documented schemas only by a login that may create schemas (otherwise 42501)', async () => {
    const owner = await server.createDatabase('index');
    const indexer = { ...logins.indexer, database: owner.database };
    await expect(
      openReportIndex({ ledger: LEDGER, index: indexAs(indexer) }, 'fill'),
    ).rejects.toThrow(/\(42501\)/);
    await server.execute(owner.database, `GRANT CREATE ON DATABASE ${owner.database} TO reports`);
    await (await openReportIndex({ ledger: LEDGER, index: indexAs(indexer) }, 'fill')).close();
  });
});
