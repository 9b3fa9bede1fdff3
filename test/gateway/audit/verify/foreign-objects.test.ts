import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/open-ledger.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { saveLedger } from '../save-ledger.ts';
import { STORES, type Place } from '../stores.ts';

/** Statements, and what the verdict must name. */
type Case = readonly [sql: string, name: RegExp];

const ON_BOTH: readonly Case[] = [
  ['CREATE TABLE mine (id integer)', /table mine is not part/],
  ['CREATE VIEW shown AS SELECT * FROM batches', /view shown is not part/],
  ['CREATE INDEX by_note ON batches (note)', /index by_note .*batches/],
  ['ALTER TABLE batches ADD COLUMN extra text', /batches/],
];

const VIEW = 'ALTER TABLE batches RENAME TO other; CREATE VIEW batches AS SELECT * FROM other';

const ON: Readonly<Record<string, readonly Case[]>> = {
  SQLite: [
    ...ON_BOTH,
    [VIEW, /view batches is not part/],
    [
      'CREATE TRIGGER alter_it AFTER INSERT ON batches BEGIN UPDATE batches SET count = 1; END',
      /trigger alter_it on batches/,
    ],
    [
      'CREATE TABLE loose AS SELECT * FROM head; DROP TABLE head; ALTER TABLE loose RENAME TO head',
      /table head is not as this program makes it/,
    ],
  ],
  PostgreSQL: [
    ...ON_BOTH,
    [`${VIEW}; GRANT SELECT ON batches TO PUBLIC`, /view batches is not part/],
    [
      'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; CREATE TRIGGER drop_it BEFORE INSERT ON batches FOR EACH ROW EXECUTE FUNCTION f()',
      /function f is not part[^]*trigger drop_it of batches/,
    ],
    ['CREATE RULE nothing AS ON INSERT TO openings DO INSTEAD NOTHING', /rule nothing of openings/],
    ['ALTER TABLE batches ENABLE ROW LEVEL SECURITY', /row security batches/],
    ['CREATE POLICY hide ON batches USING (first > 3)', /policy hide of batches/],
    ['CREATE TABLE child () INHERITS (batches)', /child table .*child of batches/],
    ['ALTER TABLE batches ADD CONSTRAINT none CHECK (first < 9)', /check constraint none/],
    ['ALTER TABLE head ALTER COLUMN size SET DEFAULT 1', /default size of head/],
    ['ALTER TABLE openings SET UNLOGGED', /table openings \(unlogged\)/],
    ['CREATE SEQUENCE s', /sequence s is not part/],
    ['ALTER TABLE batches ALTER COLUMN note TYPE varchar(9999)', /column note of batches/],
  ],
};

describe.each(STORES)('a ledger on $name', (store) => {
  const directory = createDirectory();
  let place: Place;
  let putBack: () => Promise<void>;
  beforeAll(() => store.start());
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  async function write() {
    const { location } = place;
    const ledger = await openLedger(ledgerOptions(directory.path, { location }));
    for (const patient of ['p1', 'p2', 'p3']) await ledger.append(accessRecord([patient]));
    await ledger.close();
  }

  /** Takes a ledger of its own. */
  async function begin() {
    for (const end of ['', '.key', '.guard', '-wal', '-shm'])
      rmSync(join(directory.path, `audit.db${end}`), { force: true });
    place = await store.place(directory.path);
    await write();
  }

  function verify() {
    const guardPath = join(directory.path, 'audit.db.guard');
    const trust = { publicKey: null, anchors: [], witnesses: [], guardPath };
    return verifyLedger({ location: place.location, ...trust });
  }

  async function verdict() {
    const { result, findings } = await verify();
    return [result, ...findings.map(({ code, from, to }) => `${code} ${from}..${to}`)];
  }

  describe('with a head row', () => {
    beforeAll(async () => {
      place = await store.place(directory.path);
      await write();
      putBack = await saveLedger(place, directory.path);
    });
    beforeEach(() => putBack());

    it('that agrees with its last batch passes', async () => {
      expect(await verdict()).toEqual(['PASS']);
    });

    it.each([
      ['is gone', 'DELETE FROM head'],
      ['names another size', 'UPDATE head SET size = size - 1'],
      ['names no size that a tree has', 'UPDATE head SET size = -1'],
      ['has lost its edge', "UPDATE head SET edge = ''"],
      ['names another batch', 'UPDATE head SET batch = substr(edge, 1, 32)'],
    ])('that %s is HEAD_MISMATCH', async (_, sql) => {
      const bytes = store.name === 'SQLite' ? sql.replace("''", "x''") : sql;
      await place.execute(bytes);
      expect(await verdict()).toEqual(['FAIL', 'HEAD_MISMATCH 6..6']);
    });
  });

  if (store.name === 'SQLite') {
    it('with a foreign trigger is not written by a gateway', async () => {
      await begin();
      await place.execute('CREATE TRIGGER t AFTER INSERT ON batches BEGIN DELETE FROM head; END');
      await expect(write()).rejects.toThrow(/holds what this program does not make: The trigger t/);
    });
  }

  it.each(ON[store.name] ?? [])(
    'with a foreign object is FOREIGN_OBJECT by its name: %s',
    async (sql, name) => {
      await begin();
      await place.execute(sql);
      const { result, findings } = await verify();
      expect(result).toBe('FAIL');
      expect(findings.map(({ code }) => code)).toContain('FOREIGN_OBJECT');
      expect(findings.map(({ text }) => text).join(' ')).toMatch(name);
    },
  );
});
