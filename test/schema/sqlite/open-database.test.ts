import { afterAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageFile } from '../../../schema/package-file.ts';
import { openDatabase, type Sqlite } from '../../../schema/sqlite/open-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newFile = () => join(folder, `${(files += 1)}.db`);

const INSERT = 'INSERT INTO rows (id, body) VALUES (1, zeroblob(100000)) RETURNING id';

/** A file of 100 pages with a table `rows`, whose one row has the id 0. */
function fileWithRows(): string {
  const file = newFile();
  const database = openDatabase(file);
  database.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY, body BLOB) STRICT');
  database.exec('INSERT INTO rows VALUES (0, zeroblob(400000))');
  database.close();
  return file;
}

/** Each way to run a statement that returns rows. */
const WAYS: readonly [string, (database: Sqlite, text: string) => unknown][] = [
  ['run', (database, text) => database.prepare(text).run()],
  ['get', (database, text) => database.prepare(text).get()],
  ['all', (database, text) => database.prepare(text).all()],
  ['iterate', (database, text) => [...database.prepare(text).iterate()]],
  ['exec', (database, text) => database.exec(text)],
];

const withoutRun = WAYS.filter(([way]) => way !== 'run' && way !== 'exec');

function codeOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return Object(error)['code'];
  }
  return 'none';
}

// The codes decide whether a ledger can go on after a failure.
describe('the error code of a failed SQLite statement', () => {
  it.each(WAYS)('is SQLITE_FULL if the database has no room, with %s()', (_way, act) => {
    const database = openDatabase(fileWithRows());
    database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true }))}`);
    expect(codeOf(() => act(database, INSERT))).toBe('SQLITE_FULL');
    database.close();
  });

  it.each(WAYS)(
    'is SQLITE_BUSY if another connection holds the database, with %s()',
    (_way, act) => {
      const file = fileWithRows();
      const holder = openDatabase(file);
      holder.exec('BEGIN EXCLUSIVE');
      const database = openDatabase(file, { timeout: 0 });
      expect(codeOf(() => act(database, INSERT))).toBe('SQLITE_BUSY');
      expect(codeOf(() => act(database, 'SELECT id FROM rows'))).toBe('SQLITE_BUSY');
      database.close();
      holder.close();
    },
  );

  it.each(WAYS)(
    'is SQLITE_BUSY_SNAPSHOT if another connection has written since the read, with %s()',
    (_way, act) => {
      const file = fileWithRows();
      const writer = openDatabase(file);
      writer.pragma('journal_mode = WAL');
      const database = openDatabase(file, { timeout: 0 });
      database.exec('BEGIN; SELECT id FROM rows');
      writer.exec('INSERT INTO rows VALUES (2, NULL)');
      expect(codeOf(() => act(database, INSERT))).toBe('SQLITE_BUSY_SNAPSHOT');
      database.close();
      writer.close();
    },
  );

  it.each(WAYS)(
    'is SQLITE_CONSTRAINT_PRIMARYKEY if a row repeats a primary key, with %s()',
    (_way, act) => {
      const database = openDatabase(fileWithRows());
      const again = 'INSERT INTO rows VALUES (0, NULL) RETURNING id';
      expect(codeOf(() => act(database, again))).toBe('SQLITE_CONSTRAINT_PRIMARYKEY');
      database.close();
    },
  );

  it.each(withoutRun)('is SQLITE_CORRUPT if a page is damaged, with %s()', (_way, act) => {
    const file = fileWithRows();
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, 4096);
    closeSync(handle);
    const database = openDatabase(file, { readonly: true });
    expect(codeOf(() => act(database, 'SELECT body FROM rows'))).toBe('SQLITE_CORRUPT');
    database.close();
  });

  it.each(WAYS)('is SQLITE_NOTADB if the file is not a database, with %s()', (_way, act) => {
    const file = newFile();
    writeFileSync(file, 'no database '.repeat(1000));
    const database = openDatabase(file);
    expect(codeOf(() => act(database, 'SELECT * FROM sqlite_schema'))).toBe('SQLITE_NOTADB');
    database.close();
  });

  it.each(WAYS)(
    'is SQLITE_READONLY if the database is open for reading only, with %s()',
    (_way, act) => {
      const database = openDatabase(fileWithRows(), { readonly: true, fileMustExist: true });
      expect(codeOf(() => act(database, INSERT))).toBe('SQLITE_READONLY');
      database.close();
    },
  );

  it('is SQLITE_CANTOPEN if the file to read does not exist, and no file is created', () => {
    const file = newFile();
    const open = () => openDatabase(file, { readonly: true, fileMustExist: true });
    expect(codeOf(open)).toBe('SQLITE_CANTOPEN');
    expect(existsSync(file)).toBe(false);
  });
});

describe('a closed SQLite database', () => {
  it('releases its lock, even if statements are still referenced', () => {
    const file = fileWithRows();
    const first = openDatabase(file);
    const statement = first.prepare('SELECT id FROM rows');
    first.exec('BEGIN EXCLUSIVE');
    first.close();
    const second = openDatabase(file, { timeout: 0 });
    second.exec('BEGIN EXCLUSIVE');
    second.close();
    expect(() => statement.all()).toThrow('not open');
  });

  it('does not keep a writer from checkpointing its WAL, even if statements are still referenced', () => {
    const file = fileWithRows();
    const writer = openDatabase(file, { timeout: 0 });
    writer.pragma('journal_mode = WAL');
    const reader = openDatabase(file, { readonly: true });
    const statement = reader.prepare('SELECT id FROM rows');
    statement.all();
    reader.close();
    expect(writer.pragma('journal_mode = DELETE', { simple: true })).toBe('delete');
    writer.close();
    expect(() => statement.all()).toThrow('not open');
  });
});

describe('a SQLite statement', () => {
  it('reads what was written: text with any character, BLOBs as Buffers, rows as plain objects', () => {
    const database = openDatabase(':memory:');
    database.exec('CREATE TABLE kept (text TEXT, body BLOB, number INTEGER) STRICT');
    const row = { text: 'a\0b ü \u{1f600}', body: Buffer.from([0, 1, 255]), number: 2 ** 53 - 1 };
    database.prepare('INSERT INTO kept VALUES (@text, @body, @number)').run(row);
    const read = database.prepare<[], typeof row>('SELECT * FROM kept');
    for (const found of [read.get(), ...read.all(), ...read.iterate()]) {
      expect(found).toStrictEqual(row);
      expect(Buffer.isBuffer(found?.body)).toBe(true);
    }
    database.close();
  });

  it('throws if it is run without a value for each parameter', () => {
    const database = openDatabase(':memory:');
    expect(() => database.prepare('SELECT ? AS a, ? AS b').all(1)).toThrow('Too few');
    expect(() => database.prepare('SELECT @a AS a').get({})).toThrow('Missing');
    database.close();
  });

  it('reports whether it returns rows, and takes parameters as a list', () => {
    const database = openDatabase(':memory:');
    database.exec('CREATE TABLE kept (number INTEGER) STRICT');
    const insert = database.prepare('INSERT INTO kept VALUES (?)');
    const select = database.prepare('SELECT number FROM kept WHERE number = ?');
    expect([insert.reader, select.reader]).toEqual([false, true]);
    expect(insert.run([7])).toEqual({ changes: 1, lastInsertRowid: 1 });
    expect(select.all([7])).toEqual([{ number: 7 }]);
    database.close();
  });
});

describe('a SQLite transaction', () => {
  it('is rolled back if its function throws, and the caller gets the error', () => {
    const database = openDatabase(fileWithRows());
    const add = database.transaction((fault: Error) => {
      database.exec(INSERT);
      throw fault;
    });
    const fault = new Error('no');
    expect(() => add.immediate(fault)).toThrow(fault);
    expect(database.prepare('SELECT count(*) AS rows FROM rows').get()).toEqual({ rows: 1 });
    expect(database.inTransaction).toBe(false);
    database.close();
  });

  it('holds the write lock from its begin if it is immediate, and not if it is deferred', () => {
    const file = fileWithRows();
    const [database, other] = [openDatabase(file), openDatabase(file, { timeout: 0 })];
    const held = database.transaction(() => codeOf(() => other.exec('BEGIN IMMEDIATE')));
    expect(held.immediate()).toBe('SQLITE_BUSY');
    expect(held.deferred()).toBe('none');
    database.close();
    other.close();
  });
});

describe('a thread that is terminated during a SQLite query', () => {
  // In a process of its own: what this guards against ends the process.
  it.each(['run', 'get', 'iterate'])(
    'ends without ending its process, during %s()',
    async (way) => {
      const script = packageFile('dist/test/schema/sqlite/terminate-in-query.js');
      const { stdout } = await promisify(execFile)(process.execPath, [script, way]);
      expect(stdout).toBe('5 threads terminated\n');
    },
  );
});
