import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { atDepth } from '../../../support/depth.ts';
import { lookAtPatients } from '../../../support/reports/served-reports.ts';
import { prepareReports, type PreparedReports } from './prepared-reports.ts';
import { IDS, idsOf, MOST, PAGE, readPages, type Page } from './read-pages.ts';
import {
  BARS,
  byKey,
  countModel,
  fits,
  FITS,
  inOrder,
  ORDERS,
  type ModelCount,
  type ModelEvent,
  type ModelFilter,
} from './report-model.ts';
import { EVENT_FILTER } from '../../../../gateway/reports/catalog/event-filter.ts';

jest.setTimeout(180_000);

describe.each(['SQLite', 'PostgreSQL'] as const)(
  'reports through the API on a ledger on %s',
  (store) => {
    let reports: PreparedReports;
    beforeAll(async () => {
      reports = await prepareReports(store);
    });
    afterAll(() => reports.close());

    it('return every event exactly as it is read from the ledger', async () => {
      expect(reports.model.length).toBeGreaterThan(100);
      expect(reports.model.length).toBeLessThan(MOST);
      const [page] = await readPages(reports, [{ filter: {} }]);
      expect(page?.refused).toEqual([]);
      expect(page?.totalCount).toBe(reports.model.length);
      const shown = page?.edges.map(({ node }) => ({
        ...node,
        coordinates: (node['coordinates'] as Readonly<Record<string, unknown>>[]).map((each) => [
          each['coordinate'],
          each['view'],
          each['categories'],
        ]),
      }));
      expect(shown).toEqual(
        reports.model.map((event) => ({
          id: event.id,
          leaf: event.leaf,
          time: new Date(event.at).toISOString(),
          kind: event.kind,
          actor: orNull(event.actor),
          patient: orNull(event.patient),
          relations: event.relations,
          purpose: orNull(event.purpose),
          operation: orNull(event.operation),
          outcome: event.outcome,
          records: event.records,
          coordinates: event.coordinates,
          breakGlass: event.grant === '' ? null : { grant: event.grant },
        })),
      );
    });

    it('can be filtered by each filter, with values that the ledger has and values that it does not have', async () => {
      const cases = Object.keys(FITS).flatMap((name) =>
        valuesOf(reports.model, name).map((value): ModelFilter => ({ [name]: value })),
      );
      const found = await readPages(
        reports,
        cases.map((filter) => ({ filter })),
        IDS,
      );
      let some = 0;
      for (const [at, filter] of cases.entries()) {
        const expected = reports.model.filter((event) => fits(event, filter)).map(({ id }) => id);
        some += Number(expected.length > 0 && expected.length < reports.model.length);
        expect([filter, idsOf(found[at])]).toEqual([filter, expected]);
        expect([filter, found[at]?.totalCount]).toEqual([filter, expected.length]);
      }
      expect(some).toBeGreaterThan(30);
    });

    it('can be sorted by each column in both directions', async () => {
      const orders = Object.keys(ORDERS).flatMap((field) =>
        ['ASC', 'DESC'].map((direction) => ({ field, direction })),
      );
      const found = await readPages(
        reports,
        orders.map((orderBy) => ({ filter: {}, orderBy })),
        IDS,
      );
      for (const [at, order] of orders.entries()) {
        const expected = inOrder(reports.model, order).map(({ id }) => id);
        expect([order, idsOf(found[at])]).toEqual([order, expected]);
      }
    });

    it('return each event once and in order, page by page, while the ledger grows', async () => {
      const names = Object.keys(FITS);
      const filters = fc
        .uniqueArray(fc.constantFrom(...names), { maxLength: 2 })
        .chain((chosen) =>
          fc.record(
            Object.fromEntries(
              chosen.map((name) => [name, fc.constantFrom(...valuesOf(reports.model, name))]),
            ),
          ),
        );
      const order = fc.record({
        field: fc.constantFrom(...Object.keys(ORDERS)),
        direction: fc.constantFrom('ASC', 'DESC'),
      });
      await fc.assert(
        fc.asyncProperty(
          filters,
          order,
          fc.integer({ min: 12, max: 90 }),
          async (some, by, first) => {
            const filter: ModelFilter = { until: reports.until, ...some };
            const read: string[] = [];
            const query = `query ($f: EventFilter!, $o: EventOrder!, $n: Int!, $c: String) {
            events(first: $n, after: $c, filter: $f, orderBy: $o) { ${PAGE} }
          }`;
            for (let cursor: string | null = null, more = true; more;) {
              const variables = { f: filter, o: by, n: first, c: cursor };
              const page = (await reports.ask(query, variables)).data?.['events'] as Page;
              expect(page.pageInfo.hasPreviousPage).toBe(cursor !== null);
              expect(page.pageInfo.startCursor).toBe(page.edges[0]?.cursor ?? null);
              expect(page.edges.length).toBe(page.pageInfo.hasNextPage ? first : page.edges.length);
              read.push(...page.edges.map(({ node }) => node.id));
              more = page.pageInfo.hasNextPage;
              cursor = page.pageInfo.endCursor;
              if (more) await lookAtPatients(reports.served, { first: 1 });
            }
            const expected = inOrder(
              reports.model.filter((event) => fits(event, filter)),
              by,
            );
            expect(read).toEqual(expected.map(({ id }) => id));
          },
        ),
        { numRuns: atDepth(store === 'SQLite' ? 6 : 3, 12), seed: 3 },
      );
    });

    it('count events by each dimension as a scan of the ledger does, by day and hour in three time zones in order of time, otherwise the largest count first', async () => {
      const filters: readonly ModelFilter[] = [{}, { denied: false, actor: 'nurse-3' }];
      const zones = ['UTC', 'America/New_York', 'Asia/Kathmandu'];
      for (const filter of filters) {
        for (const zone of zones) {
          const bars = Object.keys(BARS).filter((by) => zone === 'UTC' || /DAY|HOUR/.test(by));
          const fields = bars.map(
            (by) =>
              `${by}: counts(by: ${by}, filter: $f, first: 100, timeZone: "${zone}") { key events denied breakGlass }`,
          );
          const query = `query ($f: EventFilter!) { ${fields.join('\n')} }`;
          const { data } = await reports.ask(query, { f: { until: reports.until, ...filter } });
          const counted = reports.model.filter((event) => fits(event, filter));
          for (const by of bars) {
            const figures = (data?.[by] ?? []) as readonly ModelCount[];
            expect([by, zone, byKey(figures)]).toEqual([by, zone, countModel(counted, by, zone)]);
            const isTime = by === 'DAY' || by === 'HOUR';
            const sorted = isTime
              ? byKey(figures)
              : figures.toSorted((a, b) => b.events - a.events);
            expect(figures).toEqual(sorted);
          }
        }
      }
    });

    it('refuse an invalid time zone, cursor or page size with BAD_USER_INPUT and 1,001 rows with OPERATION_TOO_COMPLEX, and have an empty page after the last cursor', async () => {
      const [page] = await readPages(reports, [{ filter: {} }]);
      const last = page?.edges.at(-1)?.cursor;
      const ask = async (args: string) => {
        const declared = args.includes('$c') ? '$c: String, $f: EventFilter!' : '$f: EventFilter!';
        const query = `query (${declared}) { events(${args}, filter: $f) { ${PAGE} } }`;
        return reports.ask(query, { c: last, f: { until: reports.until } });
      };
      const order = 'orderBy: { field: LEAF, direction: ASC }';
      expect((await ask(`first: 5, after: $c, ${order}`)).data?.['events']).toMatchObject({
        edges: [],
        pageInfo: { hasPreviousPage: true, hasNextPage: false, startCursor: null, endCursor: null },
      });
      for (const args of [
        'first: 0',
        'first: -1',
        'first: 5, after: ""',
        'first: 5, after: "x"',
        'first: 5, after: $c',
        `first: 5, after: "${cursorOf('["leaf","asc","AA==",1]')}", ${order}`,
        `first: 5, after: "${cursorOf('["leaf","asc",1e300,1]')}", ${order}`,
        `first: 5, after: "${cursorOf('["leaf","asc",1,-0.5]')}", ${order}`,
        `first: 5, after: "${cursorOf('["actor","asc",1,1]')}", ${order.replace('LEAF', 'ACTOR')}`,
        `first: 5, after: "${cursorOf('["relations","asc",9999999999,1]')}", ${order.replace('LEAF', 'RELATIONS')}`,
      ]) {
        expect([args, (await ask(args)).codes]).toEqual([args, ['BAD_USER_INPUT']]);
      }
      expect((await ask('first: 1001')).codes).toEqual(['OPERATION_TOO_COMPLEX']);
      const zone = await reports.ask('{ counts(by: DAY, timeZone: "Mars/Olympus") { key } }');
      expect(zone.codes).toEqual(['BAD_USER_INPUT']);
    });
  },
);

const cursorOf = (list: string) => Buffer.from(list).toString('base64url');
const orNull = (text: string) => (text === '' ? null : text);

/** Values for a filter: all that occur, and one that does not. */
function valuesOf(model: readonly ModelEvent[], name: string): readonly (string | boolean)[] {
  const from: Readonly<Record<string, (event: ModelEvent) => readonly string[]>> = {
    coordinate: ({ coordinates }) => coordinates.map(([coordinate]) => coordinate),
    category: ({ coordinates }) => coordinates.flatMap(([, , categories]) => categories),
    relation: ({ relations }) => relations,
  };
  if (name === 'denied' || name === 'breakGlass') return [true, false];
  if (name === 'since' || name === 'until') {
    const times = [3, 50, -4].map((at) => model.at(at)?.at ?? 0);
    return [...times, times[1] ?? 0].map((time, at) =>
      new Date(time + (at === 3 ? 1 : 0)).toISOString(),
    );
  }
  const values = model.flatMap(
    from[name] ?? ((event) => [String(event[name as keyof ModelEvent])]),
  );
  const known = new Set(values.filter((value) => value !== ''));
  const takes = Object.entries(EVENT_FILTER).find(([each]) => each === name)?.[1].takes;
  // If a filter takes certain words only, others are refused.
  const words: readonly string[] = takes?.kind === 'enum' ? takes.values : ["' OR 1=1 --"];
  const other = words.find((word) => !known.has(word));
  return [...known, ...(other === undefined ? [] : [other])];
}
