import type { LintReport } from '../../../schema/lint/lint.ts';
import { atMostTen } from './at-most-ten.ts';

/** Who the patients are decides what is found, so that an author must see how the schemas were read. */
export function patientNotes(persons: LintReport['persons']): string[] {
  if (persons === null) return [];
  const { patients, others } = persons;
  const such = others.length === 0 ? '' : ` (such as ${atMostTen(others)})`;
  return [
    patients.length === 0
      ? `No type was read as a patient's, so little was reported. If the objects of a type${such} are patients, name it: --patient-type TYPE.`
      : `Read as patients: ${atMostTen(patients)}. If the objects of another type${such} are patients, name it: --patient-type TYPE.`,
  ];
}
