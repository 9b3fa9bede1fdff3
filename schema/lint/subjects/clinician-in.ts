import { isList } from '../../../directives/marks/graph.ts';
import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import { namesClinician } from './care-setting.ts';
import { isDoneBy } from './done-by.ts';
import { keyBaseOf, ownerOf } from './field-words.ts';
import { SPECIALTIES } from './specialties.ts';
import type { Ground } from './subject.ts';
import type { Link, TypeShape } from './type-shape.ts';

/** The field by which a type names one clinician: `doctor: Doctor`, `id_medico`, `physician: String`. */
export function clinicianIn({ links, leaves, kind }: TypeShape, lexicon: Lexicon): string | null {
  const link = links.find(
    (each) =>
      isClinicians(each, lexicon) ||
      (!each.isList &&
        SLOTS.has(each.words.at(-1) ?? '') &&
        each.to.some(offeredByClinician(lexicon))),
  );
  if (link) return link.name;
  const key = [...leaves].find(([name, field]) => {
    const words = wordsOf(name);
    const owner = keyBaseOf(words) ?? ownerOf(words, (one) => lexicon.clinician.has(one)) ?? words;
    const named = owner.length === 2 && REFERS.has(owner[1] ?? '') ? owner.slice(0, 1) : owner;
    return named.length === 1 && !isList(field) && namesClinician(named, lexicon);
  });
  // The professionals of a salon have specialties too, its appointments not.
  const specialty = kind === 'record' && [...leaves.keys()].find(isSpecialty);
  return key?.[0] ?? (specialty || null);
}

function isSpecialty(name: string): boolean {
  return SPECIALTIES.has(wordsOf(name).join(''));
}

/**
 * Whether the only person in what names a clinician is who recorded it, as in a `Visit` with `doctor` and `createdBy`: a
 * representative visits the clinician then.
 */
export function isOfClinician(
  shape: TypeShape,
  { lexicon, shapeOf }: Pick<Ground, 'lexicon' | 'shapeOf'>,
): boolean {
  const persons = shape.links.filter(
    ({ isList: isMany, to }) => !isMany && to.some((each) => isPersonKind(shapeOf(each))),
  );
  return (
    persons.length > 0 &&
    persons.every(({ words }) => isDoneBy(words)) &&
    clinicianIn(shape, lexicon) !== null
  );
}

/** Words for a time that one who treats offers, which a booking of it refers to. */
const SLOTS: ReadonlySet<string> = new Set(
  wordsOf('slot schedule availability horario turno disponibilidad disponibilidade creneau'),
);

/** Whether a type, such as a slot, names its clinician. */
function offeredByClinician(lexicon: Lexicon): (type: TypeModel) => boolean {
  return ({ fields }) =>
    [...fields.keys()].some((name) => {
      const words = wordsOf(name);
      return namesClinician(keyBaseOf(words) ?? words, lexicon);
    });
}

function isClinicians({ isList: isMany, words, to }: Link, lexicon: Lexicon): boolean {
  return !isMany && to.length > 0 && namesClinician(words, lexicon);
}

/** Words for the name of a person. */
export const NAMES: ReadonlySet<string> = new Set(wordsOf('name nombre nome nom naam ad ten'));

/** By what a record refers to a person who has no key in it. */
export const REFERS: ReadonlySet<string> = new Set([...NAMES, 'email', 'mail', 'username']);
