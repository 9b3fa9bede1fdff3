import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServedGateway, type ServedGateway } from '../../../support/served-gateway.ts';
import {
  allEvents,
  lookAtPatients,
  NOBODY,
  patientToken,
  PHYSICIAN,
  REVIEWER,
  YAML,
} from '../../../support/reports/served-reports.ts';
import { countIn, exportReport, linesOf } from '../../../support/reports/exported.ts';

let served: ServedGateway;
let ids: readonly string[];
beforeAll(async () => {
  served = await startServedGateway(YAML);
  ids = await lookAtPatients(served, { first: 5 });
  for (let at = 0; at < 10; at += 1) await lookAtPatients(served, { first: 1 + (at % 4) });
});
afterAll(() => served.close());

const ALL = { report: 'all', format: 'ndjson' };

describe('an export', () => {
  it('holds every event of the ledger, those of a moment ago included, and says that it is whole', async () => {
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

  it('is on the record before it leaves, with what was asked and about whom', async () => {
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

  it('forbids whatever could keep it, open it or guess what it is', async () => {
    const { headers } = await exportReport(served, REVIEWER, ALL);
    expect(headers.get('content-length')).toBeNull();
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="phi-gateway-all-\d{4}-\d\d-\d\d\.ndjson"$/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each(['csv', 'json', 'fhir', 'fhir-ndjson'])('as %s holds the same', async (format) => {
    const filter = { actor: 'dr-hall' };
    const asked = { report: 'actor', format, filter };
    const { text, headers } = await exportReport(served, REVIEWER, asked);
    const rows = (await allEvents(served)).filter(({ row }) => row.actor === 'dr-hall').length;
    expect(headers.get('x-report-rows')).toBe(String(rows));
    expect(countIn(format, text)).toBe(rows);
  });

  it('is sorted by any column', async () => {
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

  it.each([
    ['no report', { report: 'nothing', format: 'csv' }],
    ['no format', { report: 'all', format: 'xml' }],
    ['a format that it does not have', { report: 'all', format: 'html' }],
    ['no patient', { report: 'patient', format: 'csv' }],
    ['a filter that is none', { report: 'all', format: 'csv', filter: { who: 'x' } }],
    [
      'a filter of its own, otherwise',
      { report: 'readers', format: 'csv', filter: { kind: 'access' } },
    ],
    ['no time', { report: 'all', format: 'csv', filter: { since: '2026-02-30T00:00:00Z' } }],
    ['no order', { report: 'all', format: 'csv', orderBy: { field: 'NAME', direction: 'ASC' } }],
    ['more', { report: 'all', format: 'csv', filter: {}, isOwn: false }],
    ['nothing', null],
  ])('is refused for %s, and not recorded', async (_what, body) => {
    const before = served.leaves().length;
    const { status, text } = await exportReport(served, REVIEWER, body);
    expect([status, text]).toEqual([400, expect.stringContaining('BAD_')]);
    expect(served.leaves()).toHaveLength(before);
  });

  it.each([
    ['a physician', PHYSICIAN],
    ['nobody in particular', NOBODY],
  ])('is not for %s, whose attempt is recorded as denied', async (_who, token) => {
    for (const report of ['all', 'patient', 'certificate', 'disclosures']) {
      const before = served.leaves().length;
      const format = report === 'certificate' || report === 'disclosures' ? 'html' : 'csv';
      const filter = report === 'all' || report === 'certificate' ? {} : { patient: ids[1] };
      const asked = { report, format, filter };
      const { status, text } = await exportReport(served, token, asked);
      expect([status, text]).toEqual([403, expect.stringContaining('FORBIDDEN')]);
      expect(served.leaves().slice(before)).toMatchObject([
        { kind: 'audit.read', outcome: 'deny', denied: [{ coordinate: `Export.${report}` }] },
      ]);
    }
    const { status } = await exportReport(served, 'none', ALL);
    expect(status).toBe(401);
  });
});

describe('a patient', () => {
  it('has the events of their own record, and nothing that was written for others', async () => {
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
