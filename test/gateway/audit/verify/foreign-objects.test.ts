import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { migratePostgres } from '../../../../gateway/audit/store/postgres/migrate-postgres.ts';
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
      /table head is not as this program creates it/,
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
    [
      `ALTER TABLE batches ALTER COLUMN note DROP NOT NULL; CREATE TABLE parents (first bigint PRIMARY KEY);
      INSERT INTO parents SELECT first FROM batches;
      ALTER TABLE batches ADD CONSTRAINT parent FOREIGN KEY (first) REFERENCES parents ON DELETE CASCADE;
      ALTER TABLE openings DROP CONSTRAINT openings_pkey, ADD CONSTRAINT openings_pkey PRIMARY KEY (commitment, salt);
      ALTER TABLE identities DROP CONSTRAINT identities_pkey`,
      /column note of batches .*foreign key parent of batches .*index openings_pkey of openings differs .*index identities_pkey of an audit ledger is missing/,
    ],
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

  describe('when it is verified,', () => {
    beforeAll(async () => {
      place = await store.place(directory.path);
      await write();
      putBack = await saveLedger(place, directory.path);
    });
    beforeEach(() => putBack());

    it('passes if its head row agrees with the last batch', async () => {
      expect(await verdict()).toEqual(['PASS']);
    });

    it.each([
      ['is gone', 'DELETE FROM head'],
      ['names another size', 'UPDATE head SET size = size - 1'],
      ['names a negative size', 'UPDATE head SET size = -1'],
      ['has lost its edge', "UPDATE head SET edge = ''"],
      ['names another batch', 'UPDATE head SET batch = substr(edge, 1, 32)'],
    ])('fails with HEAD_MISMATCH if its head row %s', async (_, sql) => {
      const bytes = store.name === 'SQLite' ? sql.replace("''", "x''") : sql;
      await place.execute(bytes);
      expect(await verdict()).toEqual(['FAIL', 'HEAD_MISMATCH 6..6']);
    });
  });

  if (store.name === 'PostgreSQL') {
    const NOTHING = 'RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$';

    async function migrate() {
      if (place.location.kind !== 'postgres') throw new Error('not on a server');
      return migratePostgres({ ...place.location.server, user: 'postgres' });
    }

    it.each([
      [
        'disabled triggers, changed functions and a dropped trigger',
        `ALTER TABLE batches DISABLE TRIGGER ALL; ALTER TABLE openings ENABLE REPLICA TRIGGER opening_follows;
        ALTER FUNCTION check_head() RESET ALL; ALTER FUNCTION check_beside() SECURITY DEFINER;
        DROP TRIGGER identities_follow ON identities`,
        [
          'The function check_beside differs from what the migrations create.',
          'The function check_head differs from what the migrations create.',
          'The trigger batch_follows of batches differs from what the migrations create.',
          'The trigger batch_is_bounded of batches differs from what the migrations create.',
          'The trigger opening_follows of openings differs from what the migrations create.',
          'The trigger identities_follow of an audit ledger is missing.',
        ],
      ],
      [
        'a replaced function, a dropped function and a trigger with a condition',
        `CREATE OR REPLACE FUNCTION check_batch() ${NOTHING}; DROP FUNCTION check_leaves CASCADE;
        DROP TRIGGER head_follows ON head;
        CREATE TRIGGER head_follows AFTER UPDATE ON head FOR EACH ROW WHEN (false) EXECUTE FUNCTION check_head()`,
        [
          'The function check_batch differs from what the migrations create.',
          'The trigger head_follows of head differs from what the migrations create.',
          'The function check_leaves of an audit ledger is missing.',
          'The trigger identities_follow of an audit ledger is missing.',
        ],
      ],
    ])(
      'with changed integrity checks fails verification, which names each, and is not written until a migration: %s',
      async (_change, sql, texts) => {
        await begin();
        await place.execute(sql);
        const { result, findings } = await verify();
        expect([result, ...findings.map(({ text }) => text)]).toEqual(['FAIL', ...texts]);
        await expect(write()).rejects.toThrow(
          `${texts[0]} As the owner of its tables run: phi-gateway audit migrate`,
        );
        expect(await migrate()).toEqual(['checks']);
        expect(await migrate()).toEqual([]);
        await write();
        expect(await verdict()).toEqual(['PASS']);
      },
    );

    it('is not written by a gateway if a trigger, rule or row security would change rows, but is with an added index', async () => {
      await begin();
      for (const [sql, name, undo] of [
        [
          `CREATE FUNCTION f() ${NOTHING}; CREATE TRIGGER t BEFORE INSERT ON openings FOR EACH ROW EXECUTE FUNCTION f()`,
          /trigger t of openings is not part/,
          'DROP FUNCTION f CASCADE',
        ],
        [
          'CREATE RULE r AS ON INSERT TO openings DO INSTEAD NOTHING',
          /rule r/,
          'DROP RULE r ON openings',
        ],
        [
          'ALTER TABLE batches ENABLE ROW LEVEL SECURITY',
          /row security batches/,
          'ALTER TABLE batches DISABLE ROW LEVEL SECURITY',
        ],
      ] as const) {
        await place.execute(sql);
        await expect(write()).rejects.toThrow(name);
        await place.execute(undo);
      }
      await place.execute('CREATE INDEX by_note ON batches (note)');
      await write();
    });
  }

  if (store.name === 'SQLite') {
    it('is not written by a gateway if it has a trigger that the product does not create', async () => {
      await begin();
      await place.execute('CREATE TRIGGER t AFTER INSERT ON batches BEGIN DELETE FROM head; END');
      await expect(write()).rejects.toThrow(
        /has an object that this program does not create: The trigger t/,
      );
    });
  }

  it('fails verification for each batch row with an index that no record has', async () => {
    await begin();
    const indexes = ['-5', '9007199254740993', '9223372036854775807'];
    const columns = `count, leaves, hashes, size, root, note${store.name === 'PostgreSQL' ? ', signer' : ''}`;
    await place.execute(
      indexes
        .map(
          (first) =>
            `INSERT INTO batches (first, ${columns}) SELECT ${first}, ${columns} FROM batches WHERE first = 3`,
        )
        .join(';'),
    );
    const { result, findings } = await verify();
    expect([result, ...findings.map(({ text }) => text)]).toEqual([
      'FAIL',
      ...indexes.map((first) => `The row at ${first} is not a batch.`),
      expect.stringContaining('head row'),
    ]);
  });

  it('is read only up to the page with a batch that ends where it begins, and each batch once', async () => {
    await begin();
    await place.execute('UPDATE batches SET size = first WHERE first = 3');
    const reader = await openReader(place.location);
    const read: number[] = [];
    for await (const { first } of reader.hashes(3)) {
      read.push(first);
      if (read.length > 10) break;
    }
    await reader.close();
    // A page is one batch on SQLite, and several on PostgreSQL.
    expect(read).toEqual(store.name === 'SQLite' ? [3] : [3, 4, 5, 6]);
  });

  it('fails verification, naming the records, if it has ids of records that do not exist', async () => {
    await begin();
    const bytes = store.name === 'PostgreSQL' ? "'\\x00'" : "x'00'";
    await place.execute(`INSERT INTO identities VALUES (-1, ${bytes}), (1000, ${bytes})`);
    const { result, findings } = await verify();
    expect([result, findings.map((finding) => finding.text)]).toEqual([
      'FAIL',
      [-1, 1000].map((leaf) => `There are ids for record ${leaf}, which the ledger does not have.`),
    ]);
  });

  it.each(ON[store.name] ?? [])(
    'fails verification with FOREIGN_OBJECT and the name of an added or changed database object: %s',
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
