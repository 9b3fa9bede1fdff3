import { caseSources } from '../../../../../gateway/reports/surveillance/recorded/case-sources.ts';
import { NEWEST_FIRST } from '../../../../../gateway/reports/catalog/row-order.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { erasePatient } from '../../../../../gateway/audit/maintain/erase/erase-patient.ts';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { commitTo } from '../../../../../gateway/audit/record/opening.ts';
import { pruneLedger } from '../../../../../gateway/audit/maintain/retain/prune-ledger.ts';
import type { LedgerReader } from '../../../../../gateway/audit/store/ledger-reader.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { earliestAffectedTime } from '../../../../../gateway/reports/surveillance/detection/earliest-affected-time.ts';
import { fillIndex } from '../../../../../gateway/reports/index/fill-index.ts';
import type { IndexLocation } from '../../../../../gateway/reports/index/index-location.ts';
import { rebuildIndex } from '../../../../../gateway/reports/index/rebuild-index.ts';
import { queryCases } from '../../../../../gateway/reports/surveillance/queries/query-cases.ts';
import { createDayCache } from '../../../../../gateway/reports/surveillance/detection/day-cache.ts';
import {
  NO_FACTS,
  NO_FACT_KEYS,
} from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import { DEFAULT_SETTINGS } from '../../../../../gateway/reports/surveillance/surveillance-config.ts';
import { flipLeaf } from '../../../../support/console/flip-leaf.ts';
import {
  accessRecord,
  breakGlassRecord,
  createDirectory,
  ledgerOptions,
} from '../../../audit/sample.ts';
import {
  createOldLedger,
  patients,
  type OldLedger,
} from '../../../audit/maintain/retain/old-ledger.ts';
import { STORES, type Place } from '../../../audit/stores.ts';
import { indexPlace, tamper, withIndex } from '../../index/places.ts';
import { counted } from '../counted-reader.ts';
import { DAY, writeDays } from '../sample-days.ts';
import { DAY_MS, HOUR_MS } from '../../../../../gateway/platform/durations.ts';

const WINDOW = {
  since: DAY - 9 * DAY_MS,
  until: DAY + DAY_MS - 1,
  actor: null,
  issuer: null,
  patient: null,
};
const CONFIGURATION = { facts: NO_FACTS, factKeys: NO_FACT_KEYS };
const PAGE = { filter: {}, order: NEWEST_FIRST, after: null, limit: 100 };

const quiet = () => undefined;

describe.each(STORES)('cached days of unusual access in a ledger on $name', (store) => {
  const directory = createDirectory();
  const memory = createDayCache();
  let place: Place;
  let index: IndexLocation;
  let publicKey: string;

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    ({ publicKey } = await writeDays(place, directory.path, { identity: 'committed' }));
    index = await indexPlace(place, directory.path);
    await follow();
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  const reading = async <Result>(use: (reader: LedgerReader) => Promise<Result>) => {
    const reader = await openReader(place.location);
    try {
      return await use(reader);
    } finally {
      await reader.close();
    }
  };
  const follow = () => reading((reader) => withIndex(index, (open) => fillIndex(open, reader)));
  const rebuild = () => reading((reader) => rebuildIndex(index, reader, { onProgress: quiet }));
  const ask = (remembering = memory, settings = DEFAULT_SETTINGS) =>
    reading((reader) =>
      withIndex(index, async (open) => {
        const { reader: counting, asked } = counted(reader);
        const sources = caseSources(open, counting, { publicKey });
        const query = { window: WINDOW, settings, ...CONFIGURATION };
        const found = await queryCases({ query, ...PAGE }, sources, remembering);
        return { found, read: asked() };
      }),
    );
  const asked = async () => {
    const { found } = await ask();
    // The result is the same with the cache and without it.
    expect(found).toEqual((await ask(createDayCache())).found);
    return found;
  };
  const briefly = async () =>
    (await asked()).nodes.map(({ actor, patient, reasons }) => [
      actor,
      patient,
      ...reasons.map(({ rule }) => rule),
    ]);
  const write = async (at: number, ...[record, opening]: Parameters<typeof appendTo>[1]) => {
    await appendTo({ directory: directory.path, place, at }, [record, opening]);
    await follow();
  };

  it('give the next query the same cases from at most half as many batches', async () => {
    const first = await ask();
    const next = await ask();
    expect(next.found).toEqual(first.found);
    expect(first.found.total).toBe(3);
    // Only what a page shows is proven again.
    expect(next.read).toBeLessThanOrEqual(first.read / 2);
  });

  it.each([
    ['facts', { neighbor: { houses: 3 }, deceased: { days: 1 }, terminated: { days: 9 } }, 0],
    ['reviews', { repeatOffender: { days: 9 } }, 0],
    ['patients in an hour', { volume: { least: 11 } }, 0.5],
    ['records in an hour', { bulkDownload: { records: 40 } }, 0.5],
  ])('are kept for another threshold of a rule that counts %s', async (_what, threshold, share) => {
    const cache = createDayCache();
    const first = await ask(cache);
    const same = await ask(cache);
    const settings = { ...DEFAULT_SETTINGS, ...threshold };
    const { found, read } = await ask(cache, settings);
    expect(found).toEqual((await ask(createDayCache(), settings)).found);
    expect(read).toBeLessThanOrEqual(same.read + share * (first.read - same.read));
  });

  it('are evaluated again if the settings of the rules change', async () => {
    const hours = { roles: ['nurse'], timeZone: 'UTC', from: 420, to: 1_140, days: [1, 2, 3] };
    const settings = { ...DEFAULT_SETTINGS, afterHours: hours };
    const { found } = await ask(memory, settings);
    expect(found).toEqual((await ask(createDayCache(), settings)).found);
    expect(found.total).toBeGreaterThan(100);
  });

  it('include a case that is recorded later on the newest day', async () => {
    const text = commitTo('chest pain', 'cd'.repeat(32));
    const record = breakGlassRecord(text, 'late', { breakGlass: { id: GRANT, until: DAY } });
    await write(DAY + 20 * HOUR_MS, record, text);
    expect(await briefly()).toContainEqual(['physician-7', 'late', 'BREAK_GLASS']);
  });

  it('include a case that a slow clock records on an earlier day', async () => {
    const text = commitTo('a fall', 'ce'.repeat(32));
    const record = breakGlassRecord(text, 'slow', { breakGlass: { id: GRANT, until: DAY } });
    await write(DAY - 5 * DAY_MS, record, text);
    expect(await briefly()).toContainEqual(['physician-7', 'slow', 'BREAK_GLASS']);
  });

  it('show the later review of a case and its new state', async () => {
    const [open] = (await asked()).nodes;
    if (open === undefined) throw new Error('no case');
    const text = commitTo('Talked to them.', 'cf'.repeat(32));
    const details = {
      case: open.id,
      concerns: 'record',
      subject: open.actor,
      day: open.day,
      rules: open.reasons.map(({ rule }) => rule).join(','),
      verdict: 'APPROPRIATE',
      covers: open.lastLeaf,
      reasonCommitment: text.commitment,
    };
    const { actor } = accessRecord([]);
    const record = accessRecord([], {
      kind: 'review',
      accesses: [],
      actor: actor && { ...actor, subject: 'olga' },
      details,
    });
    await write(DAY + 21 * HOUR_MS, record, text);
    const again = (await asked()).nodes.find(({ id }) => id === open.id);
    expect(again).toMatchObject({ state: 'CLOSED', reviews: [{ reviewer: 'olga' }] });
  });

  it('drop a case if its response is later recorded as unreleased', async () => {
    const leaf = (await asked()).nodes.find(({ patient }) => patient === 's1')?.lastLeaf;
    expect(leaf).toBeGreaterThan(0);
    const details = { first: leaf ?? 0, count: 1 };
    const record = accessRecord([], { kind: 'unreleased', actor: null, accesses: [], details });
    await write(DAY + 22 * HOUR_MS, record);
    expect(await briefly()).not.toContainEqual(expect.arrayContaining(['s1', 'FIRST_CATEGORY']));
  });

  it('are discarded after the index was rebuilt, so that a case hidden by a changed index appears', async () => {
    await tamper(index, 'UPDATE events SET grant_id = NULL');
    const other = createDayCache();
    expect(JSON.stringify((await ask(other)).found.nodes)).not.toContain('BREAK_GLASS');
    await rebuild();
    expect(JSON.stringify((await ask(other)).found.nodes)).toContain('BREAK_GLASS');
  });

  if (store.name === 'SQLite') {
    it('stop naming a patient at the erasure, before the index is filled and after', async () => {
      expect(JSON.stringify(await briefly())).toContain('"broken"');
      const { keyPath, guardPath } = ledgerOptions(directory.path);
      await erasePatient({
        location: place.location,
        keyPath,
        guardPath,
        at: DAY + 23 * HOUR_MS,
        patient: 'broken',
        reason: 'asked for',
        version: '0.1.0',
      });
      expect(JSON.stringify(await asked())).not.toContain('"broken"');
      await follow();
      const erased = await briefly();
      expect(JSON.stringify(erased)).not.toContain('"broken"');
      expect(erased).toContainEqual(['physician-7', '(erased)', 'BREAK_GLASS']);
    });

    it('omit the case of a record that was changed since, refuse the record, and show the case once it is changed back', async () => {
      const [first] = (await asked()).nodes;
      if (first === undefined || place.location.kind !== 'sqlite') throw new Error('no case');
      const changeBack = flipLeaf(place.location.path, first.leaves[0] ?? 0);
      const found = await asked();
      expect(found.nodes.map(({ id }) => id)).not.toContain(first.id);
      expect(found.refused).toContainEqual({ leaf: first.leaves[0], why: 'changed' });
      changeBack();
      expect((await asked()).nodes.map(({ id }) => id)).toContain(first.id);
    });
  }
});

describe.each(STORES)('a cached day of a pruned ledger on $name', (store) => {
  const directory = createDirectory();
  const memory = createDayCache();
  const day = Date.UTC(2017, 2, 1);
  let ledger: OldLedger;

  beforeAll(async () => {
    await store.start();
    ledger = await createOldLedger(store);
    await ledger.write('2017-03-01', patients('a', 300));
    await ledger.write('2025-03-01', patients('b', 10));
  });
  afterAll(async () => {
    ledger.remove();
    await store.stop();
    directory.remove();
  });

  it('shows only the cases whose records were not pruned', async () => {
    const index: IndexLocation = { kind: 'sqlite', path: `${directory.path}/index` };
    const settings = { ...DEFAULT_SETTINGS, noRelationship: { roles: ['physician'] } };
    const window = {
      since: day,
      until: day + DAY_MS - 1,
      actor: null,
      issuer: null,
      patient: null,
    };
    const ask = async () => {
      const reader = await openReader(ledger.place.location);
      try {
        return await withIndex(index, async (open) => {
          const { size } = await fillIndex(open, reader);
          const sources = caseSources(open, reader, { publicKey: null });
          const found = await queryCases(
            { query: { window, settings, ...CONFIGURATION }, ...PAGE },
            sources,
            memory,
          );
          return { total: found.total, affectedFrom: await earliestAffectedTime(reader, 0, size) };
        });
      } finally {
        await reader.close();
      }
    };
    const first = await ask();
    expect(first.total).toBeGreaterThan(200);
    const { dropped } = await pruneLedger(ledger.tool, quiet);
    expect(dropped).toBeGreaterThan(200);
    const after = await ask();
    // Not all of the three hundred are in a full tile: some stay.
    expect(after.total).toBe(first.total - dropped);
    expect(after.affectedFrom).toBe(-Infinity);
  });
});

const GRANT = '019a0000-0000-7000-8000-0000000000ab';

/** Appends a record at a time. */
async function appendTo(
  {
    directory,
    place,
    at,
  }: { readonly directory: string; readonly place: Place; readonly at: number },
  [record, opening]: [
    record: ReturnType<typeof accessRecord>,
    opening?: ReturnType<typeof commitTo> | undefined,
  ],
): Promise<void> {
  const { location } = place;
  const options = ledgerOptions(directory, { location, identity: 'committed', now: () => at });
  const ledger = await openLedger(options);
  await ledger.append(record, opening);
  await ledger.close();
}
