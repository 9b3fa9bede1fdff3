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

const MINUTE = 60_000;
const ALL = { now: 0, ms: 0 };

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

  /** A ledger with one batch a minute, whose times are shifted. */
  async function write(
    records: readonly AuditRecord[],
    shifts: readonly number[] = [],
  ): Promise<LedgerLocation> {
    let now = 0;
    let shift = 0;
    const { location } = await store.place(directory.path);
    const options = ledgerOptions(directory.path, { location, now: () => now + shift });
    const ledger = await openLedger(options);
    for (const [place, record] of records.entries()) {
      now += MINUTE;
      shift = shifts[place] ?? 0;
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
      expect((await readStops(location, ALL)).ids).toEqual(['f', 'a']);
    });

    it('is read back to the latest batch before the given time, and no further', async () => {
      const location = await write([stop('a'), stop('b'), stop('c'), accessRecord(['p1'])]);
      const since = async (now: number) => (await readStops(location, { now, ms: 0 })).ids;
      expect(await since(3 * MINUTE)).toEqual(['c', 'b']);
      expect(await since(3 * MINUTE + 1)).toEqual(['c']);
      expect(await since(60 * MINUTE)).toEqual([]);
    });

    it('is read back by the times of the ledger too, since a clock that is ahead may be corrected', async () => {
      const location = await write([stop('a'), stop('b'), stop('c'), accessRecord(['p1'])]);
      const now = 300 * MINUTE;
      expect((await readStops(location, { now, ms: MINUTE })).ids).toEqual(['c']);
      expect((await readStops(location, { now, ms: 2 * MINUTE })).ids).toEqual(['c', 'b']);
      const ahead = ledgerOptions(directory.path, { location, now: () => now });
      await (await openLedger(ahead)).close();
      await (await openLedger(ahead)).close();
      // The time of both starts counts as a minute.
      expect((await readStops(location, { now, ms: 2 * MINUTE })).ids).toEqual(['c']);
      expect((await readStops(location, { now, ms: 4 * MINUTE })).ids).toEqual(['c', 'b', 'a']);
    });

    it('has stops that were recorded while another gateway’s clock was ahead and behind', async () => {
      const location = await write(
        [stop('a'), stop('b'), stop('c'), stop('d'), stop('e'), stop('f')],
        [0, 5 * MINUTE, 0, -MINUTE, 0, 5 * MINUTE],
      );
      const ids = (await readStops(location, { now: 300 * MINUTE, ms: 3 * MINUTE })).ids;
      expect(ids.slice(0, 4)).toEqual(['f', 'e', 'd', 'c']);
    });

    it('can be read from a given ledger size on, and is refused with "shorter than it was" if the ledger is shorter', async () => {
      const location = await write([stop('a'), accessRecord(['p1']), stop('b')]);
      const { end, keys } = await readStops(location, ALL);
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
      expect((await readStops(await write([]), ALL)).ids).toEqual([]);
    });
  });
});
