import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { openWritable } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import { runAudit } from '../../../support/run-audit.ts';
import { sharedPostgres, type SharedPostgres } from '../../../support/shared-postgres.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../audit/sample.ts';
import { placeOnServer, type Place } from '../../audit/stores.ts';

const PATIENT = ['--patient', 'patient-3'] as const;

/** Every command that reads a ledger; those that write to it come last. */
const READING: readonly (readonly string[])[] = [
  ['verify'],
  ['report', ...PATIENT],
  ['report', 'certificate'],
  ['report', 'disclosures', ...PATIENT],
  ['prove', ...PATIENT, '--out', 'proof.json'],
  ['export', 'exported'],
  ['prune', '--dry-run'],
  ['hold', 'list'],
  ['reindex'],
];
const WRITING: readonly (readonly string[])[] = [
  ['prune'],
  ['hold', 'place', ...PATIENT, '--reason', 'A case at court'],
  ['erase', ...PATIENT, '--reason', 'The patient has asked for it'],
];
const OF_FILES: readonly (readonly string[])[] = [
  ...READING,
  ['backup', 'copy.db'],
  ...WRITING,
  ['rotate-key'],
  ['resume', '--reason', 'A restored copy'],
];
/** Of these, one for each way to read a store. */
const SOME = OF_FILES.filter(([name]) =>
  ['verify', 'export', 'hold', 'backup'].includes(name ?? ''),
);
const MADE = ['proof.json', 'exported', 'copy.db', 'copy.db.checkpoint'];

const directory = createDirectory();
const path = join(directory.path, 'audit.db');
const RECORDS = 30;

afterAll(() => {
  directory.remove();
});

async function write() {
  const ledger = await openLedger(ledgerOptions(directory.path));
  for (let index = 0; index < RECORDS; index += 1)
    await ledger.append(accessRecord([`patient-${index}`]));
  await ledger.close();
}

async function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { status, errors } = await runAudit(args, { cwd: directory.path, environment });
  return { command: args[0], status, errors };
}

/** What every command must say: one line that names the fault, and the exit code that stands for no verdict. */
function unread(args: readonly string[], line: RegExp) {
  return { command: args[0], status: 3, errors: expect.stringMatching(line) };
}

const change = (sql: string) => () => {
  const database = openWritable(path);
  database.unsafeMode(true);
  database.pragma('writable_schema = ON');
  database.exec(sql);
  database.close();
};

const schema = (assignment: string, name = 'batches') =>
  change(`UPDATE sqlite_schema SET ${assignment} WHERE name = '${name}'`);

describe('a SQLite ledger with damaged data or a damaged report index', () => {
  let good: Buffer;
  let files: readonly (readonly [string, Buffer])[] = [];
  beforeAll(async () => {
    await write();
    good = readFileSync(path);
    files = ['.key', '.guard'].map((end) => [end, readFileSync(path + end)] as const);
  });
  beforeEach(putBack);

  function putBack() {
    for (const name of MADE) rmSync(join(directory.path, name), { recursive: true, force: true });
    for (const end of ['-wal', '-shm', '-journal', '.index', '.lock'])
      rmSync(path + end, { force: true });
    writeFileSync(path, good);
    for (const [end, bytes] of files) writeFileSync(path + end, bytes, { mode: 0o600 });
  }

  const rewrite = (edit: (bytes: Buffer) => Buffer) => () => {
    writeFileSync(path, edit(Buffer.from(good)));
  };

  it.each([
    ['a table without a definition', schema('sql = NULL'), 'SQLITE_CORRUPT'],
    ['a table on a page that is not there', schema('rootpage = 9999'), 'SQLITE_CORRUPT'],
    [
      'an index on a page that is not there',
      schema('rootpage = 9999', 'sqlite_autoindex_openings_1'),
      'SQLITE_CORRUPT',
    ],
    ['a head on a page that is not there', schema('rootpage = 9999', 'head'), 'SQLITE_CORRUPT'],
    [
      'a file that is not a database',
      rewrite((bytes) => bytes.fill('x')),
      'is not an audit ledger',
    ],
    [
      'a file that was cut in the middle',
      rewrite((bytes) => bytes.subarray(0, bytes.length / 2)),
      'SQLITE_CORRUPT',
    ],
    [
      'a file that was cut in its header',
      rewrite((bytes) => bytes.subarray(0, 50)),
      'SQLITE_CORRUPT',
    ],
  ])(
    'makes verify, export, hold and backup exit with 3 and one line that names the fault: %s',
    async (_, damage, fault) => {
      for (const args of SOME) {
        putBack();
        damage();
        const line = new RegExp(`^phi-gateway: .*${fault}.*\n$`);
        expect(await run([...args, '--db', path])).toEqual(unread(args, line));
      }
    },
  );

  it('makes every command exit with 3 and one line with SQLITE_CORRUPT if its schema is not valid SQL', async () => {
    for (const args of OF_FILES) {
      putBack();
      schema("sql = 'CREATE TABL batches'")();
      expect(await run([...args, '--db', path])).toEqual(
        unread(args, /^phi-gateway: .*SQLITE_CORRUPT.*\n$/),
      );
    }
  });

  it('makes every command that reads a damaged page exit with 3 and one line with SQLITE_CORRUPT', async () => {
    const page = Math.floor(good.length / 4096 / 2) * 4096;
    for (const args of READING) {
      putBack();
      rewrite((bytes) => bytes.fill(0xff, page, page + 4096))();
      expect(await run([...args, '--db', path])).toEqual(
        unread(args, /^phi-gateway: .*SQLITE_CORRUPT.*\n$/),
      );
    }
  });

  const WITH_LOOSE_BATCHES =
    'CREATE TABLE loose AS SELECT * FROM batches; DROP TABLE batches; ALTER TABLE loose RENAME TO batches;';

  it.each([
    ['a table of batches without the column note', 'ALTER TABLE batches DROP COLUMN note'],
    ['a table of openings without the column salt', 'ALTER TABLE openings DROP COLUMN salt'],
    ['no table head', 'DROP TABLE head'],
    ['no table batches', 'DROP TABLE batches'],
    [
      'a view in place of its batches',
      'ALTER TABLE batches RENAME TO other; CREATE VIEW batches AS SELECT * FROM other',
    ],
    ['a batch with a negative index', 'UPDATE batches SET first = -5 WHERE first = 20'],
    [
      'a batch with the index 2^63-1',
      `UPDATE batches SET first = ${2n ** 63n - 1n} WHERE first = 20`,
    ],
    [
      'a batch with the size 2^63-1',
      `UPDATE batches SET size = ${2n ** 63n - 1n} WHERE first = 20`,
    ],
    [
      'a batch with the count 2^63-1',
      `UPDATE batches SET count = ${2n ** 63n - 1n} WHERE first = 20`,
    ],
    ['openings of the index 2^63-1', `INSERT INTO identities VALUES (${2n ** 63n - 1n}, x'00')`],
    [
      'a batch with a text as its index',
      `${WITH_LOOSE_BATCHES} UPDATE batches SET first = 'x' WHERE first = 20`,
    ],
    [
      'a batch with null as its index',
      `${WITH_LOOSE_BATCHES} UPDATE batches SET first = NULL WHERE first = 20`,
    ],
  ])('makes verify, export, hold and backup print no stack trace if it has %s', async (_, sql) => {
    for (const args of SOME) {
      putBack();
      change(sql)();
      const { command, errors } = await run([...args, '--db', path]);
      expect([command, errors]).toEqual([command, expect.not.stringMatching(/\n {4}at /)]);
    }
  });

  const UNPLACED = String.raw`does not say how far it reaches\. Run: phi-gateway audit reindex --db /\S+`;

  it.each([
    ['no row in the table position', 'DELETE FROM position', UNPLACED],
    ['a position with an edge that no tree has', "UPDATE position SET edge = x'00'", UNPLACED],
    ['a position with the size 2^63-1', `UPDATE position SET size = ${2n ** 63n - 1n}`, '.'],
    ['no table of events', 'DROP TABLE events', 'SQLITE_ERROR'],
  ])('makes reports exit with 3 and one line if its report index has %s', async (_, sql, fault) => {
    expect((await run(['reindex', '--db', path])).status).toBe(0);
    const database = openWritable(`${path}.index`);
    database.exec(sql);
    database.close();
    for (const args of [
      ['report', ...PATIENT],
      ['report', ...PATIENT, '--complete'],
      ['report', 'unusual'],
    ])
      expect(await run([...args, '--db', path])).toEqual(
        unread(args, new RegExp(`^phi-gateway: .*${fault}.*\n$`)),
      );
  });
});

describe('a PostgreSQL ledger', () => {
  let server: SharedPostgres;
  let place: Place;
  let url = '';
  beforeAll(async () => {
    server = await sharedPostgres();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    const logins = await server.createLedger('unreadable');
    place = placeOnServer(logins);
    url = `postgres://auditor@127.0.0.1:${server.port}/${logins.reader.database}`;
    for (const name of MADE) rmSync(join(directory.path, name), { recursive: true, force: true });
  });

  it.each([
    ['its table of batches', 'DROP TABLE batches', 'the table phi_audit.batches is missing'],
    ['its table of openings', 'DROP TABLE openings', 'the table phi_audit.openings is missing'],
    ['its table head', 'DROP TABLE head', 'the table phi_audit.head is missing'],
    [
      'a column',
      'ALTER TABLE batches DROP COLUMN note',
      'the column note of phi_audit.batches is missing',
    ],
    [
      'the right to read a table',
      'REVOKE SELECT ON identities FROM phi_audit_reader',
      'may not read phi_audit.identities',
    ],
    [
      'the right to use the schema',
      'REVOKE USAGE ON SCHEMA phi_audit FROM phi_audit_reader',
      '42501',
    ],
  ])(
    'makes reading commands exit with 3 and one line that names the cause if it lacks %s',
    async (what, sql, fault) => {
      await place.execute(sql);
      // Pruning on a server asks for a key first.
      const reading = READING.filter(([name]) => name !== 'prune');
      for (const args of what === 'a column' ? reading : reading.slice(0, 2))
        expect(await run([...args, '--db', url], { PGPASSWORD: 'secret' })).toEqual(
          unread(args, new RegExp(`^phi-gateway: .*${fault}.*\n$`)),
        );
    },
  );
});
