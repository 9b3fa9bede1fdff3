import { isList } from '../../../directives/marks/graph.ts';
import type { Category } from '../../../directives/spec.ts';
import { wordsOf } from '../words.ts';
import type { Ground, Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { keyBaseOf, ownerOf, type Link, type TypeShape } from './type-shape.ts';

/**
 * The types that are about the care of a person though nothing is named for a patient: they have a person, or what only
 * persons have, together with the one who treats or cares for them, as a booking has `nationalId` and `doctorId`. Persons
 * that they refer to are patients, unless another type is named for patients.
 */
export function findCare(
  all: readonly TypeShape[],
  { shapeOf, lexicon }: Ground,
): readonly (readonly [TypeShape, Subject])[] {
  const hasNamed = all.some(({ kind }) => kind === 'patient');
  const persons = new Map(
    all.filter(({ kind }) => isPersonKind(kind)).map((shape) => [shape.base, shape]),
  );
  return all.flatMap((shape) => {
    const { type, kind, links, leaves } = shape;
    if (isElsewhere(kind) || kind === 'relative') return [];
    const clinician = clinicianIn(shape);
    if (clinician === null) return [];
    const { name } = type;
    const sign = personalSign(shape, (words) => lexicon.phi.identity.longest(words));
    const subject = (because: string): Subject => ({
      about: isPersonKind(kind) ? 'person' : 'record',
      because: `${name} has ${because} and ${clinician}`,
    });
    if (sign !== null) return [[shape, subject(sign)]];
    if (hasNamed || isPersonKind(kind) || type.kinds.has('input')) return [];
    const linked = links
      .filter((link) => !link.isList && !namesClinician(link.words))
      .flatMap((link) =>
        link.to
          .map(shapeOf)
          .flatMap((to) => (isPersonKind(to.kind) ? [[link.name, to] as const] : [])),
      );
    const keyed = [...leaves].flatMap(([leaf, field]) => {
      const owner = ownerOf(wordsOf(leaf), (one) => persons.has(one))?.join('') ?? '';
      const to = isList(field) ? undefined : persons.get(owner);
      return to ? [[leaf, to] as const] : [];
    });
    const [person] = [...linked, ...keyed];
    if (!person) return [];
    const because = `${name}.${person[0]} refers to it beside ${clinician}`;
    return [
      [shape, subject(person[0])],
      [person[1], { about: 'person', because }],
    ];
  });
}

function isPersonKind(kind: TypeShape['kind']): boolean {
  return kind === 'person' || kind === 'customer';
}

/** The field by which a type names one clinician: `doctor: Doctor`, `id_medico`, `physician: String`. */
function clinicianIn({ links, leaves }: TypeShape): string | null {
  const link = links.find(isClinicians);
  if (link) return link.name;
  const key = [...leaves].find(([name, field]) => {
    const words = wordsOf(name);
    const base = keyBaseOf(words) ?? ownerOf(words, (owner) => CLINICIANS.has(owner)) ?? words;
    return base.length === 1 && !isList(field) && namesClinician(base);
  });
  return key?.[0] ?? null;
}

function isClinicians({ isList: isMany, words, to }: Link): boolean {
  return !isMany && to.length > 0 && namesClinician(words);
}

function namesClinician(words: readonly string[]): boolean {
  return CLINICIANS.has(words.at(-1) ?? '') || CLINICIANS.has(words[0] ?? '');
}

/** Persons who treat or care for others, in the languages of the vocabularies. */
const CLINICIANS: ReadonlySet<string> = new Set(
  wordsOf(
    `doctor dr physician nurse clinician therapist psychologist psychiatrist surgeon dentist practitioner caregiver carer
     midwife physiotherapist dietitian
     medico medica doctora enfermero enfermera terapeuta psicologo psicologa psiquiatra odontologo odontologa cirujano
     cuidador cuidadora nutriologo nutricionista fisioterapeuta kinesiologo matrona
     enfermeiro enfermeira cirurgiao doutor doutora
     medecin docteur infirmier infirmiere praticien soignant soignante therapeute psychologue psychiatre dentiste chirurgien
     kinesitherapeute
     arzt arztin hausarzt pfleger pflegerin pflegekraft pflegefachkraft therapeut therapeutin psychologe zahnarzt chirurg`,
  ),
);

/** A field that only a person has: a number of an identity document or an insurance, a birth, or a name with a contact. */
function personalSign(
  { leaves, kind }: TypeShape,
  identityOf: (
    words: readonly string[],
  ) => { readonly phrase: string; readonly meaning: Category } | null,
): string | null {
  const found = [...leaves.keys()].flatMap((name) => {
    const match = identityOf(wordsOf(name));
    return match ? [{ name, ...match }] : [];
  });
  const own = found.find(
    ({ phrase, meaning }) => OF_A_PERSON.test(phrase) || meaning === 'HEALTH_PLAN',
  );
  if (own) return own.name;
  if (kind === 'record') return null;
  const named = found.find(({ meaning }) => meaning === 'NAME');
  return named && found.some(({ meaning }) => CONTACTS.has(meaning)) ? named.name : null;
}

const CONTACTS: ReadonlySet<Category> = new Set(['PHONE', 'EMAIL', 'GEOGRAPHY']);

/** Phrases for a birth, or for the number of a document that only a person has. */
export const OF_A_PERSON =
  /birth|^dob$|nacimiento|nascimento|naissance|geburt|^(?:passport|national id|national identifier|citizen id|identity|aadhaa?r|nric|cnic|dni|cedula|curp|nie|rut|run|cuil|nuip|documento de identidad|carnet identidad|cpf|rg|bilhete|cni|cin|carte d? ?identite|carte nationale|piece d? ?identite|passeport|passaporte|pasaporte|personalausweis|ausweisn|reisepass|passn)/;
