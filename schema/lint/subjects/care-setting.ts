import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import type { Ground } from './subject.ts';
import type { TypeShape } from './type-shape.ts';

/**
 * Whether a type, a field or an argument is named for those who treat, for a place where they do, for their number in a
 * register or for their discipline.
 */
export function isCareSetting({ compiled: { graph }, lexicon }: Ground): boolean {
  return [...graph.types.values()].some((type) =>
    [
      type.name,
      ...type.fields.keys(),
      ...[...type.fields.values()].flatMap((field) => [...field.arguments.keys()]),
    ].some((name) => {
      const words = wordsOf(name);
      return namesClinician(words, lexicon) || words.some((word) => PLACES.has(word));
    }),
  );
}

/** Places of care, the registers of those who work there, and disciplines. */
const PLACES: ReadonlySet<string> = new Set(
  wordsOf(
    `dental dentistry orthodontic odontologia tooth teeth telehealth telemedicine physiotherapy psychotherapy
     hospital clinic ward infirmary hospice clinica consultorio sanatorio enfermaria ambulatorio hopital clinique ehpad krankenhaus
     klinik pflegeheim ziekenhuis kliniek ospedale hastane npi rpps lanr bsnr`,
  ),
);

/** Whether the first or the last word, or all together, name one who treats. */
export function namesClinician(words: readonly string[], { clinician }: Lexicon): boolean {
  return (
    clinician.has(words.at(-1) ?? '') ||
    clinician.has(words[0] ?? '') ||
    clinician.has(words.join(''))
  );
}

/** Whether a type is for persons who can be in care. Users can be colleagues. */
export function isClient({ kind, base }: Pick<TypeShape, 'kind' | 'base'>): boolean {
  return kind === 'customer' || CLIENTS.has(base);
}

const CLIENTS: ReadonlySet<string> = new Set(
  wordsOf('resident person child individual persona nino pessoa crianca personne enfant bewohner'),
);
