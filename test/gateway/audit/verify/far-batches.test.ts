import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES, type Place } from '../stores.ts';
import { INSPECTED } from './inspected.ts';

/** Neighbors of a number that is rounded down to an even one, as JavaScript reads it. */
const FAR = [2n ** 53n + 1n, 2n ** 53n + 5n];

describe.each(STORES)('batches on $name with an index beyond 2^53', (store) => {
  const directory = createDirectory();
  const options = () => ledgerOptions(directory.path, { location: place.location });
  let place: Place;

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    const ledger = await openLedger(options());
    for (const patient of ['p1', 'p2', 'p3']) await ledger.append(accessRecord([patient]));
    await ledger.close();
    for (const [offset, first] of FAR.entries())
      await place.execute(`UPDATE batches SET first = ${first} WHERE first = ${4 + offset}`);
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  it('make verification end with FAIL and the finding GAP, with and without threads', async () => {
    const { location, guardPath } = options();
    const trust = { publicKey: null, anchors: [], witnesses: [], guardPath };
    for (const threads of [undefined, INSPECTED]) {
      const { result, findings } = await verifyLedger({ location, ...trust }, threads);
      expect([result, findings.map(({ code }) => code)]).toEqual([
        'FAIL',
        expect.arrayContaining(['GAP']),
      ]);
    }
  });

  it('are skipped when a ledger is read from its end', async () => {
    const reader = await openReader(place.location);
    const firsts: number[] = [];
    for await (const { first } of reader.newest()) firsts.push(first);
    await reader.close();
    expect(firsts).toEqual([6, 3, 0]);
  });
});
