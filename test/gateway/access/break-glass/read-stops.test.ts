import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { readStops, readStopsFrom } from '../../../../gateway/access/break-glass/read-stops.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import type { LedgerLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import {
  accessRecord,
  breakGlassRecord,
  createDirectory,
  ledgerOptions,
} from '../../audit/sample.ts';
import { STORES } from '../../audit/stores.ts';

const stop = (id: string, reason = 'STOPPED') =>
  breakGlassRecord({ commitment: '' }, 'p1', {
    kind: 'breakglass.stop',
    reason,
    breakGlass: { id, until: 1 },
    details: null,
  });

describe.each(STORES)('break-glass grants in a ledger on $name', (store) => {
  let directory: ReturnType<typeof createDirectory>;
  beforeAll(() => store.start());
  afterAll(() => store.stop());
  beforeEach(() => void (directory = createDirectory()));
  afterEach(() => directory.remove());

  /** A ledger with one batch a minute. */
  async function write(records: readonly AuditRecord[]): Promise<LedgerLocation> {
    let now = 0;
    const { location } = await store.place(directory.path);
    const options = ledgerOptions(directory.path, { location, now: () => now });
    const ledger = await openLedger(options);
    for (const record of records) {
      now += 60_000;
      await ledger.append(record);
    }
    await ledger.close();
    return location;
  }

  describe('the list of stopped grants', () => {
    it('has the grants that their holders stopped, and not those that expired or are still open', async () => {
      const location = await write([
        stop('a'),
        accessRecord(['p1'], { breakGlass: { id: 'b', until: 1 } }),
        stop('c', 'EXPIRED'),
        stop('d', 'LEFT_OPEN'),
        accessRecord(['"kind":"breakglass.stop"'], { breakGlass: { id: 'e', until: 1 } }),
        stop('f'),
      ]);
      expect((await readStops(location, 0)).ids).toEqual(['f', 'a']);
    });

    it('is read back to the latest batch before the given time, and no further', async () => {
      const location = await write([stop('a'), stop('b'), stop('c'), accessRecord(['p1'])]);
      expect((await readStops(location, 3 * 60_000)).ids).toEqual(['c', 'b']);
      expect((await readStops(location, 3 * 60_000 + 1)).ids).toEqual(['c']);
      expect((await readStops(location, 60 * 60_000)).ids).toEqual([]);
    });

    it('can be read from a given ledger size on, and is refused with "shorter than it was" if the ledger is shorter', async () => {
      const location = await write([stop('a'), accessRecord(['p1']), stop('b')]);
      const { end, keys } = await readStops(location, 0);
      const from = (size: number) => readStopsFrom(reader, { end: size, keys });
      const reader = await openReader(location);
      try {
        // Three that the writer adds itself before the first, and one after the last.
        expect(end).toBe(7);
        expect(await from(0)).toEqual({ ids: ['a', 'b'], end, keys });
        expect(await from(4)).toEqual({ ids: ['b'], end, keys });
        expect(await from(end)).toEqual({ ids: [], end, keys });
        await expect(from(end + 1)).rejects.toThrow(/shorter than it was/);
      } finally {
        await reader.close();
      }
    });

    it('is empty for a new ledger', async () => {
      expect((await readStops(await write([]), 0)).ids).toEqual([]);
    });
  });
});
