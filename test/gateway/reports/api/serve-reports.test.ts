import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  askReports,
  NOBODY,
  patientToken,
  PHYSICIAN,
  REVIEWER,
  startServedReports,
  type ServedReports,
} from '../../../support/reports/served-reports.ts';

let served: ServedReports;
let ids: readonly string[];
beforeAll(async () => {
  served = await startServedReports();
  ids = served.patients;
});
afterAll(() => served.close());

const EVENTS = 'edges { cursor node { id leaf patient actor } } pageInfo { hasNextPage endCursor }';

interface Page {
  readonly edges: readonly { readonly node: { readonly id: string; readonly patient: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

const pageOf = (data: unknown, key = 'events') => (data as Record<string, Page>)[key];

describe('reports through the API', () => {
  it('are returned to a reviewer, and the read is recorded with the reviewer, the patient and the names of the set filters and variables', async () => {
    const before = served.leaves().length;
    const query = `query Who($p: String) { events(filter: { patient: $p, kind: "access" }) { ${EVENTS} totalCount } }`;
    const { status, data } = await askReports(served, REVIEWER, query, { p: ids[0] });
    expect(status).toBe(200);
    expect(pageOf(data)?.edges).toMatchObject([{ node: { patient: ids[0], actor: 'dr-hall' } }]);
    expect(data).toMatchObject({ events: { totalCount: 1 } });
    expect(served.leaves().slice(before)).toMatchObject([
      {
        kind: 'audit.read',
        outcome: 'permit',
        actor: { subject: 'olga' },
        patients: [ids[0]],
        arguments: ['EventFilter.kind', 'EventFilter.patient'],
        operation: { name: 'Who', variables: ['p'] },
        details: { reports: 'events' },
      },
    ]);
  });

  it.each([
    ['a physician', PHYSICIAN],
    ['a caller without roles', NOBODY],
  ])(
    'are refused to %s with an UNAUTHORIZED code, and the attempt is recorded as denied',
    async (_who, token) => {
      for (const field of [
        `events { ${EVENTS} }`,
        'counts(by: ACTOR) { key }',
        'record(leaf: 1) { json }',
        'completeness { result }',
        'changes(since: "2020-01-01T00:00:00Z") { changes { text } }',
        'deadlines { setting }',
        'ledger { size }',
        '__schema { types { name } }',
      ]) {
        const before = served.leaves().length;
        const { codes, text } = await askReports(served, token, `{ ${field} }`);
        expect([field, codes]).toEqual([field, [expect.stringMatching(/^UNAUTHORIZED_/)]]);
        for (const id of ids) expect(text).not.toContain(id);
        expect(served.leaves().slice(before)).toMatchObject([
          { kind: 'audit.read', outcome: 'deny', denied: [{ reason: 'role', count: 1 }] },
        ]);
      }
    },
  );

  it('tell a reviewer what changed, newest first and recorded as a read, and what ends within some days', async () => {
    const before = served.leaves().length;
    const { data, codes } = await askReports(
      served,
      REVIEWER,
      `{ changes(since: "2020-01-01T00:00:00Z", first: 3) { changes { leaf time text } refused { leaf } }
         none: changes(since: "2100-01-01T00:00:00Z") { changes { leaf } }
         soon: deadlines { setting } deadlines(days: 3000) { kind setting at } }`,
    );
    expect(codes).toEqual([]);
    const { changes } = data as { readonly changes: { readonly changes: readonly object[] } };
    expect(changes).toMatchObject({ refused: [] });
    expect(changes.changes).toHaveLength(3);
    expect(changes.changes).toMatchObject([
      {
        leaf: 2,
        time: expect.stringMatching(/^\d{4}-/),
        text: expect.stringContaining('Policy is'),
      },
      { leaf: 1, text: expect.stringContaining('Years for which records are kept: 6') },
      { leaf: 0, text: expect.stringContaining('was enrolled') },
    ]);
    expect(data).toMatchObject({
      none: { changes: [] },
      soon: [],
      deadlines: [{ kind: 'RETENTION', setting: 'audit.retention' }],
    });
    expect(served.leaves().slice(before)).toMatchObject([
      { kind: 'audit.read', details: { reports: 'changes' } },
    ]);
  });

  it('show a patient only their own record, even if a filter, variable, fragment or cursor names another', async () => {
    const [own = '', other = ''] = ids;
    const token = patientToken(own);
    const all = await askReports(served, token, `{ events { ${EVENTS} } }`);
    const seen = pageOf(all.data)?.edges.map(({ node }) => node.patient) ?? [];
    expect(new Set(seen)).toEqual(new Set([own]));
    const foreign = await askReports(served, REVIEWER, `{ events(first: 1) { ${EVENTS} } }`);
    const cursor = pageOf(foreign.data)?.pageInfo.endCursor;
    const tries: readonly (readonly [string, object])[] = [
      [`{ a: events(filter: { patient: "${other}" }) { ${EVENTS} } }`, {}],
      [`query ($f: EventFilter!) { events(filter: $f) { ${EVENTS} } }`, { f: { patient: other } }],
      [`query ($p: String = "${other}") { events(filter: { patient: $p }) { ${EVENTS} } }`, {}],
      [
        `{ ...F } fragment F on Query { b: events(filter: { patient: "${other}" }) { ${EVENTS} } }`,
        {},
      ],
      [`query ($c: String) { events(after: $c) { ${EVENTS} } }`, { c: cursor }],
      [`{ events(filter: { patient: null }) { ${EVENTS} } }`, {}],
      ['{ record(leaf: 3) { json } }', {}],
      ['{ counts(by: PATIENT) { key } }', {}],
      [`{ counts(by: PATIENT, filter: { patient: "${other}" }) { key } }`, {}],
    ];
    for (const [query, variables] of tries) {
      const { data } = await askReports(served, token, query, variables as Record<string, unknown>);
      expect(JSON.stringify(data)).not.toContain(other);
    }
    const counted = await askReports(served, token, '{ counts(by: PATIENT) { key } }');
    expect(counted.data).toEqual({ counts: [{ key: own }] });
  });

  it('are refused beyond 1,000 rows (OPERATION_TOO_COMPLEX), for a bad cursor (BAD_USER_INPUT), GET (405) or a batch (400)', async () => {
    const ask = (query: string) => askReports(served, REVIEWER, query);
    expect((await ask(`{ events(first: 1001) { ${EVENTS} } }`)).codes).toEqual([
      'OPERATION_TOO_COMPLEX',
    ]);
    expect((await ask(`{ events(after: "WzFd") { ${EVENTS} } }`)).codes).toEqual([
      'BAD_USER_INPUT',
    ]);
    const got = await served.send({ path: '/admin/graphql', method: 'GET', token: REVIEWER });
    expect(got.status).toBe(405);
    const batch = [{ query: '{ viewer { subject } }' }];
    const sent = await served.send({ path: '/admin/graphql', token: REVIEWER, body: batch });
    expect(sent.status).toBe(400);
  });

  it('are not recorded if only the viewer, the state of the ledger and the verification are read', async () => {
    const before = served.leaves().length;
    const query = '{ viewer { isReviewer } ledger { size isReady } verification { state } }';
    expect(await askReports(served, REVIEWER, query)).toMatchObject({ status: 200, codes: [] });
    expect(served.leaves()).toHaveLength(before);
  });
});
