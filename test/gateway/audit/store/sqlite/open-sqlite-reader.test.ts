import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { openSqliteReader } from '../../../../../gateway/audit/store/sqlite/open-sqlite-reader.ts';
import { openReadable } from '../../../../../gateway/audit/store/sqlite/sqlite.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../sample.ts';

const directory = createDirectory();
const path = join(directory.path, 'audit.db');
const LEAVES = 60;
const PAGE_BYTES = 4096;

beforeAll(async () => {
  const ledger = await openLedger(ledgerOptions(directory.path));
  for (let index = 0; index < LEAVES; index += 1) await ledger.append(accessRecord([`p${index}`]));
  await ledger.close();
});
afterAll(() => {
  directory.remove();
});

/** The first indexes of the batches, and what ended the reading. */
async function read() {
  const reader = openSqliteReader(path);
  const firsts: number[] = [];
  let fault: string | null = null;
  try {
    for await (const { first } of reader.batches()) firsts.push(first);
  } catch (error) {
    fault = reader.faultOf(error);
  }
  await reader.close();
  return { firsts, fault };
}

/** The same, asking for one batch after the other. */
function readOneByOne() {
  const database = openReadable(path);
  const next = database.prepare<[number], { readonly first: number; readonly leaves: Buffer }>(
    'SELECT first, leaves FROM batches WHERE first > ? ORDER BY first LIMIT 1',
  );
  const firsts: number[] = [];
  try {
    for (let row = next.get(-1); row !== undefined; row = next.get(row.first))
      firsts.push(row.first);
  } catch {
    // It ends there.
  }
  database.close();
  return firsts;
}

describe('reading a ledger in a file', () => {
  it('returns all batches of the ledger in order', async () => {
    const { firsts, fault } = await read();
    expect(fault).toBeNull();
    expect(firsts).toEqual(readOneByOne());
    expect(firsts.length).toBeGreaterThan(LEAVES);
  });

  it('returns every batch before a damaged page, and then fails with SQLITE_CORRUPT', async () => {
    const bytes = readFileSync(path);
    const middle = Math.floor(bytes.length / PAGE_BYTES / 2) * PAGE_BYTES;
    writeFileSync(path, Buffer.from(bytes).fill(0xff, middle, middle + PAGE_BYTES));
    const { firsts, fault } = await read();
    const expected = readOneByOne();
    expect(fault).toBe('SQLITE_CORRUPT');
    expect(firsts).toEqual(expected);
    expect(expected.length).toBeGreaterThan(10);
    expect(expected.length).toBeLessThan(LEAVES);
  });
});
