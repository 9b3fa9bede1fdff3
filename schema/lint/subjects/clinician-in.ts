import { isList } from '../../../directives/marks/graph.ts';
import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import { namesClinician } from './care-setting.ts';
import { isDoneBy } from './done-by.ts';
import { keyBaseOf, ownerOf } from './field-words.ts';
import { REGISTERS, SPECIALTIES } from './read-type-shape.ts';
import type { Ground } from './subject.ts';
import type { Link, TypeShape } from './type-shape.ts';

/** The field by which a type names one clinician: `doctor: Doctor`, `id_medico`, `physician: String`. */
export function clinicianIn(
  { links, leaves, base, kind }: TypeShape,
  lexicon: Lexicon,
): string | null {
  const link = links.find(
    (each) =>
      isClinicians(each, lexicon) ||
      (!each.isList &&
        isProvider(each.words) &&
        (CARE.test(base) || (kind === 'record' && each.to.some(isExpert(each.words))))) ||
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

/** Words for who treats, which others have too. They count in what is named for care, and not in an appointment. */
const PROVIDERS: ReadonlySet<string> = new Set(
  wordsOf(
    'specialist provider practitioner professional especialista profesional profissional specialiste',
  ),
);
const CARE = /consult|telehealth|telemedicin|checkup|treatment|tratamiento|tratamento|traitement/;

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

/** Whether a type is for a clinician by a specialty. The professionals of a salon have one too, but no number in a register. */
function isExpert(words: readonly string[]): (type: TypeModel) => boolean {
  const signs = PROFESSIONALS.has(words.at(-1) ?? '') ? REGISTERS : SPECIALTIES;
  return ({ fields }) => [...fields.keys()].some((name) => signs.has(wordsOf(name).join('')));
}

const PROFESSIONALS: ReadonlySet<string> = new Set(
  wordsOf('professional profesional profissional professionnel'),
);

function isClinicians({ isList: isMany, words, to }: Link, lexicon: Lexicon): boolean {
  return !isMany && to.length > 0 && namesClinician(words, lexicon);
}

function isProvider(words: readonly string[]): boolean {
  return PROVIDERS.has(words.at(-1) ?? '');
}

/** Words for the name of a person. */
export const NAMES: ReadonlySet<string> = new Set(wordsOf('name nombre nome nom naam ad ten'));

/** By what a record refers to a person who has no key in it. */
export const REFERS: ReadonlySet<string> = new Set([...NAMES, 'email', 'mail', 'username']);
