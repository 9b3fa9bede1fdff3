import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  askReports,
  REVIEWER,
  startServedReports,
  type ServedReports,
} from '../support/reports/served-reports.ts';

let served: ServedReports;
beforeAll(async () => {
  served = await startServedReports();
});
afterAll(() => served.close());

const aliased = (count: number, field: string) =>
  Array.from({ length: count }, (_item, index) => `a${index}: ${field}`).join(' ');

/** Each within what one request may ask. */
const FLOODS: readonly (readonly [string, string])[] = [
  ['events', `{ ${aliased(45, 'events(first: 1) { totalCount }')} }`],
  ['counts of events', `{ ${aliased(45, 'counts(by: DAY, first: 1) { events }')} }`],
  ['totals of one list', `{ events(first: 1) { ${aliased(45, 'totalCount')} } }`],
];

describe('a patient who sends as many report queries as the limits allow', () => {
  it.each(FLOODS)(
    'gets status 200 without errors for 45 aliases of %s in one request',
    async (_what, query) => {
      const { status, codes } = await askReports(served, served.own, query);
      expect({ status, codes }).toEqual({ status: 200, codes: [] });
    },
  );

  it.each(FLOODS)(
    'does not keep a reviewer from getting answers by four requests for 45 aliases of %s',
    async (_what, query) => {
      const page = '{ events(first: 1) { totalCount } counts(by: ACTOR) { key } }';
      const flood = Array.from({ length: 4 }, () => askReports(served, served.own, query));
      const refused: unknown[] = [];
      for (let answers = 0; answers < 8; answers += 1)
        refused.push(...(await askReports(served, REVIEWER, page)).codes);
      await Promise.all(flood);
      expect(refused).toEqual([]);
    },
  );
});

/** Each takes the records of all reviews. */
const OF_RECORDS = [
  'orderBy: { field: VERDICT, direction: ASC }',
  'filter: { verdict: VIOLATION }',
  'filter: { actor: "nobody" }, orderBy: { field: LEAF, direction: ASC }',
];

it.each(OF_RECORDS)(
  'a report request may read the records of all reviews twice, not five times (OPERATION_TOO_COMPLEX), and count them in the index 20 times: %s',
  async (by) => {
    const ask = (count: number) =>
      askReports(
        served,
        REVIEWER,
        `{ ${aliased(count, `reviews(first: 1, ${by}) { totalCount }`)} }`,
      );
    expect((await ask(2)).codes).toEqual([]);
    expect((await ask(5)).codes).toContain('OPERATION_TOO_COMPLEX');
    const plain = aliased(20, 'reviews(first: 1) { totalCount }');
    expect((await askReports(served, REVIEWER, `{ ${plain} }`)).codes).toEqual([]);
  },
);
