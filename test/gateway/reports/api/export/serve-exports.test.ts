import { keysOf } from '../../../../../gateway/reports/catalog/filter-spec.ts';
import { EVENT_FIELDS } from '../../../../../gateway/reports/catalog/row-order.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServedGateway, type ServedGateway } from '../../../../support/served-gateway.ts';
import {
  allEvents,
  askReports,
  lookAtPatients,
  NOBODY,
  patientToken,
  PHYSICIAN,
  REVIEWER,
  YAML,
} from '../../../../support/reports/served-reports.ts';
import { countIn, exportReport, linesOf } from '../../../../support/reports/exported.ts';

let served: ServedGateway;
let ids: readonly string[];
beforeAll(async () => {
  served = await startServedGateway(YAML);
  ids = await lookAtPatients(served, { first: 5 });
  for (let at = 0; at < 10; at += 1) await lookAtPatients(served, { first: 1 + (at % 4) });
});
afterAll(() => served.close());

const ALL = { report: 'all', format: 'ndjson' };

describe('an export of a report', () => {
  it('as NDJSON has every event of the ledger, even the newest, and ends with the count and the root hash', async () => {
    await lookAtPatients(served, { first: 2 });
    const { status, headers, text } = await exportReport(served, REVIEWER, ALL);
    expect(status).toBe(200);
    const lines = linesOf(text).map((line) => JSON.parse(line) as Record<string, unknown>);
    const end = lines.pop();
    const events = (await allEvents(served)).filter(({ row }) => row.leaf < sizeIn(end));
    expect(lines.map(({ id }) => id)).toEqual(
      events.map(({ id, row }) => `${row.leaf}-${id % 65_536}`),
    );
    expect(end).toMatchObject({
      end: {
        rows: lines.length,
        refused: 0,
        ledger: { root: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    });
    expect(headers.get('x-report-rows')).toBe(String(lines.length));
  });

  it('is recorded with its caller, patient, format, order and the names of its filters', async () => {
    const before = served.leaves().length;
    const filter = { patient: ids[0], since: '2020-01-01T00:00:00Z' };
    const { headers } = await exportReport(served, REVIEWER, {
      report: 'patient',
      format: 'csv',
      filter,
    });
    expect(served.leaves().slice(before)).toMatchObject([
      {
        kind: 'audit.read',
        outcome: 'permit',
        actor: { subject: 'olga' },
        patients: [ids[0]],
        arguments: ['EventFilter.patient', 'EventFilter.since'],
        operation: { name: 'export', requestId: headers.get('x-request-id') },
        details: { reports: 'patient', format: 'csv', order: 'leaf asc' },
      },
    ]);
  });

  it('is sent without Content-Length, as an attachment named after the report and the date, which must not be cached or sniffed', async () => {
    const { headers } = await exportReport(served, REVIEWER, ALL);
    expect(headers.get('content-length')).toBeNull();
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="phi-gateway-all-\d{4}-\d\d-\d\d\.ndjson"$/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each(['csv', 'json', 'fhir', 'fhir-ndjson'])(
    'for one actor as %s has all their events, by the count in its body and in x-report-rows',
    async (format) => {
      const filter = { actor: 'dr-hall' };
      const asked = { report: 'actor', format, filter };
      const { text, headers } = await exportReport(served, REVIEWER, asked);
      const rows = (await allEvents(served)).filter(({ row }) => row.actor === 'dr-hall').length;
      expect(headers.get('x-report-rows')).toBe(String(rows));
      expect(countIn(format, text)).toBe(rows);
    },
  );

  it.each(keysOf(EVENT_FIELDS))(
    'is sorted by %s in the same order as the report API',
    async (field) => {
      for (const direction of ['ASC', 'DESC']) {
        const orderBy = { field: field.toUpperCase(), direction };
        const filter = { kind: 'access' };
        const { text } = await exportReport(served, REVIEWER, { ...ALL, filter, orderBy });
        const found = linesOf(text)
          .slice(0, -1)
          .map((line) => (JSON.parse(line) as { readonly id: unknown }).id);
        const { data } = await askReports(
          served,
          REVIEWER,
          `query ($filter: EventFilter!, $orderBy: EventOrder!) {
          events(first: 1000, filter: $filter, orderBy: $orderBy) { edges { node { id } } }
        }`,
          { filter, orderBy },
        );
        expect(data).toEqual({ events: { edges: found.map((id) => ({ node: { id } })) } });
        expect(found.length).toBeGreaterThan(20);
      }
    },
  );

  it('is sorted by patient in byte order', async () => {
    for (const direction of ['ASC', 'DESC']) {
      const { text } = await exportReport(served, REVIEWER, {
        ...ALL,
        filter: { kind: 'access' },
        orderBy: { field: 'PATIENT', direction },
      });
      const patients = linesOf(text)
        .slice(0, -1)
        .map((line) => String((JSON.parse(line) as { readonly patient: unknown }).patient));
      const sorted = patients.toSorted((one, other) =>
        Buffer.compare(Buffer.from(one), Buffer.from(other)),
      );
      expect(patients).toEqual(direction === 'ASC' ? sorted : sorted.toReversed());
      expect(new Set(patients).size).toBe(5);
    }
  });

  it.each<[string, unknown, readonly unknown[]]>([
    [
      'an unknown report',
      { report: 'nothing', format: 'csv' },
      [expect.stringMatching(/^report is one of patient, actor, .*unusual, reviews\.$/)],
    ],
    [
      'an unknown format',
      { report: 'all', format: 'xml' },
      ['format is one of csv, ndjson, json, fhir, fhir-ndjson.'],
    ],
    [
      'a format that the report does not have',
      { report: 'disclosures', format: 'fhir', filter: { patient: 'p' } },
      ['format is one of html, pdf, csv, json.'],
    ],
    [
      'a missing patient',
      { report: 'patient', format: 'csv' },
      ['The report patient needs filter.patient.'],
    ],
    [
      'an unknown filter',
      { report: 'all', format: 'csv', filter: { '<who>': 'x' } },
      [expect.stringMatching(/^filter takes patient, actor, .*until, and nothing else\.$/)],
    ],
    [
      'a filter that is not an object',
      { report: 'reviews', format: 'csv', filter: ['x'] },
      [expect.stringMatching(/^filter takes reviewer, .*until\.$/)],
    ],
    [
      'another value for a filter that the report sets',
      { report: 'readers', format: 'csv', filter: { kind: 'access' } },
      ['The report readers does not take filter.kind.'],
    ],
    [
      'unknown values',
      { report: 'all', format: 'csv', filter: { outcome: 'allow', relation: 'friend' } },
      [
        'filter.outcome is one of permit, partial, deny, pending, error, unreleased.',
        'filter.relation is one of self, care-team, list, break-glass, all, other.',
      ],
    ],
    [
      'malformed values',
      {
        report: 'all',
        format: 'csv',
        filter: {
          since: '2026-02-30T00:00:00Z',
          denied: 'yes',
          firstLeaf: -1,
          lastLeaf: 2 ** 31,
          leastRecords: 0.5,
          actor: 'x'.repeat(1001),
          kind: 1,
        },
      },
      [
        'filter.since takes a time such as 2026-01-31T08:00:00Z.',
        'filter.denied takes true or false.',
        'filter.firstLeaf takes a whole number from 0 to 2147483647.',
        'filter.lastLeaf takes a whole number from 0 to 2147483647.',
        'filter.leastRecords takes a whole number from 0 to 2147483647.',
        'filter.actor takes a text of at most 1000 characters.',
        'filter.kind takes a text of at most 1000 characters.',
      ],
    ],
    [
      'ranges that end before they begin',
      {
        report: 'all',
        format: 'csv',
        filter: {
          since: '2026-02-02T00:00:00Z',
          until: '2026-02-01T00:00:00Z',
          firstLeaf: 2,
          lastLeaf: 1,
          leastRecords: 2,
          mostRecords: 1,
        },
      },
      [
        'filter.leastRecords is after filter.mostRecords.',
        'filter.firstLeaf is after filter.lastLeaf.',
        'filter.since is after filter.until.',
      ],
    ],
    [
      'an invalid order',
      { report: 'all', format: 'csv', orderBy: { field: 'NAME', direction: 'up', last: 1 } },
      [
        expect.stringMatching(/^orderBy\.field is one of TIME, LEAF, .*ROLES, .*GRANT_UNTIL\.$/),
        'orderBy.direction is ASC or DESC.',
        'orderBy takes field and direction alone.',
      ],
    ],
    [
      'an order of a report that is not sorted',
      { report: 'certificate', format: 'json', orderBy: { field: 'TIME', direction: 'ASC' } },
      ['The report certificate is not sorted.'],
    ],
    [
      'a filter by a column that the report narrows',
      {
        report: 'field',
        format: 'csv',
        filter: {
          coordinate: 'Patient.ssn',
          category: 'SSN',
          relation: 'all',
          leastRecords: 1,
          mostRecords: 2,
        },
      },
      [
        'The report field does not take filter.category, filter.relation, filter.leastRecords, filter.mostRecords.',
      ],
    ],
    [
      'a kind that is not a change',
      { report: 'changes', format: 'csv', filter: { kind: 'access' } },
      [
        expect.stringMatching(
          /^filter\.kind is one of log\.start, .*log\.incarnation, log\.threshold\.$/,
        ),
      ],
    ],
    [
      'an order by a column that the report narrows',
      {
        report: 'field',
        format: 'csv',
        filter: { coordinate: 'Patient.ssn' },
        orderBy: { field: 'RECORDS', direction: 'ASC' },
      },
      [
        expect.stringMatching(
          /^orderBy\.field is one of TIME, .*PATIENT, OPERATION, PURPOSE, OUTCOME, GRANT, GRANT_UNTIL\.$/,
        ),
      ],
    ],
    [
      'an unknown member',
      { report: 'all', format: 'xml', filter: {}, ownAccount: null },
      [
        'An export takes report, format, filter, orderBy, language and nothing else.',
        'format is one of csv, ndjson, json, fhir, fhir-ndjson.',
      ],
    ],
    [
      'an unknown language',
      { report: 'access-report', format: 'html', filter: { patient: 'p' }, language: 'fr' },
      ['language is one of en, es.'],
    ],
    [
      'a language of rows',
      { report: 'all', format: 'csv', language: 'es' },
      ['language is for letters: leave it out with this format.'],
    ],
    ['an empty request', null, [expect.stringMatching(/^report is one of /)]],
  ])(
    'is refused with 400 REPORT_INVALID and all problems, and not recorded, for %s',
    async (_what, body, problems) => {
      const before = served.leaves().length;
      const { status, text } = await exportReport(served, REVIEWER, body);
      expect([status, JSON.parse(text)]).toEqual([
        400,
        {
          errors: [
            {
              message: 'The report request is not valid.',
              extensions: { code: 'REPORT_INVALID', problems },
            },
          ],
        },
      ]);
      expect(served.leaves()).toHaveLength(before);
    },
  );

  it.each([
    ['a physician', PHYSICIAN],
    ['a caller without roles', NOBODY],
  ])(
    'is refused to %s with 403 and recorded as denied, and with 401 for an invalid token',
    async (_who, token) => {
      for (const report of ['all', 'patient', 'certificate', 'disclosures']) {
        const before = served.leaves().length;
        const format = report === 'certificate' || report === 'disclosures' ? 'html' : 'csv';
        const filter = report === 'all' || report === 'certificate' ? {} : { patient: ids[1] };
        const asked = { report, format, filter };
        const { status, text } = await exportReport(served, token, asked);
        expect([status, text]).toEqual([403, expect.stringContaining('FORBIDDEN')]);
        expect(served.leaves().slice(before)).toMatchObject([
          {
            kind: 'audit.read',
            outcome: 'deny',
            reason: 'FORBIDDEN',
            denied: [{ coordinate: `Export.${report}` }],
          },
        ]);
      }
      const { status } = await exportReport(served, 'none', ALL);
      expect(status).toBe(401);
    },
  );
});

describe('a patient who exports reports', () => {
  it('gets the events of their own record in every format, without client addresses, and 403 for other patients and other reports', async () => {
    const [own = '', other = ''] = ids;
    for (const format of ['csv', 'ndjson', 'json', 'fhir', 'fhir-ndjson']) {
      const { status, text } = await exportReport(served, patientToken(own), {
        report: 'patient',
        format,
      });
      expect([format, status]).toEqual([format, 200]);
      expect(countIn(format, text)).toBeGreaterThan(10);
      expect(text).toContain(own);
      for (const id of ids.slice(1)) expect(text).not.toContain(id);
      expect(text).not.toContain('127.0.0.1');
    }
    for (const [report, filter] of [
      ['patient', { patient: other }],
      ['all', {}],
      ['all', { patient: own }],
      ['readers', { patient: own }],
      ['proof', { patient: own }],
      ['disclosures', { patient: other }],
    ] as const) {
      const format = report === 'disclosures' || report === 'proof' ? 'json' : 'csv';
      const asked = { report, format, filter };
      const { status, text } = await exportReport(served, patientToken(own), asked);
      expect([report, status]).toEqual([report, 403]);
      expect(text).not.toContain(other);
    }
  });
});

function sizeIn(end: unknown): number {
  return (end as { readonly end: { readonly ledger: { readonly size: number } } }).end.ledger.size;
}

const access = (patient: string | undefined, more: object = {}) => ({
  report: 'access-report',
  format: 'html',
  filter: { patient },
  ...more,
});

describe('a letter to a patient', () => {
  it('lists who opened the record, in the requested language, and is recorded once', async () => {
    const before = served.leaves().length;
    const { status, text } = await exportReport(
      served,
      REVIEWER,
      access(ids[0], { language: 'es' }),
    );
    expect(status).toBe(200);
    expect(text).toContain('<html lang="es">');
    expect(text).toContain('dr-hall, physician');
    expect(served.leaves().slice(before)).toMatchObject([
      { kind: 'audit.read', patients: [ids[0]], details: { reports: 'access-report' } },
    ]);
  });

  it('is sent as PDF', async () => {
    for (const report of ['access-report', 'disclosures']) {
      const asked = { report, format: 'pdf', filter: { patient: ids[0] } };
      const { headers, text } = await exportReport(served, REVIEWER, asked);
      expect(headers.get('content-type')).toBe('application/pdf');
      expect(text).toMatch(/^%PDF-1\.7\n.*%%EOF\s*$/s);
    }
  });

  it('says that there was no access to be listed for an id that is in no record', async () => {
    const { status, text } = await exportReport(served, REVIEWER, access('no-such-patient'));
    expect(status).toBe(200);
    expect(text).toContain('There was no access to be listed.');
  });

  it('is for patients about themselves: that of another patient is refused and recorded', async () => {
    const token = patientToken(ids[0] ?? '');
    const own = await exportReport(served, token, access(undefined));
    expect([own.status, own.text]).toEqual([200, expect.stringContaining('dr-hall')]);
    for (const report of ['access-report', 'disclosures']) {
      const asked = { ...access(ids[1]), report };
      expect((await exportReport(served, token, asked)).status).toBe(403);
      expect(served.leaves().at(-1)).toMatchObject({ outcome: 'deny', patients: [ids[1]] });
    }
  });

  it('is refused for a period that ends before it begins', async () => {
    const filter = {
      patient: ids[0],
      since: '2026-02-02T00:00:00Z',
      until: '2026-02-01T00:00:00Z',
    };
    const { status } = await exportReport(served, REVIEWER, access(ids[0], { filter }));
    expect(status).toBe(400);
  });
});
