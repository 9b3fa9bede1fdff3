import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import type { LedgerReader } from '../../../../gateway/audit/store/ledger-reader.ts';
import type { Batch } from '../../../../gateway/audit/tree/batch.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES, type Place } from '../stores.ts';

describe.each(STORES)('the batches of a ledger on $name', (store) => {
  const directory = createDirectory();
  let place: Place;
  let reader: LedgerReader;
  let batches: readonly Batch[];

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    const ledger = await openLedger(ledgerOptions(directory.path, { location: place.location }));
    const append = (count: number) =>
      Promise.all(Array.from({ length: count }, () => ledger.append(accessRecord(['p1']))));
    for (const count of [1, 7, 20]) await append(count);
    await ledger.close();
    batches = await place.batches();
    reader = await openReader(place.location);
  });
  afterAll(async () => {
    await reader.close();
    await store.stop();
    directory.remove();
  });

  it('include a batch of more than three leaves, which the following tests need', () => {
    expect(batches.some(({ count }) => count > 3)).toBe(true);
  });

  it('are found by the index of any of their leaves, the last one also by a later index, and none by a negative index', async () => {
    for (const batch of batches) {
      for (let leaf = batch.first; leaf < batch.size; leaf += 1) {
        expect(await reader.batchAt(leaf)).toEqual({ first: batch.first, batch });
      }
    }
    expect((await reader.batchAt(10_000))?.first).toBe(batches.at(-1)?.first);
    expect(await reader.batchAt(-1)).toBeNull();
  });

  it('are read from the first batch that starts at or after a given leaf', async () => {
    for (let leaf = 0; leaf < 40; leaf += 1) {
      const firsts: number[] = [];
      for await (const { first } of reader.batches(leaf)) firsts.push(first);
      expect(firsts).toEqual(batches.map(({ first }) => first).filter((first) => first >= leaf));
    }
  });

  it('are listed with hashes and checkpoints if they overlap a given range of leaves', async () => {
    for (let from = 0; from < 30; from += 3) {
      for (const to of [from + 1, from + 4, from + 16]) {
        const expected = batches.filter(({ first, size }) => first < to && size > from);
        expect(await reader.hashesBetween(from, to)).toEqual(
          expected.map(({ first, size, hashes, note }) => ({ first, size, hashes, note })),
        );
      }
    }
  });
});
