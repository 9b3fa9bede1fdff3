import { afterEach, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import { commitTo } from '../../gateway/audit/record/opening.ts';
import type { LedgerLocation } from '../../gateway/audit/store/ledger-location.ts';
import { openWritable, type Sqlite } from '../../gateway/audit/store/sqlite/sqlite.ts';
import { accessRecord, breakGlassRecord } from '../gateway/audit/sample.ts';
import { STORES } from '../gateway/audit/stores.ts';
import { INSPECTED } from '../gateway/audit/verify/inspected.ts';
import {
  attackedLedger,
  fillIndexOf,
  indexReportOn,
  reportOn,
  verifyWithGuard,
} from '../support/attacked-ledger.ts';

/** U+FFFD is what a reader makes of bytes that are not UTF-8. */
const REASON = commitTo('found unconscious \u{fffd}', 'ab'.repeat(32));

const pathOf = (location: LedgerLocation) => (location.kind === 'sqlite' ? location.path : '');

interface Attack {
  readonly sql: string;
  /** The code and part of its text. */
  readonly finding: readonly [code: string, text: RegExp];
}

const TABLES = { SQLite: "x'0000'", PostgreSQL: String.raw`'\x0000'` };
const TEXTS = { SQLite: "'x'", PostgreSQL: String.raw`'\x78'` };

const attacksOn = (store: 'SQLite' | 'PostgreSQL'): Readonly<Record<string, Attack>> => ({
  'a salt and text that no record commits to': {
    sql: `INSERT INTO openings (commitment, salt, text) VALUES ('ff', 'aa', ${TEXTS[store]})`,
    finding: ['FOREIGN_OBJECT', /row of the table openings opens nothing/],
  },
  'patient ids for a record that does not exist': {
    sql: `INSERT INTO identities VALUES (40, ${TABLES[store]})`,
    finding: ['IDENTITY_COMMITMENT', /There are ids for record 40/],
  },
  'patient ids for a record that commits to no ids': {
    sql: `INSERT INTO identities VALUES (3, ${TABLES[store]})`,
    finding: ['FOREIGN_OBJECT', /row of the table identities opens nothing/],
  },
  'a salt in capital hex digits': {
    sql: 'UPDATE openings SET salt = upper(salt)',
    finding: ['OPENING_MISMATCH', /What record 9 commits to was changed/],
  },
  'a salt with something behind it': {
    sql: "UPDATE openings SET salt = salt || 'zz'",
    finding: ['OPENING_MISMATCH', /What record 9 commits to was changed/],
  },
  'invalid UTF-8 that decodes to the recorded text': {
    sql:
      store === 'SQLite'
        ? "UPDATE openings SET text = CAST(x'666f756e6420756e636f6e7363696f757320ff' AS TEXT)"
        : String.raw`UPDATE openings SET text = '\x666f756e6420756e636f6e7363696f757320ff'`,
    finding: ['OPENING_MISMATCH', /What record 9 commits to was changed/],
  },
});

describe.each(STORES)('audit verify of the ledger tables on $name', (store) => {
  let restore: () => Promise<void>;
  const attacked = attackedLedger(store, async ({ place, options }) => {
    const before = await openLedger(options());
    await before.append(accessRecord(['p0']));
    await before.close();
    const ledger = await openLedger(options({ identity: 'committed' }));
    await ledger.append(accessRecord(['p1']));
    await ledger.append(accessRecord(['p1', 'p2']));
    await ledger.append(breakGlassRecord(REASON, 'p1'), REASON);
    await ledger.close();
    restore = await place().save();
  });
  afterEach(() => restore());
  const { place, location, options } = attacked;

  async function verify() {
    const found = await verifyWithGuard(options());
    expect((await verifyWithGuard(options(), INSPECTED)).findings).toEqual(found.findings);
    return found;
  }

  it('passes if no row is surplus or changed', async () => {
    expect((await verify()).result).toBe('PASS');
  });

  it.each(Object.entries(attacksOn(store.name)))(
    'fails with one finding for a surplus or changed row: %s',
    async (_what, attack) => {
      await place().execute(attack.sql);
      const { result, findings } = await verify();
      expect(result).toBe('FAIL');
      expect(findings.map(({ code }) => code)).toEqual([attack.finding[0]]);
      expect(findings[0]?.text).toMatch(attack.finding[1]);
    },
  );

  if (store.name === 'PostgreSQL') return;

  const within = <Result>(use: (database: Sqlite) => Result) => {
    const database = openWritable(pathOf(location()));
    try {
      return use(database);
    } finally {
      database.close();
    }
  };

  /** Changes what the definition of a table forbids, and leaves the definition as it was. */
  async function loosely(table: string, definition: string, sql: string) {
    const define = (database: Sqlite, statement: string) => {
      database.unsafeMode(true);
      database.pragma('writable_schema = ON');
      database.prepare('UPDATE sqlite_schema SET sql = ? WHERE name = ?').run(statement, table);
      database.pragma('writable_schema = RESET');
    };
    const before = within((database) => {
      const known = database.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck();
      const statement = String(known.get(table));
      define(database, definition);
      return statement;
    });
    within((database) => database.exec(sql));
    within((database) => {
      define(database, before);
    });
    await Promise.resolve();
  }

  it('reports a second row in the table head', async () => {
    const loose = 'CREATE TABLE head (id INTEGER PRIMARY KEY, size, edge, batch)';
    await loosely('head', loose, "INSERT INTO head VALUES (2, 0, x'', x'')");
    expect((await verify()).findings[0]?.text).toMatch(/table head has more than the row/);
  });

  it('reports a row before the first batch', async () => {
    await place().execute(
      'INSERT INTO batches SELECT -5, count, leaves, hashes, size, root, note FROM batches LIMIT 1',
    );
    expect((await verify()).findings[0]?.text).toMatch(/row at -5 is not a batch/);
  });

  it.each(['NULL', 'CAST(text AS BLOB)', '5'])(
    'finds OPENING_MISMATCH, and access reports show a break-glass reason as "(changed)", if its stored text is changed to %s',
    async (value) => {
      const loose = 'CREATE TABLE openings (commitment TEXT PRIMARY KEY, salt, text)';
      await loosely('openings', loose, `UPDATE openings SET text = ${value}`);
      const { findings } = await verify();
      expect(findings.map(({ code, from }) => [code, from])).toEqual([['OPENING_MISMATCH', 9]]);
      const { rows } = await reportOn(location(), 'p1');
      const reasons = rows.flatMap(({ breakGlass }) => breakGlass?.reason ?? []);
      expect(reasons).toEqual(['(changed)']);
    },
  );

  it('finds BATCH_COUNT if columns of the last batch are NULL, and gateways and reports refuse the ledger', async () => {
    const loose =
      'CREATE TABLE batches (first INTEGER PRIMARY KEY, count, leaves, hashes, size, root, note)';
    const index = await fillIndexOf(attacked);
    const last = '(SELECT max(first) FROM batches)';
    await loosely(
      'batches',
      loose,
      `UPDATE batches SET note = NULL, hashes = NULL, size = NULL WHERE first = ${last}`,
    );
    expect((await verify()).findings.map(({ code }) => code)).toContain('BATCH_COUNT');
    await expect(openLedger(options())).rejects.toThrow(/is damaged at record 10/);
    const reading = indexReportOn(location(), index, 'p1');
    await expect(reading).rejects.toThrow(/to another ledger, or to another copy/);
  });

  it('reports the index key_batches if it leaves keys out, and advises REINDEX', async () => {
    const database = openWritable(pathOf(location()));
    const known = database.prepare("SELECT sql FROM sqlite_schema WHERE name = 'key_batches'");
    const statement = String(known.pluck().get());
    database.exec(
      `DROP INDEX key_batches; ${statement.replace(/WHERE [^]*/, 'WHERE first > 100')}`,
    );
    database.unsafeMode(true);
    database.pragma('writable_schema = ON');
    database.prepare("UPDATE sqlite_schema SET sql = ? WHERE name = 'key_batches'").run(statement);
    database.pragma('writable_schema = RESET');
    database.close();
    const { findings } = await verify();
    expect(findings[0]?.text).toMatch(/index key_batches does not list .* REINDEX key_batches/);
  });
});
