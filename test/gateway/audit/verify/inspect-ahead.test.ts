import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import type { BatchRow } from '../../../../gateway/audit/store/ledger-reader.ts';
import { openSqliteReader } from '../../../../gateway/audit/store/sqlite/open-sqlite-reader.ts';
import { inspectAhead } from '../../../../gateway/audit/verify/inspect-ahead.ts';
import { createInspectPool } from '../../../../gateway/audit/verify/inspect-pool.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { placeInFile } from '../stores.ts';

const directory = createDirectory();
const path = join(directory.path, 'audit.db');
const place = placeInFile(path);
const threads = { bytesWithoutThreads: 0, chunksAhead: 4, startPool: () => createInspectPool(2) };
let publicKey = '';

beforeAll(async () => {
  const ledger = await openLedger(ledgerOptions(directory.path));
  ({ publicKey } = ledger);
  for (let index = 0; index < 30; index += 1) await ledger.append(accessRecord([`p${index}`]));
  await ledger.close();
});
afterAll(() => {
  directory.remove();
});

async function* readAll(rows: AsyncIterable<BatchRow>, brokenAfter: number) {
  let count = 0;
  for await (const row of rows) {
    if (count === brokenAfter) throw new Error('unreadable');
    count += 1;
    yield row;
  }
}

async function inspect(brokenAfter = Infinity, keys: readonly string[] = [publicKey]) {
  const reader = openSqliteReader(path);
  const found = [];
  let fault = '';
  try {
    const rows = readAll(reader.batches(), brokenAfter);
    const ledger = { keys: () => keys, findIdentities: () => null };
    for await (const inspected of inspectAhead(rows, ledger, threads))
      found.push(...inspected.map(({ row, inspection }) => ({ first: row.first, ...inspection })));
  } catch (error) {
    fault = String(error);
  }
  await reader.close();
  return { found, fault };
}

describe('threads that inspect batches ahead of the verification', () => {
  it('return the batches in order, with their signers and the number of leaves that need no further check', async () => {
    const { found } = await inspect();
    const batches = await place.batches();
    expect(found.map(({ first }) => first)).toEqual(batches.map(({ first }) => first));
    expect(found.every(({ signedBy }) => signedBy === publicKey)).toBe(true);
    // The first batch enrolls a key, so that its leaves need a further check.
    expect(found.map(({ plain }) => plain?.count ?? 0)).toEqual([
      0,
      ...batches.slice(1).map(() => 1),
    ]);
  });

  it('find no signer if they get no key', async () => {
    const { found } = await inspect(Infinity, []);
    expect(found.some(({ signedBy }) => signedBy !== null)).toBe(false);
  });

  it('return the batches that were read before the reader failed, and then its error', async () => {
    expect(await inspect(7)).toMatchObject({ found: { length: 7 }, fault: 'Error: unreadable' });
  });

  it('lead to the same verdict as a single thread', async () => {
    const options = {
      location: place.location,
      publicKey,
      anchors: [],
      witnesses: [],
      guardPath: `${path}.guard`,
    };
    const passed = await verifyLedger(options, threads);
    expect(passed).toMatchObject({ result: 'PASS', covered: 34 });
    expect(passed).toEqual(await verifyLedger(options));

    await place.execute('UPDATE batches SET leaves = zeroblob(length(leaves)) WHERE first = 20');
    const failed = await verifyLedger(options, threads);
    expect(failed.findings.map(({ code, from }) => `${code} ${from}`)).toEqual(['BATCH_COUNT 20']);
    expect(failed).toEqual(await verifyLedger(options));
  });

  it('reject further batches with an error after their pool was closed', async () => {
    const pool = createInspectPool(1);
    await pool.close();
    await expect(pool.inspect([], [])).rejects.toThrow('A thread of the verifier has ended.');
  });
});
