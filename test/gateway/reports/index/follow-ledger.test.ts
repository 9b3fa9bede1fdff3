import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { findEvents } from '../../../../gateway/reports/query/find-events.ts';
import { followLedger } from '../../../../gateway/reports/index/follow-ledger.ts';
import { readStatus } from '../../../../gateway/reports/index/position.ts';
import { rebuildIndex } from '../../../../gateway/reports/index/rebuild-index.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../audit/sample.ts';
import { STORES } from '../../audit/stores.ts';
import { append, indexPlace, tamper, withIndex } from './places.ts';

async function until(isDone: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await isDone())) {
    if (Date.now() > end) throw new Error('It did not come to that.');
    await sleep(20);
  }
}

describe.each(STORES)('a report index on $name that follows its ledger', (store) => {
  const directory = createDirectory();
  beforeAll(() => store.start());
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  it('catches up with a running gateway, reports a fault, goes on after a rebuild, and stops on request', async () => {
    const place = await store.place(directory.path);
    await append(place, directory.path, [accessRecord(['p1'])]);
    const where = await indexPlace(place, directory.path);
    const reader = await openReader(place.location);
    const faults: unknown[] = [];
    const rounds: number[] = [];
    const patients = async (index: Parameters<typeof findEvents>[0]) => {
      const order = { by: 'leaf', direction: 'asc' } as const;
      const query = { filter: {}, order, after: null, limit: 100, publicKey: null };
      return (await findEvents(index, reader, query)).events.map(({ row }) => row.patient);
    };
    await withIndex(where, async (index) => {
      const following = followLedger(index, place.location, {
        everyMs: 20,
        onFault: (error) => faults.push(error),
        onRound: ({ size }) => rounds.push(size),
      });
      const isUp = async () => (await readStatus(index, reader)).lag === 0;
      await until(isUp);
      const ledger = await openLedger(ledgerOptions(directory.path, { location: place.location }));
      await ledger.append(accessRecord(['p2']));
      await until(isUp);
      expect(await patients(index)).toEqual(['p1', 'p2']);

      await tamper(where, "UPDATE position SET note = 'x'");
      await until(() => faults.length > 0);
      expect(String(faults[0])).toMatch(/to another ledger/);
      await rebuildIndex(where, reader, { onProgress: () => undefined });
      await ledger.append(accessRecord(['p3']));
      await until(isUp);
      expect(await patients(index)).toEqual(['p1', 'p2', 'p3']);

      await following.stop();
      const known = rounds.length;
      await ledger.append(accessRecord(['p4']));
      await ledger.close();
      await sleep(100);
      expect(rounds).toHaveLength(known);
      expect((await readStatus(index, reader)).lag).toBeGreaterThan(0);
    });
    await reader.close();
  });
});
