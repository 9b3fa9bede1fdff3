import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { readTypeName, withoutForms } from './type-name.ts';
import { hasTime, type TypeShape } from './type-shape.ts';

/**
 * Whether a type that is named for a place and something else is what happens to one patient there, as a `ClinicCare` with an
 * `insured` and a `startDate`, or what is found there, as a `ClinicExam` with a `diagnosis` and a `bloodPressure`.
 */
export function isCareAtPlace(
  shape: Pick<TypeShape, 'type' | 'kind' | 'links' | 'leaves' | 'health'>,
  lexicon: Lexicon,
): boolean {
  const { type, kind, links, health } = shape;
  if (kind !== 'organization') return false;
  // A `VaccinationCenter` is a place, whatever it offers.
  const words = withoutForms(wordsOf(type.name));
  if (lexicon.kinds.last(words)?.end === words.length) return false;
  const isOfPatient = links.some(
    ({ isList, to }) =>
      !isList && to.some(({ name }) => readTypeName(name, lexicon).kind === 'patient'),
  );
  return health.size >= 2 || (isOfPatient && hasTime(shape, lexicon));
}
