import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import { commitTo } from '../../gateway/audit/record/opening.ts';
import { openReader } from '../../gateway/audit/store/open-reader.ts';
import { openStore } from '../../gateway/audit/store/open-store.ts';
import type { PostgresServer } from '../../gateway/audit/store/ledger-location.ts';
import { connect } from '../../gateway/audit/store/postgres/connect.ts';
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import {
  accessRecord,
  breakGlassRecord,
  createDirectory,
  ledgerOptions,
} from '../gateway/audit/sample.ts';
import type { LedgerLogins } from '../support/postgres-server.ts';
import { sharedPostgres, type SharedPostgres } from '../support/shared-postgres.ts';

/* What a login of the database, or its owner, can do so that a gateway or a command says something wrong. */
let directory: ReturnType<typeof createDirectory>;
let server: SharedPostgres;
let logins: LedgerLogins;
beforeAll(async () => {
  server = await sharedPostgres();
});
afterAll(() => server.close());
afterEach(() => {
  directory.remove();
});
beforeEach(async () => {
  directory = createDirectory();
  logins = await server.createLedger('logins');
});
const at = (login: PostgresServer) => ({ kind: 'postgres', server: login }) as const;

const open = () => openLedger(ledgerOptions(directory.path, { location: at(logins.writer) }));

async function run(login: PostgresServer, sql: string) {
  const client = await connect(login);
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function verify(): Promise<readonly string[]> {
  const trust = { publicKey: null, anchors: [], witnesses: [], guardPath: null };
  const { result, findings } = await verifyLedger({ location: at(logins.reader), ...trust });
  return [result, ...findings.map(({ text }) => text)];
}

describe('a gateway on a PostgreSQL ledger that another login changes or locks', () => {
  it('cannot open the ledger, with the error that no key can be proven, if the batch that enrolled the first key was emptied', async () => {
    await (await open()).close();
    await run(logins.pruner, "UPDATE phi_audit.batches SET leaves = '' WHERE first = 0");
    await expect(open()).rejects.toThrow(
      /^No key of the audit ledger at .* can be proven: its first record, .* is missing or damaged\. Run: phi-gateway audit verify/,
    );
  });

  it('refuses appends with AUDIT_UNAVAILABLE while triggers discard stored reasons and ids, and appends again after the triggers are dropped', async () => {
    const ledger = await open();
    await run(
      logins.owner,
      `CREATE FUNCTION public.nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
      CREATE TRIGGER t BEFORE INSERT ON phi_audit.openings FOR EACH ROW EXECUTE FUNCTION public.nothing();
      CREATE TRIGGER t BEFORE INSERT ON phi_audit.identities FOR EACH ROW EXECUTE FUNCTION public.nothing()`,
    );
    const unavailable = { code: 'AUDIT_UNAVAILABLE' };
    const reason = commitTo('chest pain', 'cd'.repeat(32));
    const append = () => ledger.append(breakGlassRecord(reason, 'p1'), reason);
    await expect(append()).rejects.toMatchObject(unavailable);
    // It has to connect again, and then refuses the triggers.
    await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject(unavailable);
    await run(logins.owner, 'DROP FUNCTION public.nothing CASCADE');
    await append();
    await ledger.close();
    expect((await verify())[0]).toBe('INCOMPLETE');
  });

  it('reports that a session or prepared transaction holds a lock (55P03) if a writer or a reader cannot open the ledger', async () => {
    const client = await connect(logins.owner);
    try {
      await client.query('BEGIN; UPDATE phi_audit.head SET size = size');
      const held = /\(55P03\)\. A session, or a prepared transaction, holds a lock on it/;
      await expect(openStore(at(logins.writer), 'append')).rejects.toThrow(held);
      await client.query('LOCK TABLE phi_audit.kysely_migration IN ACCESS EXCLUSIVE MODE');
      await expect(openReader(at(logins.reader))).rejects.toThrow(held);
    } finally {
      await client.end();
    }
  });
});

describe('a verification of a PostgreSQL ledger that another login tampered with', () => {
  it('is FAIL and names the row of a batch whose signed note is too large (70,000 bytes)', async () => {
    const ledger = await open();
    await ledger.append(accessRecord(['p1']));
    await ledger.close();
    await run(
      logins.owner,
      `SET session_replication_role = replica;
      UPDATE phi_audit.batches SET note = pg_catalog.repeat('x', 70000) WHERE first = 3`,
    );
    const [result, ...texts] = await verify();
    expect(result).toBe('FAIL');
    expect(texts).toContain('The row at 3 is not a batch.');
  });
});
