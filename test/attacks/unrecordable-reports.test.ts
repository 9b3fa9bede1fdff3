import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  askReports,
  REVIEWER,
  startServedReports,
  type ServedReports,
} from '../support/reports/served-reports.ts';
import { exportReport } from '../support/reports/exported.ts';
import { UNRECORDABLE } from '../gateway/audit/record/unrecordable-texts.ts';

let served: ServedReports;
beforeAll(async () => {
  served = await startServedReports();
});
afterAll(() => served.close());

/** Ids that no patient has. */
const IDS: readonly (readonly [string, string])[] = [
  ['a patient id of 2,000 letters', 'N'.repeat(2_000)],
  ['a patient id of 100,000 letters', 'N'.repeat(100_000)],
  ['a patient id with a lone surrogate', 'patient-\ud800'],
  ['a patient id with a right-to-left override', 'patient-\u202e1'],
  ['a patient id with a C1 control', 'patient-\u00851'],
];

const FIELDS = [
  'events(filter: { patient: $id }) { totalCount }',
  'counts(by: ACTOR, filter: { patient: $id }) { key }',
  'completeness(filter: { patient: $id }) { result }',
  'unusual(filter: { patient: $id }) { totalCount }',
  'reviews(filter: { patient: $id }) { totalCount }',
  'account(patient: $id) { patient }',
];

const DISCLOSE = `mutation ($id: String!, $text: String!) {
  disclose(disclosure: { patient: $id, date: "2026-01-01T00:00:00Z", recipient: $text, description: "x", purpose: "x" }) { leaf problems }
}`;

function disclose(variables: { readonly id: string; readonly text: string }) {
  return askReports(served, REVIEWER, DISCLOSE, variables);
}

/** What came back, and how many records it left. */
async function attempt(ask: () => Promise<{ readonly status: number; readonly text: string }>) {
  const before = served.leaves().length;
  const { status, text } = await ask();
  return { status, text, written: served.leaves().length - before };
}

describe.each(IDS)('a request that names %s', (_what, id) => {
  it.each(FIELDS)(
    'is refused with 400 BAD_USER_INPUT, and not recorded, for a reviewer and for a patient: %s',
    async (field) => {
      for (const token of [REVIEWER, served.own]) {
        const query = `query ($id: String!) { ${field} }`;
        const refused = await attempt(() => askReports(served, token, query, { id }));
        expect(refused).toMatchObject({ status: 400, written: 0 });
        expect(refused.text).toContain('BAD_USER_INPUT');
        expect(refused.text.length).toBeLessThan(1_000);
      }
    },
  );

  it('is refused as a disclosure with a problem of the id or REQUEST_TOO_LARGE, and not recorded', async () => {
    const refused = await attempt(() => disclose({ id, text: 'x' }));
    expect([200, 413]).toContain(refused.status);
    expect(refused.written).toBe(0);
    expect(refused.text).toMatch(/"leaf":null,"problems":\["The id of a patient|REQUEST_TOO_LARGE/);
    expect(refused.text.length).toBeLessThan(1_000);
  });

  it('is refused as an export with 400 or 413, and not recorded', async () => {
    for (const token of [REVIEWER, served.own]) {
      const body = { report: 'patient', format: 'csv', filter: { patient: id } };
      const refused = await attempt(() => exportReport(served, token, body));
      expect([400, 413]).toContain(refused.status);
      expect(refused.written).toBe(0);
    }
  });
});

it.each(UNRECORDABLE)(
  'a disclosure is refused, not recorded, and logs no error if its recipient has a control or direction character: %s',
  async (_what, character) => {
    const refused = await attempt(() => disclose({ id: 'p1', text: `x${character}y` }));
    expect(refused).toMatchObject({ status: 200, written: 0 });
    expect(refused.text).toContain('recipient holds a control or direction character');
    expect(served.logged.join('')).not.toContain('report failed');
  },
);

it('a denied report about a patient id of 1,024 letters is recorded with the id', async () => {
  const id = 'N'.repeat(1_024);
  const query = 'query ($id: String!) { events(filter: { patient: $id }) { totalCount } }';
  expect((await askReports(served, served.own, query, { id })).codes).toEqual([
    'UNAUTHORIZED_FIELD_OR_TYPE',
  ]);
  expect(served.leaves().at(-1)).toMatchObject({
    kind: 'audit.read',
    outcome: 'deny',
    patients: [id],
  });
});
