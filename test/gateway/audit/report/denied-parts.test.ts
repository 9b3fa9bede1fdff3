import { describe, expect, it } from '@jest/globals';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import { leafParts } from '../../../../gateway/audit/report/report-rows.ts';
import { plainLeaf } from '../../../support/fhir/plain-leaf.ts';
import { accessRecord } from '../sample.ts';

const ASKED = {
  arguments: ['Query.patient(id:)'],
  denied: [{ coordinate: 'Query.patient', reason: 'reach', count: 1 }],
} as const satisfies Partial<AuditRecord>;

const told = (record: AuditRecord) =>
  leafParts(plainLeaf(record)).map(({ part, patient, coordinates }) => [
    part,
    patient,
    coordinates.map(({ coordinate }) => coordinate).join(' '),
  ]);

describe('what was asked of patients in vain', () => {
  it('is one event for each, with the input that named them', () => {
    const record = accessRecord([], { ...ASKED, accesses: [], patients: ['p1', 'p2'] });
    expect(told(record)).toEqual([
      ['denial', 'p1', 'Query.patient(id:) Query.patient'],
      ['denial', 'p2', 'Query.patient(id:) Query.patient'],
    ]);
  });

  it('stands beside what was released of the same patient, and tells the input only of others', () => {
    const record = accessRecord(['p1'], { ...ASKED, patients: ['p1', 'p2'] });
    expect(told(record)).toEqual([
      ['access', 'p1', expect.any(String)],
      ['denial', 'p1', 'Query.patient'],
      ['denial', 'p2', 'Query.patient(id:) Query.patient'],
    ]);
  });

  it('is of nobody where no input names anybody', () => {
    expect(told(accessRecord([], { ...ASKED, arguments: [], accesses: [] }))).toEqual([
      ['denial', null, 'Query.patient'],
    ]);
  });
});

describe('patients whom an input names, without an answer about them', () => {
  it('are told of by what named them', () => {
    const record = accessRecord(['p1'], { ...ASKED, denied: [], patients: ['p1', 'p2'] });
    expect(told(record)).toEqual([
      ['access', 'p1', expect.any(String)],
      ['touch', 'p2', 'Query.patient(id:)'],
    ]);
  });
});
