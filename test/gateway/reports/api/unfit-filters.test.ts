import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  askReports,
  REVIEWER,
  startServedReports,
  type ServedReports,
} from '../../../support/reports/served-reports.ts';

let served: ServedReports;
beforeAll(async () => {
  served = await startServedReports();
});
afterAll(() => served.close());

const LATE = '2026-02-02T00:00:00Z';
const EARLY = '2026-02-01T00:00:00Z';

const OF_EVENTS = [
  `{ since: "${LATE}", until: "${EARLY}" }`,
  '{ firstLeaf: 2, lastLeaf: 1 }',
  '{ leastRecords: 2, mostRecords: 1 }',
  '{ kind: "acess" }',
  '{ kind: "log.start" }',
  '{ outcome: "allow" }',
  '{ category: "MENTAL" }',
  '{ relation: "friend" }',
];

const FIELDS = [
  ...OF_EVENTS.flatMap((filter) => [
    `events(filter: ${filter}) { totalCount }`,
    `counts(by: ACTOR, filter: ${filter}) { key }`,
    `completeness(filter: ${filter}) { result }`,
  ]),
  `unusual(filter: { since: "${LATE}", until: "${EARLY}" }) { totalCount }`,
  `reviews(filter: { since: "${LATE}", until: "${EARLY}" }) { totalCount }`,
];

it.each(FIELDS)('what nothing could fit is refused, and no answer: %s', async (field) => {
  const before = served.leaves().length;
  expect((await askReports(served, REVIEWER, `{ ${field} }`)).codes).toEqual(['BAD_USER_INPUT']);
  expect(served.leaves()).toHaveLength(before);
});

it('a range of one is a range', async () => {
  const filter = `{ since: "${LATE}", until: "${LATE}", firstLeaf: 1, lastLeaf: 1, leastRecords: 0, mostRecords: 0 }`;
  const query = `{ events(filter: ${filter}) { totalCount } }`;
  expect((await askReports(served, REVIEWER, query)).codes).toEqual([]);
});
