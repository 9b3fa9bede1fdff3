import { isPlaceholder } from '../catalog/patient-placeholder.ts';
import { writeCanonical } from '../../audit/record/canonical/canonical-json.ts';
import { controlRecord } from '../../audit/record/control/control-record.ts';
import { commitTo, type Opening } from '../../audit/record/opening.ts';
import type { AuditRecord } from '../../audit/record/record.ts';
import { isRecordableNote, notRecordableNote } from '../../platform/recorded-text.ts';
import type { IsPatientId } from '../../../directives/patient-id.ts';
import { INVALID_PATIENT_ID } from '../../pipeline/limits/assert-named-patients.ts';
import { PURPOSES_OF_USE } from '../../access/purpose/purposes-of-use.ts';
import type { DisclosureText } from '../query/parse-disclosure.ts';

/** A disclosure that was made outside the gateway: on paper, by telephone, by another system. */
export interface OutsideDisclosure extends DisclosureText {
  readonly patient: string;
  /** When the disclosure was made, UTC ms since 1970. */
  readonly disclosed: number;
  /** The purpose as a code of v3-PurposeOfUse; null without one. */
  readonly purposeOfUse: string | null;
  /** The paragraph of 45 CFR part 164 that permits it, such as 164.512(f)(1); null where it is not stated. */
  readonly basis: string | null;
}

/** The reviewer who enters a disclosure and the time of the entry, and what the record needs. */
export interface DisclosureEntry {
  readonly actor: NonNullable<AuditRecord['actor']>;
  /** UTC ms since 1970. */
  readonly at: number;
  /** For the commitment to the texts: 32 random bytes in hex. */
  readonly salt: string;
  /** Whether the patient's id is in the one form that the ledger names patients by. */
  readonly isPatientId: IsPatientId;
}

/** A record with the opening of its texts; or the problems. */
export type WrittenDisclosure =
  | { readonly ok: true; readonly record: AuditRecord; readonly opening: Opening }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Writes the record of a disclosure, and the opening of its texts. The leaf holds reviewer, patient, date and codes, so
 * that an accounting is possible after the erasure of the rest. All texts may be PHI, so the leaf only commits to them.
 * Returns every problem, in sentences without values of the disclosure.
 */
export function writeDisclosure(
  disclosure: OutsideDisclosure,
  { actor, at, salt, isPatientId }: DisclosureEntry,
): WrittenDisclosure {
  const problems = findProblems(disclosure, { at, isPatientId });
  if (problems.length > 0) return { ok: false, problems };
  const { recipient, address, description, purpose } = disclosure;
  const opening = commitTo(
    writeCanonical({ recipient, address, description, purpose }, isRecordableNote),
    salt,
  );
  const { patient, disclosed, purposeOfUse, basis } = disclosure;
  const details = { disclosed, purposeOfUse, basis, reasonCommitment: opening.commitment };
  const record = controlRecord('disclosure', at, details);
  return { ok: true, record: { ...record, action: 'R', actor, patients: [patient] }, opening };
}

/** A paragraph of 45 CFR part 164, subpart E, such as 164.512(f)(1). */
const BASIS = /^164\.5\d\d(?:\([a-z0-9]{1,4}\)){0,6}$/;

const TEXTS = ['recipient', 'address', 'description', 'purpose'] as const;

/** Characters of each text: a few words, not a whole record. */
const MAX_LENGTH = 2_000;

function findProblems(
  disclosure: OutsideDisclosure,
  { at, isPatientId }: Pick<DisclosureEntry, 'at' | 'isPatientId'>,
): string[] {
  const { patient, disclosed, purposeOfUse, basis, address } = disclosure;
  const required = ['patient', 'recipient', 'description', 'purpose'] as const;
  return [
    ...required.filter((name) => disclosure[name].trim() === '').map((name) => `${name} is empty.`),
    ...(patient.trim() === '' || isPatientId(patient) ? [] : [INVALID_PATIENT_ID]),
    ...(isPlaceholder(patient)
      ? ['patient is the placeholder of an erased, missing or changed id.']
      : []),
    ...TEXTS.filter((name) => (disclosure[name] ?? '').length > MAX_LENGTH).map(
      (name) => `${name} is longer than ${MAX_LENGTH} characters.`,
    ),
    ...TEXTS.filter((name) => !isRecordableNote(disclosure[name] ?? '')).map(notRecordableNote),
    ...(address?.trim() === '' ? ['address is empty. Leave it out where it is not known.'] : []),
    ...(disclosed > at ? ['The disclosure lies in the future.'] : []),
    ...(purposeOfUse === null || PURPOSES_OF_USE.has(purposeOfUse)
      ? []
      : ['purposeOfUse is a code of v3-PurposeOfUse, such as PUBHLTH.']),
    ...(basis === null || BASIS.test(basis)
      ? []
      : ['basis is a paragraph of 45 CFR part 164, such as 164.512(f)(1).']),
  ];
}
