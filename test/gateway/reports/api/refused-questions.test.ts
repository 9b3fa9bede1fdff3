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
const REVERSED = `{ since: "${LATE}", until: "${EARLY}" }`;
const IS_REVERSED = 'filter.since is after filter.until.';

/** Filters of events that nothing could fit, and what is wrong with each. */
const OF_EVENTS = [
  [REVERSED, IS_REVERSED],
  ['{ firstLeaf: 2, lastLeaf: 1 }', 'filter.firstLeaf is after filter.lastLeaf.'],
  ['{ leastRecords: 2, mostRecords: 1 }', 'filter.leastRecords is after filter.mostRecords.'],
  ['{ kind: "acess" }', expect.stringMatching(/^filter\.kind is one of access, .*\.$/)],
  ['{ kind: "log.start" }', expect.stringMatching(/^filter\.kind is one of access, .*\.$/)],
  [
    '{ outcome: "allow" }',
    expect.stringMatching(/^filter\.outcome is one of permit, .*unreleased\.$/),
  ],
  [
    '{ category: "MENTAL" }',
    expect.stringMatching(/^filter\.category is one of .*MENTAL_HEALTH.*\.$/),
  ],
  ['{ relation: "friend" }', expect.stringMatching(/^filter\.relation is one of .*\.$/)],
] as const;

type Refused = readonly (readonly [field: string, code: string, problem: unknown])[];

const UNFIT: Refused = [
  ...OF_EVENTS.flatMap(([filter, problem]): Refused => [
    [`events(filter: ${filter}) { totalCount }`, 'BAD_USER_INPUT', problem],
    [`counts(by: ACTOR, filter: ${filter}) { key }`, 'BAD_USER_INPUT', problem],
    [`completeness(filter: ${filter}) { result }`, 'BAD_USER_INPUT', problem],
  ]),
  [`unusual(filter: ${REVERSED}) { totalCount }`, 'BAD_USER_INPUT', IS_REVERSED],
  [
    'unusual(filter: { leastEvents: 0 }) { totalCount }',
    'BAD_USER_INPUT',
    'filter.leastEvents is at least 1.',
  ],
  [`reviews(filter: ${REVERSED}) { totalCount }`, 'BAD_USER_INPUT', IS_REVERSED],
  [
    'reviews(filter: { case: "x" }) { totalCount }',
    'BAD_USER_INPUT',
    'filter.case takes the id of a case such as 1234-0.',
  ],
  [
    'reviews(filter: { day: "2026-02-30" }) { totalCount }',
    'BAD_USER_INPUT',
    'filter.day takes a day such as 2026-01-31.',
  ],
];

const NO_CURSOR = 'after is not a cursor of this order. Start without it.';
const FOREIGN = 'WzFd';

const OUT_OF_BOUNDS: Refused = [
  [
    'unusual(filter: { since: "2020-01-01T00:00:00Z" }) { totalCount }',
    'OPERATION_TOO_COMPLEX',
    'Unusual access is reported for at most 366 days.',
  ],
  [
    'counts(by: DAY, timeZone: "Mars/Olympus") { key }',
    'BAD_USER_INPUT',
    'timeZone is an IANA name such as Europe/Vienna.',
  ],
  ['events(first: 0) { totalCount }', 'BAD_USER_INPUT', 'first is at least 1.'],
  ['events(first: 1001) { totalCount }', 'OPERATION_TOO_COMPLEX', 'first is at most 1000.'],
  [`events(after: "${FOREIGN}") { totalCount }`, 'BAD_USER_INPUT', NO_CURSOR],
  [`unusual(after: "${FOREIGN}") { totalCount }`, 'BAD_USER_INPUT', NO_CURSOR],
  [`reviews(after: "${FOREIGN}") { totalCount }`, 'BAD_USER_INPUT', NO_CURSOR],
  ['account { patient }', 'BAD_USER_INPUT', 'patient has to be named.'],
  [
    `account(patient: "p", since: "${LATE}", until: "${EARLY}") { patient }`,
    'BAD_USER_INPUT',
    'since is after until.',
  ],
  [
    'account(patient: "p", since: "2010-01-01T00:00:00Z") { patient }',
    'BAD_USER_INPUT',
    expect.stringMatching(
      /^An accounting of disclosures goes back six years .* Give since 20\d\d-\d\d-\d\d or later\.$/,
    ),
  ],
];

/** Expects that a query is refused with this code and this problem. */
async function isRefused([field, code, problem]: Refused[number]): Promise<void> {
  const { status, json } = await askReports(served, REVIEWER, `{ ${field} }`);
  const extensions = { code, problems: [problem] };
  expect([status, json]).toMatchObject([400, { errors: [{ extensions }] }]);
}

it.each(UNFIT)(
  'a report query whose filter no row can match is refused with BAD_USER_INPUT and the reason, and not recorded: %s',
  async (...refused) => {
    const before = served.leaves().length;
    await isRefused(refused);
    expect(served.leaves()).toHaveLength(before);
  },
);

it.each(OUT_OF_BOUNDS)(
  'a report query with an invalid argument is refused with its code and the reason, recorded at most as an error: %s',
  async (...refused) => {
    const before = served.leaves().length;
    await isRefused(refused);
    const later = served.leaves().slice(before);
    expect(later.filter(({ outcome }) => outcome !== 'error')).toEqual([]);
  },
);

it('a filter with a patient id of 1,025 characters is refused with BAD_USER_INPUT and the accepted form', async () => {
  const query = 'query Of($p: String) { events(filter: { patient: $p }) { totalCount } }';
  const { json } = await askReports(served, REVIEWER, query, { p: 'x'.repeat(1025) });
  const problems = [
    'The id of a patient is a text of at most 1024 characters of Unicode, without control and direction characters.',
  ];
  expect(json).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', problems } }] });
});

it('a report request for 3,000 rows is refused with OPERATION_TOO_COMPLEX and the limit of 2,500', async () => {
  const fields = ['a', 'b', 'c'].map((name) => `${name}: events(first: 1000) { totalCount }`);
  const { json } = await askReports(served, REVIEWER, `{ ${fields.join(' ')} }`);
  const problems = ['At most 2500 rows are asked for at a time; each field counts as 50 more.'];
  expect(json).toMatchObject({
    errors: [{ path: ['c'], extensions: { code: 'OPERATION_TOO_COMPLEX', problems } }],
  });
});

it('a filter with two problems is refused with both of them', async () => {
  const filter = '{ leastEvents: 0, since: "2026-02-02T00:00:00Z", until: "2026-02-01T00:00:00Z" }';
  const { json } = await askReports(
    served,
    REVIEWER,
    `{ unusual(filter: ${filter}) { totalCount } }`,
  );
  const problems = ['filter.leastEvents is at least 1.', IS_REVERSED];
  expect(json).toMatchObject({ errors: [{ extensions: { problems } }] });
});

it('a filter with an unknown actor and an unknown field finds nothing, and only a reviewer learns which parts of the filter are unknown', async () => {
  const query = 'query Of($f: EventFilter!) { events(filter: $f) { totalCount unmet } }';
  const ask = async (token: string, f: object) =>
    (await askReports(served, token, query, { f })).data?.['events'];
  const unknown = { actor: 'nobody', coordinate: 'Patient.snn', role: 'physician' };
  const unmet = ['actor', 'coordinate'];
  expect(await ask(REVIEWER, unknown)).toEqual({ totalCount: 0, unmet });
  expect(await ask(REVIEWER, { role: 'physician', until: EARLY })).toEqual({
    totalCount: 0,
    unmet: [],
  });
  expect(await ask(served.own, unknown)).toEqual({ totalCount: 0, unmet: [] });
});

it('a filter of a report with ranges whose ends are equal is accepted', async () => {
  const filter = `{ since: "${LATE}", until: "${LATE}", firstLeaf: 1, lastLeaf: 1, leastRecords: 0, mostRecords: 0 }`;
  const query = `{ events(filter: ${filter}) { totalCount } }`;
  expect((await askReports(served, REVIEWER, query)).codes).toEqual([]);
});
