import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { proveFrom } from '../../../../gateway/audit/publish/prove-from.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { openWritable } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import { EMPTY_TREE } from '../../../../gateway/audit/tree/merkle-tree.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';

const BATCHES = 20;
const directory = createDirectory();
const options = ledgerOptions(directory.path);
beforeAll(async () => {
  const ledger = await openLedger(options);
  for (let at = 0; at < BATCHES; at += 1) await ledger.append(accessRecord(['p1']));
  await ledger.close();
});
afterAll(() => {
  directory.remove();
});

it('the publisher yields to the event loop after each batch that it reads for a proof', async () => {
  const reader = await openReader(options.location);
  const latest = await reader.latest();
  let turns = 0;
  let isRunning = true;
  const count = () => {
    turns += 1;
    if (isRunning) setImmediate(count);
  };
  setImmediate(count);
  const proofs = await proveFrom(reader, EMPTY_TREE, latest?.size ?? 0, 0);
  isRunning = false;
  expect(proofs?.tree.size).toBe(latest?.size);
  expect(turns).toBeGreaterThanOrEqual(BATCHES - 1);
  await reader.close();
});

it('the publisher makes no proof if a stored batch adds no record', async () => {
  const database = openWritable(options.path);
  database.exec('UPDATE batches SET size = first WHERE first = 5');
  database.close();
  const reader = await openReader(options.location);
  const latest = await reader.latest();
  expect(await proveFrom(reader, EMPTY_TREE, latest?.size ?? 0, 0)).toBeNull();
  await reader.close();
});
