import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FILE_TYPES, isPage } from '../../gateway/reports/catalog/file-format.ts';
import { REPORTS } from '../../gateway/reports/catalog/reports.ts';
import {
  askReports,
  PHYSICIAN,
  REVIEWER,
  startServedReports,
  type ServedReports,
} from '../support/reports/served-reports.ts';
import { IS_DEEP } from '../support/depth.ts';
import { readPdf } from '../support/letters/read-pdf.ts';
import { openExport } from '../support/reports/exported.ts';
import { tokenFor } from '../support/edge.ts';

const NURSE = tokenFor('nurse-7', { roles: ['nurse'] });

let served: ServedReports;
let own = '';
let others: readonly string[] = [];
/** Where a reviewer's page ended, at another patient's event. */
let cursor = '';
beforeAll(async () => {
  // One record names all of them.
  served = await startServedReports({ tokens: [PHYSICIAN, NURSE], first: 4 });
  [own = '', ...others] = served.patients;
  const page = await askReports(
    served,
    REVIEWER,
    'query ($other: String) { events(first: 1, filter: { patient: $other }) { pageInfo { endCursor } } }',
    { other: others[0] },
  );
  const events = page.data?.['events'] as { pageInfo: { endCursor: string } } | undefined;
  cursor = events?.pageInfo.endCursor ?? '';
  if (cursor === '') throw new Error('no page');
});
afterAll(() => served.close());

const EVENT = 'cursor node { id leaf patient actor actorName coordinates { coordinate } }';

/** `$other` is another patient, `$after` a place at one's event. */
const DOCUMENTS: readonly (readonly [string, string])[] = [
  ['events without a filter', `{ events { totalCount edges { ${EVENT} } refused { leaf } } }`],
  ['events with a filter of null', `{ events(filter: { patient: null }) { edges { ${EVENT} } } }`],
  [
    'events with a filter by default',
    `query ($f: EventFilter! = { patient: null }) { events(filter: $f) { edges { ${EVENT} } } }`,
  ],
  [
    'events after the cursor of another caller',
    `query ($after: String) { events(after: $after) { totalCount edges { ${EVENT} } } }`,
  ],
  [
    'events of another patient under an alias',
    `query ($other: String) { mine: events { totalCount } events: events(filter: { patient: $other }) { edges { ${EVENT} } } }`,
  ],
  [
    'events of another patient in a fragment',
    `query ($other: String) { ...A } fragment A on Query { ... { events(filter: { patient: $other }) { edges { ${EVENT} } } } }`,
  ],
  ['counts by patient', '{ counts(by: PATIENT, first: 1000) { key events } }'],
  [
    'counts of another patient',
    'query ($other: String) { counts(by: PATIENT, filter: { patient: $other }) { key } }',
  ],
  [
    'the account of another patient',
    'query ($other: String) { account(patient: $other) { patient entries { recipient } } }',
  ],
  [
    'the questions of another patient',
    'query ($other: String) { questions { event text } events(filter: { patient: $other, kind: "question" }) { totalCount } }',
  ],
  ['a record by its leaf', '{ record(leaf: 1) { json } }'],
  [
    'cases of unusual access',
    'query ($other: String) { unusual(filter: { patient: $other }) { totalCount notKnown { count } edges { node { patient } } } }',
  ],
  ['reviews', '{ reviews { totalCount edges { node { patient note } } } }'],
  ['completeness', '{ completeness { records events missing } }'],
  ['a verification', 'mutation { verify { size root } }'],
  [
    'a review',
    'mutation { review(case: "1-0", verdict: APPROPRIATE, note: "None of mine.") { patient } }',
  ],
  [
    'a disclosure',
    'mutation ($p: String!) { disclose(disclosure: { patient: $p, date: "2026-01-01T00:00:00Z", recipient: "x", description: "x", purpose: "x" }) { leaf } }',
  ],
];

const FORMATS = Object.keys(FILE_TYPES);

/**
 * What an export sends that can be read, without white space, at which a PDF breaks lines: headers and file, of a PDF its
 * text, tags and metadata.
 */
async function readExport(
  token: string,
  body: unknown,
): Promise<{ readonly status: number; readonly headers: Headers; readonly shown: string }> {
  const response = await openExport(served, token, body);
  const { status, headers } = response;
  const bytes = Buffer.from(await response.arrayBuffer());
  const isPdf = headers.get('content-type') === FILE_TYPES.pdf.mediaType;
  const file = isPdf ? JSON.stringify(await readPdf(bytes)) : bytes.toString();
  const shown = `${JSON.stringify([...headers])}${file}`.replaceAll(/\s/gu, '');
  return { status, headers, shown };
}

/** A token that a nurse's app got for one patient's chart (SMART App Launch), with that patient in the claim. */
const launchToken = (roles: readonly string[]) =>
  tokenFor(`in-chart-${roles.join()}`, { roles, patient: own, wards: [own] });

const CALLERS = [
  ['a patient', 'reads their own record', () => served.own],
  ['a nurse', 'may read no report', () => NURSE],
  ['a nurse in a patient’s chart', 'may read no report', () => launchToken(['nurse'])],
  ['a caller whose token lists a patient', 'may read no report', () => launchToken(['ward'])],
  ['a caller without a role in a patient’s chart', 'may read no report', () => launchToken([])],
] as const;

describe.each(CALLERS)(
  'the reports API, called by %s, who is not a reviewer and %s,',
  (who, record, tokenOf) => {
    const isPatient = record === 'reads their own record';

    it.each(DOCUMENTS)(
      'returns nothing about another patient and records the request: %s',
      async (_what, query) => {
        const before = served.leaves().length;
        const variables = { other: others[0], after: cursor, p: others[0] };
        const used = Object.entries(variables).filter(([name]) => query.includes(`$${name}`));
        const reply = await askReports(served, tokenOf(), query, Object.fromEntries(used));
        for (const other of others) expect(reply.text).not.toContain(other);
        // Responses are recorded before they are sent, and refusals are recorded, too.
        expect(
          served
            .leaves()
            .slice(before)
            .map(({ kind }) => kind),
        ).toEqual(['audit.read']);
        const isGiven = reply.codes.length === 0;
        expect(served.leaves().at(-1)?.outcome).toMatch(
          isGiven ? /^permit$/ : /^(?:deny|partial)$/,
        );
        expect(isPatient ? ['any'] : reply.codes).not.toEqual([]);
      },
    );

    it('shows a patient as the caller’s own only for a role with reach "self"', async () => {
      const { data } = await askReports(served, tokenOf(), '{ viewer { isReviewer patient } }');
      expect(data).toEqual({ viewer: { isReviewer: false, patient: isPatient ? own : null } });
      const { text } = await askReports(
        served,
        tokenOf(),
        '{ events { edges { node { patient } } } }',
      );
      expect(text.includes(own)).toBe(isPatient);
      const account = await askReports(
        served,
        tokenOf(),
        `{ account(patient: "${own}") { patient } }`,
      );
      expect(account.codes).toEqual(isPatient ? [] : ['UNAUTHORIZED_FIELD_OR_TYPE']);
    });

    it('refuses to record a disclosure, and the record of the refusal names the patient', async () => {
      const [, disclosing = ''] = DOCUMENTS.find(([what]) => what === 'a disclosure') ?? [];
      await askReports(served, tokenOf(), disclosing, { p: others[0] });
      expect(served.leaves().at(-1)).toMatchObject({
        kind: 'audit.read',
        outcome: 'deny',
        patients: [others[0]],
        denied: [{ coordinate: 'Mutation.disclose' }],
      });
    });

    it('exports nothing about another patient in any report', async () => {
      const callerIndex = CALLERS.findIndex(([each]) => each === who);
      for (const [reportIndex, { name: report, formats }] of REPORTS.entries()) {
        const inTurn = FORMATS[(reportIndex + callerIndex) % FORMATS.length] ?? '';
        // A caller without a record is refused before the format matters. A format that a report does not have is refused too.
        const tried = isPatient ? new Set([...formats, inTurn]) : [inTurn];
        for (const format of IS_DEEP ? FORMATS : tried)
          for (const patient of [undefined, own, others[0]]) {
            const filter = { ...(patient !== undefined && { patient }) };
            const asked = { report, format, filter };
            const { status, headers, shown } = await readExport(tokenOf(), asked);
            const mayRead = isPatient && patient !== others[0];
            expect({
              ...asked,
              status: (mayRead ? [200, 400, 403] : [400, 403]).includes(status) ? 'fits' : status,
              named: others.filter((other) => shown.includes(other)),
              hasRows: headers.has('x-report-rows') && status !== 200,
            }).toEqual({ ...asked, status: 'fits', named: [], hasRows: false });
          }
      }
    });
  },
);

/** The pages and letters about one patient. */
const PAGES = REPORTS.filter(({ requires }) => requires.includes('patient')).flatMap(
  ({ name, formats }) => formats.filter(isPage).map((format) => [name, format] as const),
);

describe('a report about one patient, exported by a reviewer,', () => {
  // Otherwise the tests above could search where no patient is ever found, as in the compressed bytes of a PDF.
  it.each(PAGES)(
    'names that patient where these tests search: %s as %s',
    async (report, format) => {
      const patient = others[0] ?? '';
      const { status, shown } = await readExport(REVIEWER, { report, format, filter: { patient } });
      expect({ status, isNamed: shown.includes(patient) }).toEqual({ status: 200, isNamed: true });
    },
  );
});

/** Sends a form of another site with the token of a signed-in reviewer. */
function post(path: string, type: string, body: string): Promise<Response> {
  const headers = {
    authorization: `Bearer ${REVIEWER}`,
    origin: 'https://evil.example',
    'content-type': type,
  };
  return fetch(new URL(path, served.gateway.url), { method: 'POST', headers, body });
}

describe('a page that frames, stores or sniffs responses about reports', () => {
  const PERMITTED = { report: 'all', format: 'html', filter: {} };
  const CSV = { ...PERMITTED, format: 'csv' };
  it.each([
    ['a report', 200, '/admin/graphql', [REVIEWER, { query: '{ events { totalCount } }' }]],
    ['an export', 200, '/admin/export', [REVIEWER, CSV]],
    ['a malformed export', 400, '/admin/export', [REVIEWER, PERMITTED]],
    ['a forbidden export', 403, '/admin/export', [NURSE, CSV]],
    ['a request without a token', 401, '/admin/export', [null, CSV]],
    ['a body that is too large', 413, '/admin/export', [REVIEWER, { report: 'x'.repeat(70_000) }]],
    ['an unknown path', 404, '/admin/exports/1', [REVIEWER, {}]],
    ['a path that is no UTF-8', 404, '/admin/%ff', [REVIEWER, {}]],
  ] as const)('is prevented by the headers of %s', async (_what, status, path, [token, body]) => {
    const response = await fetch(new URL(path, served.gateway.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    await response.arrayBuffer();
    const names = [
      'cache-control',
      'x-content-type-options',
      'content-security-policy',
      'set-cookie',
    ];
    expect([response.status, ...names.map((name) => response.headers.get(name))]).toEqual([
      status,
      'no-store',
      'nosniff',
      "default-src 'none'; frame-ancestors 'none'",
      null,
    ]);
  });
});

describe('a malicious page on another site', () => {
  it.each(['/admin/graphql', '/admin/export'])(
    'can read nothing from %s with a form, and gets no CORS permission',
    async (path) => {
      const before = served.leaves().length;
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
      ]) {
        const refused = await post(
          path,
          type,
          '{"query":"{ events { totalCount } }","report":"all"}',
        );
        expect([400, 415]).toContain(refused.status);
        expect(refused.headers.get('access-control-allow-origin')).toBeNull();
      }
      const asked = await fetch(new URL(path, served.gateway.url), {
        method: 'OPTIONS',
        headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
      });
      expect(asked.headers.get('access-control-allow-origin')).toBeNull();
      expect(asked.headers.get('access-control-allow-headers')).toBeNull();
      expect(served.leaves()).toHaveLength(before);
    },
  );
});
