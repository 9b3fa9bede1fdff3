import { describe, expect, it } from '@jest/globals';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import { leafParts } from '../../../../gateway/audit/record/leaf-parts.ts';
import { plainLeaf } from '../../../support/fhir/plain-leaf.ts';
import { accessRecord } from '../sample.ts';

const ASKED = {
  arguments: ['Query.patient(id:)'],
  denied: [{ coordinate: 'Query.patient', reason: 'reach', count: 1 }],
} as const satisfies Partial<AuditRecord>;

const deniedPartsOf = (record: AuditRecord) =>
  leafParts(plainLeaf(record)).map(({ part, patient, coordinates }) => [
    part,
    patient,
    coordinates.map(({ coordinate }) => coordinate).join(' '),
  ]);

describe('a denied lookup of patients', () => {
  it('is one denial event per patient, with the argument that named the patient', () => {
    const record = accessRecord([], { ...ASKED, accesses: [], patients: ['p1', 'p2'] });
    expect(deniedPartsOf(record)).toEqual([
      ['denial', 'p1', 'Query.patient(id:) Query.patient'],
      ['denial', 'p2', 'Query.patient(id:) Query.patient'],
    ]);
  });

  it('shows the argument only for patients without released data', () => {
    const record = accessRecord(['p1'], { ...ASKED, patients: ['p1', 'p2'] });
    expect(deniedPartsOf(record)).toEqual([
      ['access', 'p1', expect.any(String)],
      ['denial', 'p1', 'Query.patient'],
      ['denial', 'p2', 'Query.patient(id:) Query.patient'],
    ]);
  });

  it('is one denial event without a patient if no argument names one', () => {
    expect(deniedPartsOf(accessRecord([], { ...ASKED, arguments: [], accesses: [] }))).toEqual([
      ['denial', null, 'Query.patient'],
    ]);
  });
});

describe('a patient that an argument names but the response does not contain', () => {
  it('is an event of the part "touch" that shows the argument', () => {
    const record = accessRecord(['p1'], { ...ASKED, denied: [], patients: ['p1', 'p2'] });
    expect(deniedPartsOf(record)).toEqual([
      ['access', 'p1', expect.any(String)],
      ['touch', 'p2', 'Query.patient(id:)'],
    ]);
  });
});
