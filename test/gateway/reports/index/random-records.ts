import * as fc from 'fast-check';
import type { AccessEntry, AuditRecord } from '../../../../gateway/audit/record/record.ts';
import type { ReportSubject } from '../../../support/reports/report-accesses.ts';
import { accessRecord, GRANT } from '../../audit/sample.ts';

const PATIENTS = ['p1', 'p2', 'p3', 'Zoë "\\ 👩‍⚕️', '__proto__'] as const;
const ACTORS = ['nurse-3', 'physician-7', 'p1'] as const;
const FIELDS = [
  ['birthDate', 'DATE'],
  ['ssn', 'SSN'],
  ['value', 'CLINICAL'],
] as const;

const entries: fc.Arbitrary<AccessEntry> = fc
  .record({
    type: fc.constantFrom('Patient', 'Observation'),
    fields: fc.uniqueArray(fc.constantFrom(...FIELDS), { minLength: 1, maxLength: 3 }),
    view: fc.constantFrom('full' as const, 'deidentified' as const),
    relation: fc.constantFrom('self' as const, 'care-team' as const, 'break-glass' as const),
    objects: fc.uniqueArray(
      fc.tuple(fc.option(fc.constantFrom(...PATIENTS)), fc.constantFrom('o1', 'o2', null)),
      { minLength: 1, maxLength: 6, selector: String },
    ),
  })
  .map(({ type, fields, view, relation, objects }) => ({
    type,
    fields: fields.map(([name, category]) => ({
      name,
      view,
      categories: [category],
      subgraphs: ['clinical'],
    })),
    rule: { roles: ['physician'], relation, wouldDeny: [] },
    objects,
  }));

/** A record of any kind that a request causes; names are few, so that they repeat. */
const requests: fc.Arbitrary<AuditRecord> = fc
  .record({
    kind: fc.constantFrom(
      'access' as const,
      'denial' as const,
      'intent' as const,
      'audit.read' as const,
    ),
    outcome: fc.constantFrom('permit' as const, 'partial' as const, 'deny' as const),
    subject: fc.constantFrom(...ACTORS),
    name: fc.constantFrom('Nurse', 'Zoë', null),
    roles: fc.subarray(['physician', 'auditor', 'nurse "1"']),
    purpose: fc.option(fc.constantFrom('TREAT', 'HPAYMT')),
    operation: fc.option(fc.constantFrom('Chart', 'List')),
    isSystem: fc.boolean(),
    accesses: fc.array(entries, { maxLength: 3 }),
    denied: fc.array(
      fc.record({
        coordinate: fc.constantFrom('Patient.ssn', 'Observation.value'),
        reason: fc.constantFrom('role' as const, 'reach' as const),
        count: fc.integer({ min: 1, max: 4 }),
      }),
      { maxLength: 2 },
    ),
    arguments: fc.subarray(['Query.patient(id:)', 'Mutation.correctAddress(patient:)']),
    patients: fc.subarray([...PATIENTS]),
    until: fc.option(fc.constantFrom(1_764_000_900_000, 1_764_000_800_000)),
  })
  .map(({ subject, name, roles, purpose, operation, isSystem, until, ...content }) => {
    const base = accessRecord([]);
    return {
      ...base,
      ...content,
      actor:
        isSystem || base.actor === null ? null : { ...base.actor, subject, name, roles, purpose },
      operation: base.operation && { ...base.operation, name: operation },
      breakGlass: until === null ? null : { id: GRANT, until },
    };
  });

/** An "unreleased" record about earlier records, or about none. */
const unreleased: fc.Arbitrary<AuditRecord> = fc
  .record({ first: fc.integer({ min: 0, max: 20 }), count: fc.integer({ min: 1, max: 3 }) })
  .map((details) => accessRecord([], { kind: 'unreleased', actor: null, accesses: [], details }));

/** The records of a ledger. */
export const ledgers: fc.Arbitrary<readonly AuditRecord[]> = fc.array(
  fc.oneof({ arbitrary: requests, weight: 8 }, { arbitrary: unreleased, weight: 1 }),
  { minLength: 1, maxLength: 25 },
);

/** Each subject of reports on such a ledger, and some without an event. */
export const SUBJECTS: readonly ReportSubject[] = [
  ...PATIENTS.map((patient) => ({ patient })),
  { patient: 'nobody' },
  ...ACTORS.map((actor) => ({ actor })),
  { actor: '' },
  { field: 'Patient.ssn' },
  { field: 'Observation.value' },
  { field: 'Observation.valu' },
  { denied: true },
  { breakGlass: true },
];
