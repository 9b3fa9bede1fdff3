import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { createSqliteStore } from '../../../../gateway/audit/store/sqlite/open-sqlite-store.ts';
import { createGuard } from '../../../../gateway/audit/store/files/guard.ts';
import { readHead } from '../../../../gateway/audit/append/ledger-head.ts';
import {
  assertDurable,
  setDurable,
} from '../../../../gateway/audit/store/sqlite/ledger-settings.ts';
import { createLedgerWriter } from '../../../../gateway/audit/append/ledger-writer.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import {
  openWritable,
  sqliteCode,
  type Sqlite,
} from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { lockWriter } from '../../../../gateway/audit/store/sqlite/writer-lock.ts';
import { createEntry } from '../../../../gateway/audit/append/write-entry.ts';
import { readLeaves } from '../read-leaves.ts';
import { accessRecord, at, createDirectory, ledgerOptions } from '../sample.ts';

let directory: ReturnType<typeof createDirectory>;
let path: string;
let database: Sqlite;
beforeEach(() => {
  directory = createDirectory();
  path = join(directory.path, 'audit.db');
  database = openWritable(path);
});
afterEach(() => {
  database.close();
  directory.remove();
});

/** A writer over a connection whose settings the test can change. */
async function createWriter() {
  setDurable(database);
  const { origin, source } = ledgerOptions(directory.path);
  const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
  const guard = createGuard(`${path}.guard`);
  const store = createSqliteStore(path, database, {
    lock: lockWriter(path),
    isCheckpointed: false,
  });
  const head = await readHead(store, { verifiers: [signer.verifier], where: path });
  return createLedgerWriter({ store, guard, signer, head, source, identity: 'plain' });
}

const entry = (patient: string) => createEntry(1, accessRecord([patient]));

async function failure(action: Promise<unknown>) {
  try {
    await action;
  } catch (error) {
    return sqliteCode(error);
  }
  return null;
}

describe('a commit of records while the disk is full', () => {
  it('fails as a whole (SQLITE_FULL); once there is room again, the next commit leaves no gap and verification passes', async () => {
    const writer = await createWriter();
    await writer.commit([entry('p1')]);
    const pages = Number(database.pragma('page_count', { simple: true }));
    database.pragma(`max_page_count = ${pages}`);
    const many = Array.from({ length: 50 }, (_, index) => entry(`lost-${index}`));
    expect(await failure(writer.commit(many))).toBe('SQLITE_FULL');
    expect(writer.head().size).toBe(1);

    database.pragma(`max_page_count = ${pages + 1000}`);
    expect(await writer.commit([entry('p2')])).toEqual({ first: 1, counts: [1] });
    const patients = readLeaves(path).map(({ accesses }) => accesses[0]?.objects[0]?.[0]);
    expect(patients).toEqual(['p1', 'p2']);
    const { publicKey } = writer;
    const options = {
      location: at(path),
      publicKey,
      anchors: [],
      witnesses: [],
      guardPath: `${path}.guard`,
    };
    writer.keepGuard();
    expect((await verifyLedger(options)).result).toBe('PASS');
    await writer.abandon();
  });
});

describe('a commit of records after another program has changed the head row of the ledger', () => {
  it('fails and adds no record, so that two writers never append after the same record', async () => {
    const writer = await createWriter();
    await writer.commit([entry('p1')]);
    const other = openWritable(path);
    other.exec('UPDATE head SET size = size + 1');
    other.close();
    await expect(writer.commit([entry('p2')])).rejects.toThrow(/Something else has written/);
    expect(readLeaves(path)).toHaveLength(1);
    await writer.abandon();
  });
});

describe('SQLite settings that could lose a commit', () => {
  it.each([
    ['synchronous = NORMAL', /synchronous is 1, not FULL/],
    ['synchronous = OFF', /synchronous is 0, not FULL/],
    ['journal_mode = DELETE', /journal_mode is delete, not wal/],
  ])('make the durability check of the ledger throw: %s', (pragma, message) => {
    setDurable(database);
    expect(() => {
      assertDurable(database, path);
    }).not.toThrow();
    database.pragma(pragma);
    expect(() => {
      assertDurable(database, path);
    }).toThrow(message);
  });

  it('make the durability check of the ledger throw for an in-memory database, whose journal cannot be made durable', () => {
    const memory = openWritable(':memory:');
    setDurable(memory);
    expect(() => {
      assertDurable(memory, path);
    }).toThrow(/journal_mode is memory/);
    memory.close();
  });
});
