import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chownSync, chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger, type LedgerOptions } from '../../../../../gateway/audit/append/open-ledger.ts';
import type { PostgresServer } from '../../../../../gateway/audit/store/ledger-location.ts';
import { connect } from '../../../../../gateway/audit/store/postgres/connect.ts';
import { migratePostgres } from '../../../../../gateway/audit/store/postgres/migrate-postgres.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { startPostgresServer, type TestServer } from '../../../../support/postgres-server.ts';
import { selfSigned } from '../../../../support/self-signed.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../sample.ts';

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
  logins = await server.createLedger(`access_${count}`);
});
afterEach(() => {
  directory.remove();
});

function open(as: PostgresServer, overrides: Partial<LedgerOptions> = {}) {
  const location = { kind: 'postgres', server: as } as const;
  return openLedger(ledgerOptions(directory.path, { location, ...overrides }));
}

async function verify(as: PostgresServer) {
  const guardPath = join(directory.path, 'audit.db.guard');
  const location = { kind: 'postgres', server: as } as const;
  return (await verifyLedger({ location, publicKey: null, anchors: [], witnesses: [], guardPath }))
    .result;
}

/** The SQLSTATE of a statement that is refused, null for one that isn't. */
async function refusal(as: PostgresServer, sql: string) {
  const client = await connect(as);
  try {
    await client.query(sql);
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : 'unknown';
  } finally {
    await client.end();
  }
}

/** The setting of synchronous_commit for this login. */
async function settings(as: PostgresServer) {
  const client = await connect(as);
  try {
    const { rows } = await client.query<{ readonly value: string }>(
      "SELECT current_setting('synchronous_commit') AS value",
    );
    return rows[0]?.value;
  } finally {
    await client.end();
  }
}

const DENIED = '42501';

describe('the database roles that roles.sql creates', () => {
  const FORBIDDEN = [
    ['change a batch', "UPDATE phi_audit.batches SET note = ''"],
    ['delete a batch', 'DELETE FROM phi_audit.batches'],
    ['empty the batches', 'TRUNCATE phi_audit.batches'],
    ['change an opening', "UPDATE phi_audit.openings SET text = ''"],
    ['delete an opening', 'DELETE FROM phi_audit.openings'],
    ['take the head away', 'DELETE FROM phi_audit.head'],
    [
      'make a second head',
      'INSERT INTO phi_audit.head SELECT 2, size, root, edge, batch FROM phi_audit.head',
    ],
    ['rename the head', 'UPDATE phi_audit.head SET id = 2'],
    ['drop a table', 'DROP TABLE phi_audit.batches'],
    ['make a table', 'CREATE TABLE phi_audit.other (id integer)'],
    ['disable the checks', 'ALTER TABLE phi_audit.batches DISABLE TRIGGER ALL'],
  ] as const;

  it('prevent writer and reader from changing or deleting records, tables and checks (SQLSTATE 42501)', async () => {
    await (await open(logins.writer)).close();
    for (const login of [logins.writer, logins.reader]) {
      for (const [what, sql] of FORBIDDEN) {
        expect([what, await refusal(login, sql)]).toEqual([what, DENIED]);
      }
    }
  });

  it('let a reader verify the ledger but not update the head row, and let no gateway run as reader', async () => {
    const ledger = await open(logins.writer);
    await ledger.append(accessRecord(['p1']));
    await ledger.close();
    expect(await verify(logins.reader)).toBe('PASS');
    const sql = 'UPDATE phi_audit.head SET size = 0';
    expect(await refusal(logins.reader, sql)).toBe(DENIED);
    await expect(open(logins.reader)).rejects.toThrow(
      /cannot be used \(42501\)\. Its login may not: put it in phi_audit_writer/,
    );
  });

  it('let a pruner remove leaves and ids but no batch, note or hash, and let no gateway run as pruner or owner', async () => {
    expect(await refusal(logins.pruner, "UPDATE phi_audit.batches SET leaves = ''")).toBe(null);
    expect(await refusal(logins.pruner, 'DELETE FROM phi_audit.identities')).toBe(null);
    expect(await refusal(logins.pruner, 'DELETE FROM phi_audit.batches')).toBe(DENIED);
    expect(await refusal(logins.pruner, "UPDATE phi_audit.batches SET note = ''")).toBe(DENIED);
    expect(await refusal(logins.pruner, "UPDATE phi_audit.batches SET hashes = ''")).toBe(DENIED);
    for (const login of [logins.pruner, logins.owner]) {
      await expect(open(login)).rejects.toThrow(
        new RegExp(
          `^The database role ${login.user} may change or delete what is in the audit ledger`,
        ),
      );
    }
  });
});

describe('the tables of a ledger in PostgreSQL', () => {
  it('are created once and by their owner only; without them, a gateway and a verification report that there is no ledger', async () => {
    expect(await migratePostgres(logins.owner)).toEqual([]);
    await server.execute('postgres', `CREATE DATABASE bare_${count}`);
    const bare = { ...logins.writer, database: `bare_${count}` };
    await expect(open(bare)).rejects.toThrow(/^There is no audit ledger at .* audit migrate/);
    await expect(verify(bare)).rejects.toThrow(/^There is no audit ledger at/);
    await expect(migratePostgres(bare)).rejects.toThrow(/cannot be created \(42501\)/);
    expect(await migratePostgres({ ...logins.owner, database: `bare_${count}` })).toEqual([
      '0001-ledger',
      '0002-identities',
      '0003-appends',
      '0004-key-batches',
      '0005-sizes',
    ]);
  });

  it("are refused if their version is newer or older than the gateway's", async () => {
    const { database } = logins.owner;
    await server.execute(
      database,
      "UPDATE phi_audit.kysely_migration SET name = '9999-later' WHERE name = '0003-appends'",
    );
    await expect(open(logins.writer)).rejects.toThrow(/newer version than this phi-gateway/);
    await server.execute(database, 'DELETE FROM phi_audit.kysely_migration');
    await expect(open(logins.writer)).rejects.toThrow(/older version\. As their owner run/);
  });

  it('let a running gateway of an older version append after a migration until it needs a new connection, which is refused', async () => {
    const { database } = logins.owner;
    const run = (sql: string) => server.execute(database, sql);
    const ledger = await open(logins.writer);
    await run("INSERT INTO phi_audit.kysely_migration VALUES ('9999-later', 'now')");
    await ledger.append(accessRecord(['p1']));
    await run(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${logins.writer.user}'`,
    );
    await expect(ledger.append(accessRecord(['p2']))).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    expect(ledger.ready()).toBe(false);
    await run("DELETE FROM phi_audit.kysely_migration WHERE name = '9999-later'");
    await ledger.append(accessRecord(['p3']));
    await ledger.close();
    expect(await verify(logins.reader)).toBe('PASS');
  });
});

describe('PostgreSQL settings under which a commit could be lost', () => {
  it("do not prevent appends that pass verification if they are only defaults of the gateway's login", async () => {
    const { database } = logins.owner;
    await server.execute(database, 'ALTER ROLE gateway SET synchronous_commit = off');
    await server.execute(database, 'ALTER ROLE gateway SET default_transaction_read_only = on');
    try {
      expect(await settings(logins.writer)).toBe('off');
      const ledger = await open(logins.writer);
      await ledger.append(accessRecord(['p1']));
      await ledger.close();
      expect(await verify(logins.reader)).toBe('PASS');
    } finally {
      await server.execute(database, 'ALTER ROLE gateway RESET ALL');
    }
  });

  it.each(['fsync', 'full_page_writes'])(
    'make a start fail, and an append fail with AUDIT_UNAVAILABLE, while %s is off, and no longer once it is on',
    async (name) => {
      const set = async (value: string) => {
        await server.execute('postgres', `ALTER SYSTEM SET ${name} = ${value}`);
        await server.execute('postgres', 'SELECT pg_reload_conf()');
        // The backends notice in their own time.
        await new Promise((resolve) => setTimeout(resolve, 300));
      };
      const ledger = await open(logins.writer);
      try {
        await set('off');
        await expect(open(logins.writer)).rejects.toThrow(
          `The audit ledger would not be durable: ${name} is off, not on.`,
        );
        await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject({
          code: 'AUDIT_UNAVAILABLE',
        });
        expect(ledger.ready()).toBe(false);
      } finally {
        await set('on');
      }
      await ledger.append(accessRecord(['p2']));
      expect(ledger.ready()).toBe(true);
      await ledger.close();
      expect(await verify(logins.reader)).toBe('PASS');
    },
  );
});

describe('the connection to the PostgreSQL server', () => {
  const { cert, key } = selfSigned();

  async function startTls() {
    const secure = await startPostgresServer(['-c', 'listen_addresses=127.0.0.1,127.0.0.2']);
    const files = {
      cert: join(secure.directory, 'server.crt'),
      key: join(secure.directory, 'server.key'),
    };
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, key);
    const { uid, gid } = statSync(secure.directory);
    for (const file of Object.values(files)) {
      chownSync(file, uid, gid);
      chmodSync(file, 0o600);
    }
    await secure.execute('postgres', 'ALTER SYSTEM SET ssl = on');
    await secure.execute('postgres', 'SELECT pg_reload_conf()');
    await new Promise((resolve) => setTimeout(resolve, 500));
    return secure;
  }

  it('uses TLS, and requires a certificate that names the server and is from a known authority', async () => {
    const secure = await startTls();
    try {
      const { writer, owner } = await secure.createLedger('secure');
      const ca = join(directory.path, 'ca.pem');
      const other = join(directory.path, 'other.pem');
      writeFileSync(ca, cert);
      writeFileSync(other, selfSigned().cert);
      for (const host of ['127.0.0.1', 'localhost']) {
        const client = await connect({ ...writer, host, tls: { ca } });
        const { rows } = await client.query<{ readonly ssl: boolean; readonly version: string }>(
          'SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
        );
        expect(rows).toEqual([{ ssl: true, version: 'TLSv1.3' }]);
        await client.end();
      }
      await (await open({ ...writer, tls: { ca } })).close();
      for (const [authority, why] of [
        [
          other,
          /cannot be used \((DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)\)\. .* give the authority as ca/,
        ],
        [null, /cannot be used \(\w*SELF_SIGNED\w*\)\. .* give the authority as ca/],
        [
          join(directory.path, 'none.pem'),
          /none\.pem \(sslrootcert\) cannot be read\. Fix the path/,
        ],
      ] as const) {
        await expect(open({ ...writer, tls: { ca: authority } })).rejects.toThrow(why);
      }
      // A known authority is not enough: the name in the certificate has to match.
      await expect(connect({ ...owner, host: '127.0.0.2', tls: { ca } })).rejects.toMatchObject({
        code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      });
    } finally {
      await secure.close();
    }
  });

  it('fails with NO_TLS if TLS is configured and the server does not support it', async () => {
    await expect(open({ ...logins.writer, tls: { ca: null } })).rejects.toThrow(
      /cannot be used \(NO_TLS\)\. The server does not support TLS: /,
    );
  });

  it('fails with 28P01 and the address of the ledger if the login is refused, and with ECONNREFUSED if no server answers', async () => {
    const wrong = await open({ ...logins.writer, password: 'wr0ng' }).catch(
      (error: Error) => error.message,
    );
    expect(wrong).toMatch(
      /^The audit ledger at postgres:\/\/gateway@127\.0\.0\.1:\d+\/access_\d+ cannot be used \(28P01\)\. The server refuses the login: /,
    );
    const unreachable = await open({ ...logins.writer, port: 1 }).catch(
      (error: Error) => error.message,
    );
    expect(unreachable).toMatch(/cannot be used \(ECONNREFUSED\)\. No server answers: /);
  });
});
