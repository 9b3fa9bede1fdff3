import type { FieldModel } from '../../../directives/marks/graph.ts';
import { wordsOf } from '../words.ts';
import type { TypeName } from './type-name.ts';

/** Whether a type without a known name is for a clinician or a practice, as a `Doc` with a `specialty` or an `npi`. */
export function hasSpecialty(
  kind: TypeName['kind'],
  leaves: ReadonlyMap<string, FieldModel>,
): boolean {
  const isOpen = kind === null || kind === 'document';
  return (
    isOpen &&
    leaves.size > 1 &&
    [...leaves.keys()].some((name) => SPECIALTIES.has(wordsOf(name).join('')))
  );
}

/** Numbers in registers of clinicians and practices. */
const REGISTERS: ReadonlySet<string> = new Set(
  wordsOf('npi lanr bsnr rpps finess adeli crm coren cnes colegiado crefito cro crp'),
);

export const SPECIALTIES: ReadonlySet<string> = new Set([
  ...REGISTERS,
  ...wordsOf(
    'specialty speciality specialization especialidad especialidade specialite fachrichtung fachgebiet',
  ),
]);
