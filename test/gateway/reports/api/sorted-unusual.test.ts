import { keysOf } from '../../../../gateway/reports/catalog/filter-spec.ts';
import { CASE_FIELDS, REVIEW_FIELDS } from '../../../../gateway/reports/catalog/row-order.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isEnumType, isInputObjectType } from 'graphql';
import { createReportSchema } from '../../../../gateway/reports/api/create-report-schema.ts';
import type { ServedGateway } from '../../../support/served-gateway.ts';
import { tokenFor } from '../../../support/edge.ts';
import { askReports, REVIEWER, settled } from '../../../support/reports/served-reports.ts';
import {
  BILLING,
  RELATIVE_OF_BILLING,
  DECEASED_PATIENT,
  findUnusual,
  UNRELATED_PATIENT,
  NURSE,
  NURSE_AS_PATIENT,
  open,
  review,
  startUnusualGateway,
} from '../../../support/reports/unusual-reports.ts';

const OTTO = tokenFor('otto', { roles: ['auditor'], name: 'Reviewer' });

let served: ServedGateway;
beforeAll(async () => {
  served = await startUnusualGateway();
  await open(served, NURSE, [NURSE_AS_PATIENT, UNRELATED_PATIENT, DECEASED_PATIENT]);
  await open(served, BILLING, [RELATIVE_OF_BILLING, NURSE_AS_PATIENT, UNRELATED_PATIENT]);
  await settled(served);
  const { cases } = await findUnusual(served, REVIEWER);
  for (const [place, { id }] of cases.slice(1).entries()) {
    await review(served, place === 0 ? OTTO : REVIEWER, { case: id });
  }
  await settled(served);
});
afterAll(() => served.close());

/** Both lists, each with the type of its filter and its order, and the key of its rows. */
const LISTS = [
  { list: 'unusual', type: 'Case', fields: keysOf(CASE_FIELDS), row: 'id' },
  { list: 'reviews', type: 'Review', fields: keysOf(REVIEW_FIELDS), row: 'leaf' },
] as const;

interface Connection {
  readonly totalCount: number;
  readonly pageInfo: {
    readonly hasPreviousPage: boolean;
    readonly hasNextPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: Readonly<Record<string, unknown>>;
  }[];
}

async function ask({ list, type, row }: (typeof LISTS)[number], variables: object = {}) {
  const query = `query (
    $first: Int! = 50, $after: String, $filter: ${type}Filter! = {}
    $orderBy: ${type}Order! = { field: LEAF, direction: DESC }
  ) {
    ${list}(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      totalCount pageInfo { hasPreviousPage hasNextPage startCursor endCursor }
      edges { cursor node { ${row} actor patient } }
    }
  }`;
  const { codes, data } = await askReports(served, REVIEWER, query, { ...variables });
  const found = data?.[list] as Connection | null | undefined;
  return { codes, found, rows: (found?.edges ?? []).map(({ node }) => node[row]) };
}

const schema = createReportSchema();

function namesIn(type: string): readonly string[] {
  const found = schema.getType(type);
  if (isEnumType(found)) return found.getValues().map(({ name }) => name);
  return isInputObjectType(found) ? Object.keys(found.getFields()) : [];
}

describe.each(LISTS)('the GraphQL query $list', (of) => {
  it('can be sorted by each field of the schema, reversed, and paged in that order', async () => {
    const names = namesIn(`${of.type}Field`);
    expect(names.map((name) => name.toLowerCase())).toEqual(of.fields);
    for (const field of names) {
      const [up, down] = [
        await ask(of, { orderBy: { field, direction: 'ASC' } }),
        await ask(of, { orderBy: { field, direction: 'DESC' } }),
      ];
      expect([field, up.codes, down.codes]).toEqual([field, [], []]);
      expect(up.rows.length).toBeGreaterThan(2);
      expect([field, ...up.rows]).toEqual([field, ...down.rows.toReversed()]);
      const after = up.found?.edges[0]?.cursor;
      const next = await ask(of, { orderBy: { field, direction: 'ASC' }, after });
      expect([field, ...next.rows]).toEqual([field, ...up.rows.slice(1)]);
    }
  });

  it('returns correct page info for the first page, the last page and an empty page', async () => {
    const first = (await ask(of, { first: 1 })).found;
    const cursor = first?.edges[0]?.cursor;
    expect(first?.pageInfo).toEqual({
      hasPreviousPage: false,
      hasNextPage: true,
      startCursor: cursor,
      endCursor: cursor,
    });
    const rest = (await ask(of, { after: cursor })).found;
    expect(rest?.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
    expect(rest?.edges).toHaveLength((rest?.totalCount ?? 0) - 1);
    expect((await ask(of, { after: rest?.pageInfo.endCursor })).found?.pageInfo).toEqual({
      hasPreviousPage: true,
      hasNextPage: false,
      startCursor: null,
      endCursor: null,
    });
  });

  it('refuses a cursor of another order or another list, or an invalid one, with BAD_USER_INPUT', async () => {
    const orderBy = { field: 'ACTOR', direction: 'ASC' };
    const [other = of] = LISTS.filter(({ list }) => list !== of.list);
    const foreign = (await ask(other, { orderBy })).found?.pageInfo.endCursor;
    const own = (await ask(of, { orderBy })).found?.pageInfo.endCursor;
    expect((await ask(of, { orderBy, after: own })).codes).toEqual([]);
    for (const [after, order] of [
      [foreign, orderBy],
      [own, { field: 'ACTOR', direction: 'DESC' }],
      [own, { field: 'PATIENT', direction: 'ASC' }],
      ['x', orderBy],
      ['', orderBy],
    ] as const) {
      expect((await ask(of, { orderBy: order, after })).codes).toEqual(['BAD_USER_INPUT']);
    }
  });
});

/** Filters that some rows fit, and others do not: actor and patient of the rows that fit, newest row first. */
const FILTERS: readonly (readonly [(typeof LISTS)[number], object, readonly unknown[]])[] = [
  [
    LISTS[0],
    { actorName: 'Nurse' },
    [
      ['nurse', DECEASED_PATIENT],
      ['nurse', NURSE_AS_PATIENT],
    ],
  ],
  [
    LISTS[0],
    { role: 'billing' },
    [
      ['billing', NURSE_AS_PATIENT],
      ['billing', RELATIVE_OF_BILLING],
    ],
  ],
  [LISTS[0], { state: 'OPEN' }, [['billing', NURSE_AS_PATIENT]]],
  [LISTS[0], { rule: 'SELF' }, [['nurse', NURSE_AS_PATIENT]]],
  [LISTS[0], { actor: 'nurse', patient: DECEASED_PATIENT }, [['nurse', DECEASED_PATIENT]]],
  [LISTS[1], { reviewer: 'otto' }, [['billing', RELATIVE_OF_BILLING]]],
  [LISTS[1], { reviewerName: 'Reviewer' }, [['billing', RELATIVE_OF_BILLING]]],
  [
    LISTS[1],
    { actor: 'nurse' },
    [
      ['nurse', NURSE_AS_PATIENT],
      ['nurse', DECEASED_PATIENT],
    ],
  ],
  [LISTS[1], { patient: DECEASED_PATIENT }, [['nurse', DECEASED_PATIENT]]],
  [LISTS[1], { rule: 'SELF' }, [['nurse', NURSE_AS_PATIENT]]],
];

describe('a filter of unusual-access cases or their reviews', () => {
  it.each(FILTERS.map(([of, filter, expected]) => ({ of, list: of.list, filter, expected })))(
    'of the query $list keeps exactly the rows that match: $filter',
    async ({ of, filter, expected }) => {
      const { found, rows } = await ask(of, { filter });
      expect(found?.edges.map(({ node }) => [node['actor'], node['patient']])).toEqual(expected);
      expect(found?.totalCount).toBe(expected.length);
      expect((await ask(of)).rows.length).toBeGreaterThan(rows.length);
    },
  );

  it('by record, number of events, case or day finds exactly the matching rows', async () => {
    const { cases } = await findUnusual(served, REVIEWER);
    const [of, ofReviews] = LISTS;
    const { id = '', leaves = [] } = cases[1] ?? {};
    expect((await ask(of, { filter: { leaf: leaves[0] } })).rows).toEqual([id]);
    expect((await ask(of, { filter: { leastEvents: 2 } })).rows).toEqual([]);
    const { found } = await ask(ofReviews, { filter: { case: id } });
    expect(found?.edges.map(({ node }) => [node['actor'], node['patient']])).toEqual([
      ['billing', RELATIVE_OF_BILLING],
    ]);
    const day = new Date().toISOString().slice(0, 10);
    expect((await ask(ofReviews, { filter: { day } })).rows).toHaveLength(cases.length - 1);
    expect((await ask(ofReviews, { filter: { day: '2020-01-31' } })).rows).toEqual([]);
  });

  it('with an invalid case, an invalid day or less than one event is refused with BAD_USER_INPUT', async () => {
    const [of, ofReviews] = LISTS;
    for (const filter of [{ case: 'x' }, { case: '' }, { day: '2026-02-30' }, { day: 'today' }]) {
      expect((await ask(ofReviews, { filter })).codes).toEqual(['BAD_USER_INPUT']);
    }
    expect((await ask(of, { filter: { leastEvents: 0 } })).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('is recorded in an audit.read with the names of its fields and with its patient', async () => {
    const [, ofReviews] = LISTS;
    await ask(ofReviews, { filter: { patient: DECEASED_PATIENT, rule: 'DECEASED' } });
    expect(served.leaves().at(-1)).toMatchObject({
      kind: 'audit.read',
      arguments: ['ReviewFilter.patient', 'ReviewFilter.rule'],
      patients: [DECEASED_PATIENT],
      details: { reports: 'reviews' },
    });
  });

  it('is not available for notes, and neither is an order by notes, which are free text that can be erased', () => {
    for (const { type } of LISTS) {
      expect([...namesIn(`${type}Filter`), ...namesIn(`${type}Field`)].join()).not.toMatch(/note/i);
    }
  });
});
