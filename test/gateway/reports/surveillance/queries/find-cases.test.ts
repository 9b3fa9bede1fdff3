import { caseSources } from '../../../../../gateway/reports/surveillance/recorded/case-sources.ts';
import type { ReviewWindow } from '../../../../../gateway/reports/surveillance/review-window.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import type { LedgerReader } from '../../../../../gateway/audit/store/ledger-reader.ts';
import { compareIndex } from '../../../../../gateway/reports/query/compare-index.ts';
import type { IndexLocation } from '../../../../../gateway/reports/index/index-location.ts';
import { rebuildIndex } from '../../../../../gateway/reports/index/rebuild-index.ts';
import { printCaseId } from '../../../../../gateway/reports/catalog/case-id.ts';
import {
  NO_FACTS,
  NO_FACT_KEYS,
} from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import {
  findCases,
  type CaseQuery,
} from '../../../../../gateway/reports/surveillance/queries/find-cases.ts';
import { DEFAULT_SETTINGS } from '../../../../../gateway/reports/surveillance/surveillance-config.ts';
import { createDirectory } from '../../../audit/sample.ts';
import { STORES, type Place } from '../../../audit/stores.ts';
import { bytesLiteral, indexPlace, tamper, withIndex } from '../../index/places.ts';
import { DAY, DAYS, writeDays } from '../sample-days.ts';
import { ALL_KEYS } from '../groups.ts';
import { DAY_MS, HOUR_MS } from '../../../../../gateway/platform/durations.ts';

const WINDOW = { since: DAY, until: DAY + DAY_MS - 1, actor: null, issuer: null, patient: null };
const HOURS = { roles: ['nurse'], timeZone: 'UTC', from: 420, to: 1_140, days: [1, 2, 3, 4, 5] };
const QUERY: CaseQuery = {
  window: WINDOW,
  settings: { ...DEFAULT_SETTINGS, afterHours: HOURS },
  facts: NO_FACTS,
  factKeys: NO_FACT_KEYS,
};

describe.each(STORES)('unusual-access cases in a ledger on $name', (store) => {
  const directory = createDirectory();
  let place: Place;
  let index: IndexLocation;
  let reader: LedgerReader;
  let ledger: Awaited<ReturnType<typeof writeDays>>;

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    ledger = await writeDays(place, directory.path);
    index = await indexPlace(place, directory.path);
    reader = await openReader(place.location);
  });
  beforeEach(() => rebuildIndex(index, reader, { onProgress: () => undefined }));
  afterAll(async () => {
    await reader.close();
    await store.stop();
    directory.remove();
  });

  const find = (changes: Partial<CaseQuery> = {}) =>
    withIndex(
      index,
      (open) => findCases(caseSources(open, reader, ledger), { ...QUERY, ...changes }),
      'read',
    );
  const only = async (window: Partial<ReviewWindow>) =>
    briefly(await find({ window: { ...WINDOW, ...window } }));
  const complete = () =>
    withIndex(
      index,
      async (open) => {
        const options = { filter: { since: DAY }, searchText: null, onProgress: () => undefined };
        return (await compareIndex(open, reader, { ...options, publicKey: ledger.publicKey }))
          .result;
      },
      'read',
    );
  const numberOf = (subject: string) =>
    `(SELECT actor FROM actor_names WHERE subject = ${word(subject)})`;
  const word = (text: string) => `(SELECT id FROM names WHERE text = ${bytesLiteral(index, text)})`;
  const patient = (text: string) =>
    `(SELECT id FROM patients WHERE text = ${bytesLiteral(index, text)})`;
  const briefly = ({ cases }: Awaited<ReturnType<typeof find>>) =>
    cases.map(({ actor, patient: whose, reasons }) => [
      actor,
      whose,
      ...reasons.map(({ rule }) => rule),
    ]);

  it('are exactly the four of the sample day, the newest first, with the numbers of the volume case', async () => {
    const found = await find();
    expect(briefly(found)).toEqual([
      ['nina', 's1', 'FIRST_CATEGORY'],
      ['physician-7', 'broken', 'BREAK_GLASS'],
      ['nina', 'night', 'AFTER_HOURS'],
      ['nina', null, 'VOLUME'],
    ]);
    expect(found).toMatchObject({ refused: [], notKnown: [] });
    expect(found.cases.find(({ patient: whose }) => whose === null)).toMatchObject({
      since: DAY + 14 * HOUR_MS,
      events: 11,
      reasons: [
        {
          text: '11 patients in one hour. The actor’s median is 2 (40 hours in the previous 90 days); more than 10 are unusual.',
          at: DAY + 14 * HOUR_MS,
        },
      ],
    });
  });

  it("have an id that names their first event, which for a volume case is the actor's first of the day", async () => {
    const found = await find();
    const night = found.cases.find(({ patient: whose }) => whose === 'night');
    const first = DAYS.find(
      ({ at, record }) => at === DAY + 3 * HOUR_MS && record.kind === 'access',
    );
    const leaf = first === undefined ? -1 : ledger.indexOf(first);
    expect(night && printCaseId(night.place)).toBe(`${leaf}-0`);
    const volume = found.cases.find(({ patient: whose }) => whose === null);
    expect(volume && printCaseId(volume.place)).toBe(`${leaf}-0-volume`);
  });

  it('are only those of the actor, patient or period that the window names', async () => {
    expect(await only({ actor: 'physician-7' })).toEqual([
      ['physician-7', 'broken', 'BREAK_GLASS'],
    ]);
    expect(await only({ patient: 'night' })).toEqual([['nina', 'night', 'AFTER_HOURS']]);
    expect(await only({ since: DAY + 13 * HOUR_MS })).toEqual([['nina', null, 'VOLUME']]);
    // Monday and Tuesday, on which nothing was unusual.
    expect(await only({ since: DAY - 2 * DAY_MS, until: DAY - 1 })).toEqual([]);
  });

  it('are not created by a forged index row, which is listed as refused because it differs from the ledger', async () => {
    const row = `actor = ${numberOf('paul')} AND patient = ${patient('s1')}`;
    await tamper(index, `UPDATE events SET grant_id = ${word(GRANT_OF_DAY)} WHERE ${row}`);
    const found = await find();
    expect(briefly(found)).not.toContainEqual(expect.arrayContaining(['paul']));
    expect(found.refused).toEqual([{ leaf: expect.any(Number), why: 'differs' }]);
  });

  it('are not hidden by forged index rows that make a first access look like a second, and the forged rows are listed as refused', async () => {
    const earlier = `actor = ${numberOf('nina')} AND at < ${DAY - 10 * DAY_MS}`;
    const fieldSet = `(SELECT max(field_set) FROM field_set_categories WHERE category = ${word('SUBSTANCE_USE')})`;
    await tamper(index, `UPDATE events SET field_set = ${fieldSet} WHERE ${earlier}`);
    const found = await find();
    expect(briefly(found)).toContainEqual(['nina', 's1', 'FIRST_CATEGORY']);
    expect(found.refused.length).toBeGreaterThan(0);
  });

  it('are not created by forged index rows that fill an hour, and the forged rows are listed as refused', async () => {
    const rows = `actor = ${numberOf('clerk')} AND at >= ${DAY - 20 * DAY_MS} AND at < ${DAY}`;
    const hour = DAY + 16 * HOUR_MS;
    await tamper(
      index,
      `UPDATE events SET at = ${hour}, actor = ${numberOf('paul')} WHERE ${rows}`,
    );
    const found = await find({ window: { ...WINDOW, actor: 'paul' } });
    expect(briefly(found)).toEqual([]);
    expect(found.refused.length).toBeGreaterThan(0);
  });

  it('are missing if their index rows were changed, and a comparison with the ledger then gives INDEX_DIVERGED', async () => {
    expect(await complete()).toBe('COMPLETE');
    await tamper(index, `UPDATE events SET grant_id = NULL WHERE patient = ${patient('broken')}`);
    expect(briefly(await find())).not.toContainEqual(expect.arrayContaining(['BREAK_GLASS']));
    expect(await complete()).toBe('INDEX_DIVERGED');
  });

  it('name the rules that lack facts, with the count of actor and patient pairs that SELF could not evaluate', async () => {
    const found = await find({ factKeys: ALL_KEYS });
    const pairs = new Set(found.cases.flatMap(({ notKnown }) => notKnown));
    expect([...pairs]).toEqual([
      'SELF',
      'SAME_SURNAME',
      'SAME_ADDRESS',
      'NEIGHBOR',
      'CO_WORKER',
      'VIP',
      'DECEASED',
      'TERMINATED',
    ]);
    // 17 pairs of nina, 2 of the physician, one each of paul and newt, 35 of the clerk.
    // Pairs of the index, which doesn't tell that one of them saw nothing but de-identified.
    expect(found.notKnown).toContainEqual({ rule: 'SELF', count: 54 });
    expect(found.cases).toHaveLength(4);
  });
});

const GRANT_OF_DAY = '019a0000-0000-7000-8000-0000000000aa';
