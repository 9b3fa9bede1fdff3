import { describe, expect, it } from '@jest/globals';
import { controlRecord } from '../../../../../gateway/audit/record/control/control-record.ts';
import { commitTo } from '../../../../../gateway/audit/record/opening.ts';
import type { AuditRecord } from '../../../../../gateway/audit/record/record.ts';
import { csvFileLine } from '../../../../../gateway/platform/csv-line.ts';
import { ownEvent } from '../../../../../gateway/reports/api/export/own-event.ts';
import type { StaffNaming } from '../../../../../gateway/reports/letters/letter-standards.ts';
import { REPORTS } from '../../../../../gateway/reports/catalog/reports.ts';
import { eventsOfLeaf } from '../../../../../gateway/reports/query/reported-event.ts';
import { createRowWriter } from '../../../../../gateway/reports/formats/row-writer.ts';
import { plainLeaf } from '../../../../support/fhir/plain-leaf.ts';
import { accessRecord, breakGlassRecord } from '../../../audit/sample.ts';
import { entered } from '../../accounting/sample-disclosure.ts';

const choice = { filter: {}, isNarrow: false };

/** A review of a case about the patient. */
function reviewRecord(): AuditRecord {
  const { actor } = accessRecord(['p1']);
  const details = {
    case: '77-0',
    concerns: 'record',
    subject: 'nurse-9',
    day: '2026-01-31',
    rules: 'SAME_ADDRESS,CO_WORKER',
    verdict: 'VIOLATION',
    covers: 77,
    events: 1,
  };
  return { ...controlRecord('review', 0, details), actor, patients: ['p1'] };
}

const PATIENT = { issuer: 'https://idp.test', subject: 'p1' };

function write(
  format: 'csv' | 'ndjson' | 'json' | 'fhir' | 'fhir-ndjson',
  naming: StaffNaming = 'name',
): string {
  const [report] = REPORTS;
  if (report === undefined) throw new Error('there are no reports');
  const opening = commitTo('asked by the neighbor Jane Roe', 'ab'.repeat(32));
  const disclosure = entered();
  const records = [
    [breakGlassRecord(opening, 'p1'), opening.text],
    [disclosure.record, disclosure.opening.text],
    [reviewRecord(), 'the neighbor of Jane Roe'],
    [accessRecord(['p1'], { details: { rejectedResponses: 'billing-7' } }), null],
  ] as const;
  const writer = createRowWriter(format, {
    report: { ...report, columns: ['leaf', 'event', 'reason', 'note'] },
    choice,
    origin: 'o',
    patientSystem: null,
    at: 0,
    lineOf: csvFileLine,
  });
  return records
    .flatMap(([record, reason], index) =>
      eventsOfLeaf(
        plainLeaf({
          ...record,
          actor: record.actor && {
            ...record.actor,
            tokenId: 'token-1',
            authMethods: ['smartcard'],
          },
          client: { id: 'c', address: '10.1.2.3', agent: 'browser-9' },
        }),
        { index, isReleased: true, reason },
        choice,
      ),
    )
    .map((event) => writer.row(ownEvent(event, { naming, caller: PATIENT })))
    .join('');
}

describe("an event in a patient's export of their own record", () => {
  it.each(['csv', 'ndjson', 'json', 'fhir', 'fhir-ndjson'] as const)(
    'as %s has no break-glass reason or review note, no subgraph with rejected responses, and no address, user agent, token or sign-in method of the caller',
    (format) => {
      const text = write(format);
      expect(text).not.toBe('');
      for (const secret of [
        'Jane Roe',
        '10.1.2.3',
        'browser-9',
        'token-1',
        'smartcard',
        'billing-7',
      ])
        expect(text).not.toContain(secret);
    },
  );

  it.each([
    ['csv', '2,review,,\r\n'],
    ['ndjson', '"kind":"review"'],
    ['json', '"kind":"review"'],
    ['fhir', '/CodeSystem/record-kind","code":"review"}'],
    ['fhir-ndjson', '/CodeSystem/record-kind","code":"review"}'],
  ] as const)(
    'as %s states that a case was reviewed, without the actor, rules or verdict of the case',
    (format, reviewed) => {
      const text = write(format);
      expect(text).toContain(reviewed);
      for (const finding of ['SAME_ADDRESS', 'CO_WORKER', 'nurse-9', 'VIOLATION', '77-0'])
        expect(text).not.toContain(finding);
    },
  );

  it('as fhir shows the recipient of a disclosure', () => {
    expect(write('fhir')).toContain('County health department');
  });
});

describe('members of staff in a file for the patient', () => {
  it.each(['csv', 'ndjson', 'json', 'fhir', 'fhir-ndjson'] as const)(
    'are shown by role alone in %s if the configuration says so',
    (format) => {
      const { subject, roles } = accessRecord(['p1']).actor ?? { subject: '', roles: [] };
      const text = write(format, 'role');
      expect(write(format)).toContain(format === 'csv' ? '' : subject);
      expect(text).not.toContain(subject);
      expect(format === 'csv' || text.includes(roles[0] ?? '')).toBe(true);
    },
  );
});
