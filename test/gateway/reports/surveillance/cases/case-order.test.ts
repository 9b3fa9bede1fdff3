import {
  type CaseSources,
  caseSources,
} from '../../../../../gateway/reports/surveillance/recorded/case-sources.ts';
import { keysOf } from '../../../../../gateway/reports/catalog/filter-spec.ts';
import {
  CASE_FIELDS,
  NEWEST_FIRST,
  REVIEW_FIELDS,
  type ReviewField,
} from '../../../../../gateway/reports/catalog/row-order.ts';
import type { ReviewFinding } from '../../../../../gateway/reports/catalog/case-filter.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { commitTo } from '../../../../../gateway/audit/record/opening.ts';
import type { LedgerReader } from '../../../../../gateway/audit/store/ledger-reader.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { fillIndex } from '../../../../../gateway/reports/index/fill-index.ts';
import type { IndexLocation } from '../../../../../gateway/reports/index/index-location.ts';
import {
  openReportIndex,
  type ReportIndex,
} from '../../../../../gateway/reports/index/open-index.ts';
import {
  queryCases,
  queryReviews,
} from '../../../../../gateway/reports/surveillance/queries/query-cases.ts';
import type {
  CaseNode,
  ReviewNode,
} from '../../../../../gateway/reports/surveillance/cases/case-node.ts';
import { createDayCache } from '../../../../../gateway/reports/surveillance/detection/day-cache.ts';
import {
  NO_FACTS,
  NO_FACT_KEYS,
} from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import type { ReviewQuery } from '../../../../../gateway/reports/surveillance/reviews/find-reviews.ts';
import { reviewWindow } from '../../../../../gateway/reports/surveillance/review-window.ts';
import type { CasesQuery } from '../../../../../gateway/reports/surveillance/queries/case-queries.ts';
import { DEFAULT_SETTINGS } from '../../../../../gateway/reports/surveillance/surveillance-config.ts';
import { flipLeaf } from '../../../../support/console/flip-leaf.ts';
import { atDepth } from '../../../../support/depth.ts';
import { breakGlassRecord, createDirectory, GRANT, ledgerOptions } from '../../../audit/sample.ts';
import { STORES, type Place } from '../../../audit/stores.ts';
import { compare } from '../../api/report-model.ts';
import { indexPlace, LEDGER } from '../../index/places.ts';
import { counted } from '../counted-reader.ts';
import { DAY, seen, writeDays } from '../sample-days.ts';
import { recordReviews, type GivenReview } from '../record-reviews.ts';
import { DAY_MS, HOUR_MS } from '../../../../../gateway/platform/durations.ts';
import {
  CASE_FILTERS,
  CASE_KEYS,
  casePlace,
  PORTAL,
  REVIEW_FILTERS,
  REVIEW_KEYS,
} from './case-model.ts';

const HOURS = { roles: ['nurse'], timeZone: 'UTC', from: 420, to: 1_140, days: [1, 2, 3] };
const SETTINGS = { ...DEFAULT_SETTINGS, afterHours: HOURS };
const CONFIGURATION = { settings: SETTINGS, facts: NO_FACTS, factKeys: NO_FACT_KEYS };
const NOW = DAY + 2 * DAY_MS;
const DIRECTIONS = ['asc', 'desc'] as const;

/** Names that UTF-16 and UTF-8 sort differently, and names that are empty or missing. */
const ACTORS = [
  { subject: 'zoe-1', name: '\u{1F600}', roles: ['physician', 'nurse'] },
  { subject: 'zoe-1', name: '\uFF5E', roles: ['physician'], issuer: PORTAL },
  { subject: 'Zoe-2', name: '', roles: [] },
  { subject: '\uFF5E', name: null, roles: ['nurse'] },
  { subject: '\u{1F600}', name: 'a', roles: ['billing'] },
];

const VERDICTS: readonly ReviewFinding[] = ['VIOLATION', 'APPROPRIATE', 'FOLLOW_UP'];

/** Orders in which the index sorts reviews; the gateway sorts in all others, whatever the store. */
const SORTED_BY_INDEX: readonly ReviewField[] = [
  'leaf',
  'time',
  'reviewer',
  'reviewer_issuer',
  'patient',
];

// The index finds cases of an actor, an issuer, a patient or a period; the gateway filters them by the rest.
const isLook = ([filter]: (typeof CASE_FILTERS)[number]) =>
  ['actor', 'issuer', 'patient', 'since', 'until'].some((name) => name in filter);

const isIndexed = ([filter]: (typeof REVIEW_FILTERS)[number]) =>
  Object.keys(filter).every((name) =>
    ['reviewer', 'reviewerIssuer', 'patient', 'since', 'until'].includes(name),
  );

describe.each(STORES)('unusual-access cases and their reviews in a ledger on $name:', (store) => {
  /** Of fields or filters, those for which the store matters, and one for which it doesn't. */
  const ofStore = <Case>(all: readonly Case[], isOfStore: (each: Case) => boolean) =>
    store.name === 'SQLite'
      ? all
      : atDepth(
          [...all.filter(isOfStore), ...all.filter((each) => !isOfStore(each)).slice(-1)],
          all,
        );
  const directory = createDirectory();
  const memory = createDayCache();
  let place: Place;
  let index: IndexLocation;
  let publicKey: string;
  let allCases: readonly CaseNode[];
  let allReviews: readonly ReviewNode[];

  const options = (at: number) =>
    ledgerOptions(directory.path, { location: place.location, now: () => at });

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    index = await indexPlace(place, directory.path);
    ({ publicKey } = await writeDays(place, directory.path));
    const ledger = await openLedger(options(DAY + 20 * HOUR_MS));
    for (const [number, actor] of ACTORS.entries()) {
      for (const patient of ['p0', `p${number + 1}`]) {
        const opening = commitTo(`found ${patient}`, `${number}c`.repeat(32));
        const record = breakGlassRecord(opening, patient, {
          breakGlass: { id: GRANT, until: DAY + DAY_MS },
        });
        await ledger.append(
          { ...record, actor: record.actor && { ...record.actor, ...actor } },
          opening,
        );
      }
    }
    await ledger.append(seen(0, '\uFF5E', ['p4']).record);
    await ledger.close();
    await follow();
    const { nodes } = await cases();
    const signed = nodes.filter(
      ({ reasons }, number) =>
        number % 9 === 0 || reasons.some(({ rule }) => rule === 'BREAK_GLASS'),
    );
    const signings = signed.map((found, number): GivenReview => ({
      found,
      reviewer: number % 2 === 0 ? 'otto' : 'olga',
      reviewerName: ACTORS[number % 4]?.name ?? null,
      ...(number % 4 === 0 && { reviewerIssuer: PORTAL }),
      verdict: VERDICTS[number % 3] ?? 'APPROPRIATE',
      note: `Note ${number}.`,
    }));
    // Many at one time, and a few a moment later.
    await recordReviews(options(DAY + DAY_MS), signings.slice(5));
    await recordReviews(options(DAY + DAY_MS + 1), signings.slice(0, 5));
    await follow();
    allCases = (await cases()).nodes;
    allReviews = (await reviews()).nodes;
  });
  afterAll(async () => {
    await opened?.reader.close();
    await opened?.index.close();
    await store.stop();
    directory.remove();
  });

  let opened: { readonly index: ReportIndex; readonly reader: LedgerReader } | null = null;
  const using = async <Result>(
    use: (sources: CaseSources, read: () => number) => Promise<Result>,
  ) => {
    opened ??= {
      index: await openReportIndex({ ledger: LEDGER, index }, 'fill'),
      reader: await openReader(place.location),
    };
    const { reader: counting, asked } = counted(opened.reader);
    return use(caseSources(opened.index, counting, { publicKey }), asked);
  };
  const follow = () => using(({ index: open, reader }) => fillIndex(open, reader));
  const cases = ({ filter = {}, ...page }: Partial<Omit<CasesQuery, 'query'>> = {}) => {
    const query = {
      window: reviewWindow({ since: DAY - 9 * DAY_MS, ...filter }, NOW),
      ...CONFIGURATION,
    };
    return using((sources) =>
      queryCases(
        { query, filter, order: NEWEST_FIRST, after: null, limit: 1_000, ...page },
        sources,
        memory,
      ),
    );
  };
  const reviews = (page: Partial<ReviewQuery> = {}) =>
    using(async (sources, read) => {
      const query = { filter: {}, order: NEWEST_FIRST, after: null, limit: 1_000, ...page };
      return { ...(await queryReviews(query, sources)), read: read() };
    });

  it('the sample has more than 100 cases, with unique ids and different numbers of reasons, and more than 20 reviews (control)', () => {
    expect(allCases.length).toBeGreaterThan(100);
    expect(allReviews.length).toBeGreaterThan(20);
    expect(new Set(allCases.map(({ id }) => id)).size).toBe(allCases.length);
    expect(new Set(allCases.map(({ reasons }) => reasons.length)).size).toBeGreaterThan(1);
  });

  describe.each(DIRECTIONS)('in direction %s,', (direction) => {
    it.each(ofStore(keysOf(CASE_FIELDS), () => false))(
      'pages of cases, put together, are all cases sorted by %s',
      async (by) => {
        const order = { by, direction };
        const due = inOrder(allCases, CASE_KEYS[by], ({ id }) => casePlace(id), direction);
        const limit = pageSize(due);
        expect(idsOf(await allPages((after) => cases({ order, after, limit })))).toEqual(
          idsOf(due),
        );
      },
    );

    it.each(ofStore(keysOf(REVIEW_FIELDS), (by) => SORTED_BY_INDEX.includes(by)))(
      'pages of reviews, put together, are all reviews sorted by %s',
      async (by) => {
        const order = { by, direction };
        const due = inOrder(allReviews, REVIEW_KEYS[by], ({ leaf }) => [leaf], direction);
        const limit = pageSize(due);
        expect(await allPages((after) => reviews({ order, after, limit }))).toEqual(due);
      },
    );
  });

  it.each(ofStore(CASE_FILTERS, isLook))(
    'a filter of cases by %j finds exactly those that match, in their order and with their number',
    async (filter, fits) => {
      const due = allCases.filter(fits);
      expect(due.length).toBeGreaterThan(0);
      expect(due.length).toBeLessThan(allCases.length);
      const found = await cases({ filter, limit: 3 });
      expect(found.total).toBe(due.length);
      expect(idsOf((await cases({ filter })).nodes)).toEqual(idsOf(due));
      expect(idsOf(found.nodes)).toEqual(idsOf(due.slice(0, 3)));
    },
  );

  it('a filter of cases by a record finds exactly the cases that name it', async () => {
    const leaf = allCases[4]?.leaves[0] ?? -1;
    const due = allCases.filter(({ leaves }) => leaves.includes(leaf));
    expect(idsOf((await cases({ filter: { leaf } })).nodes)).toEqual(idsOf(due));
    expect((await cases({ filter: { leaf: 0 } })).total).toBe(0);
  });

  it.each(ofStore(REVIEW_FILTERS, isIndexed))(
    'a filter of reviews by %j finds exactly those that match, in two orders and with their number',
    async (filter, fits) => {
      const due = allReviews.filter(fits);
      expect(due.length).toBeGreaterThan(0);
      expect(due.length).toBeLessThan(allReviews.length);
      for (const by of ['leaf', 'verdict'] as const) {
        const order = { by, direction: 'asc' } as const;
        const fitting = inOrder(due, REVIEW_KEYS[by], ({ leaf }) => [leaf], 'asc');
        const pages = await allPages(async (after) => {
          const page = await reviews({ filter, order, after, limit: pageSize(due) });
          expect(page.total).toBe(due.length);
          return page;
        });
        expect(pages).toEqual(fitting);
      }
    },
  );

  it('a filter of reviews by case finds exactly the reviews of that case, and a filter by an unknown reviewer none', async () => {
    const id = allReviews[3]?.case ?? '';
    const due = allReviews.filter((review) => review.case === id);
    expect((await reviews({ filter: { case: id } })).nodes).toEqual(due);
    expect((await reviews({ filter: { reviewer: 'nobody' } })).total).toBe(0);
  });

  it('a page of reviews reads fewer batches of the ledger than the whole list if the index can sort it, and reads every review if it filters by verdict', async () => {
    const all = (await reviews()).read;
    for (const by of ['leaf', 'time', 'reviewer', 'reviewer_issuer'] as const) {
      const { read, total } = await reviews({ order: { by, direction: 'desc' }, limit: 2 });
      expect(total).toBe(allReviews.length);
      expect(read).toBeLessThan(all - allReviews.length / 2);
    }
    expect((await reviews({ filter: { verdict: 'VIOLATION' }, limit: 2 })).read).toBeGreaterThan(
      allReviews.length,
    );
  });

  it('a cursor is refused with BAD_USER_INPUT in another order, in another list, or if it is malformed', async () => {
    const order = { by: 'actor', direction: 'asc' } as const;
    const ofCase = (await cases({ order, limit: 1 })).next;
    const ofReview = (await reviews({ order, limit: 1 })).next;
    const bad = [
      forged(['events', 'asc', 'QQ==', 1, 1]),
      forged(['events', 'asc', 1, 1]),
      forged(['events', 'asc', 1, 1.5, 1]),
      forged(['events', 'asc', 1, 1, 1, 1]),
      forged({ by: 'events' }),
      'x',
      '',
      ofCase,
      ofReview,
    ];
    for (const after of bad) {
      const events = { by: 'events', direction: 'asc' } as const;
      await expect(cases({ order: events, after })).rejects.toMatchObject(BAD);
      await expect(
        reviews({ order: { by: 'day', direction: 'asc' }, after }),
      ).rejects.toMatchObject(BAD);
      await expect(reviews({ after })).rejects.toMatchObject(BAD);
    }
    await expect(cases({ order, after: ofReview })).rejects.toMatchObject(BAD);
    await expect(reviews({ order, after: ofCase })).rejects.toMatchObject(BAD);
    const against = { by: 'actor', direction: 'desc' } as const;
    await expect(cases({ order: against, after: ofCase })).rejects.toMatchObject(BAD);
    // The cursor is refused even if no row fits the filter.
    const filter = { reviewer: 'nobody' };
    await expect(reviews({ filter, after: 'x' })).rejects.toMatchObject(BAD);
  });

  it('a case that is closed between two pages of open cases hides no case of the next pages', async () => {
    const order = { by: 'events', direction: 'asc' } as const;
    const filter = { state: 'OPEN' } as const;
    const open = (await cases({ filter, order })).nodes;
    const { nodes, next } = await cases({ filter, order, limit: 3 });
    const found = nodes.at(-1);
    if (found === undefined) throw new Error('no case');
    await recordReviews(options(DAY + DAY_MS + 2), [{ found, reviewer: 'otto' }]);
    await follow();
    const rest = await allPages((after) => cases({ filter, order, after, limit: 45 }), next);
    expect(idsOf(rest)).toEqual(idsOf(open.slice(3)));
    expect((await cases({ filter, order })).total).toBe(open.length - 1);
  });

  if (store.name === 'SQLite') {
    it('a review with a changed record is refused as "changed", and all other reviews are listed as before', async () => {
      if (place.location.kind !== 'sqlite') throw new Error('no file');
      const before = (await reviews()).nodes;
      const changed = before[3];
      if (changed === undefined) throw new Error('no review');
      const changeBack = flipLeaf(place.location.path, changed.leaf);
      const refused = [{ leaf: changed.leaf, why: 'changed' }];
      const others = before.filter(({ leaf }) => leaf !== changed.leaf);
      const first = await reviews({ limit: 4 });
      expect(first).toMatchObject({ refused, total: before.length });
      expect(first.nodes).toEqual(before.slice(0, 3));
      const second = await reviews({ limit: 4, after: first.next });
      expect(second.refused).toEqual([]);
      expect(second.nodes).toEqual(before.slice(4, 8));
      // Its place is unknown in an order that needs its record.
      const order = { by: 'verdict', direction: 'asc' } as const;
      const pages = await allPages(async (after) => {
        const page = await reviews({ order, after, limit: 5 });
        expect(page).toMatchObject({ refused, total: others.length });
        return page;
      });
      expect(pages).toEqual(inOrder(others, REVIEW_KEYS.verdict, ({ leaf }) => [leaf], 'asc'));
      changeBack();
      expect((await reviews()).nodes).toEqual(before);
    });
  }

  it('a record of the kind "review" without the form of a review is refused as "differs" instead of shown', async () => {
    const { nodes, total } = await reviews();
    const ledger = await openLedger(options(DAY + DAY_MS + 3));
    const record = seen(0, 'olga', [], { kind: 'review', accesses: [], details: { case: '1-0' } });
    const { first } = await ledger.append(record.record);
    await ledger.close();
    await follow();
    const refused = [{ leaf: first, why: 'differs' }];
    expect(await reviews()).toMatchObject({ nodes, total: total + 1, refused });
    const order = { by: 'day', direction: 'asc' } as const;
    expect(await reviews({ order })).toMatchObject({ total, refused });
  });
});

const BAD = { code: 'BAD_USER_INPUT' };

const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes three pages of these rows, or two of the least. */
const pageSize = (rows: readonly unknown[]) => Math.ceil(rows.length / atDepth(3, 9));

const idsOf = (nodes: readonly CaseNode[]) => nodes.map(({ id }) => id);

/** Every page from a cursor on, together. */
async function allPages<Node>(
  ask: (after: string | null) => Promise<{
    readonly nodes: readonly Node[];
    readonly next: string | null;
  }>,
  from: string | null = null,
): Promise<readonly Node[]> {
  const all: Node[] = [];
  let after = from;
  do {
    const { nodes, next } = await ask(after);
    all.push(...nodes);
    after = next;
  } while (after !== null);
  return all;
}

function inOrder<Node>(
  nodes: readonly Node[],
  key: (node: Node) => string | number,
  placeOf: (node: Node) => readonly number[],
  direction: 'asc' | 'desc',
): readonly Node[] {
  const ascending = nodes.toSorted((one, other) => {
    const places = placeOf(one).map((at, part) => at - (placeOf(other)[part] ?? 0));
    return compare(key(one), key(other)) || (places.find((distance) => distance !== 0) ?? 0);
  });
  return direction === 'asc' ? ascending : ascending.toReversed();
}
