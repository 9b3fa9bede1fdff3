import {
  createPatientIdCheck,
  DEFAULT_PATIENT_IDS,
  type PatientIdForm,
} from '../../../../directives/patient-id.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import {
  writeDisclosure,
  type OutsideDisclosure,
  type WrittenDisclosure,
} from '../../../../gateway/reports/accounting/write-disclosure.ts';
import { accessRecord } from '../../audit/sample.ts';

/** A report to the health department, on paper. */
export const REPORTED: OutsideDisclosure = {
  patient: 'p1',
  disclosed: Date.UTC(2025, 5, 3, 12),
  recipient: 'County health department',
  address: '1 Main Street',
  description: 'Result of a test for tuberculosis',
  purpose: 'Report of a notifiable disease',
  purposeOfUse: 'PUBHLTH',
  basis: '164.512(b)(1)(i)',
};

/** When it is entered. */
export const ENTERED = Date.UTC(2025, 10, 24, 16);

/** The record of a disclosure as a privacy officer enters it. */
export function entered(overrides: Partial<OutsideDisclosure> = {}) {
  return sound(enter(overrides));
}

/** The record of a disclosure that was accepted; throws its problems otherwise. */
export function sound(written: WrittenDisclosure) {
  if (!written.ok) throw new Error(written.problems.join('\n'));
  return written;
}

/** The same, or the problems with it. */
export function enter(
  overrides: Partial<OutsideDisclosure>,
  patientIds: PatientIdForm = DEFAULT_PATIENT_IDS,
) {
  return writeDisclosure(
    { ...REPORTED, ...overrides },
    {
      actor: officer(),
      at: ENTERED,
      salt: 'ab'.repeat(32),
      isPatientId: createPatientIdCheck(patientIds),
    },
  );
}

function officer(): NonNullable<AuditRecord['actor']> {
  const { actor } = accessRecord([]);
  if (actor === null) throw new Error('The sample has no actor.');
  return { ...actor, subject: 'officer-1', name: 'Privacy Officer', roles: [] };
}
