import { isList } from '../../../directives/marks/graph.ts';
import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Category } from '../../../directives/spec.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import { namesClinician } from './care-setting.ts';
import { clientsOfClinicians } from './clients-of-clinicians.ts';
import { isPerson } from './holdings.ts';
import type { Ground, Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { keyBaseOf, ownerOf } from './field-words.ts';
import { REGISTERS, SPECIALTIES } from './read-type-shape.ts';
import { isOfThing, type Link, type TypeShape } from './type-shape.ts';

/**
 * The types that are about the care of a person though nothing is named for a patient: they have a person, or what only
 * persons have, together with the one who treats or cares for them, as a booking has `nationalId` and `doctorId`. Persons
 * that they refer to are patients, unless another type is named for patients.
 */
export function findCare(
  all: readonly TypeShape[],
  { shapeOf, lexicon, accounts }: Ground,
  signOf: (shape: TypeShape, lexicon: Lexicon) => string | null = clinicianIn,
): readonly (readonly [TypeShape, Subject])[] {
  const hasNamed = all.some(({ kind }) => kind === 'patient');
  const persons = new Map(all.filter(isPersonKind).map((shape) => [shape.base, shape]));
  const inCare = hasNamed ? [] : clientsOfClinicians(all, { shapeOf, lexicon, accounts });
  const others = all.flatMap((shape): readonly (readonly [TypeShape, Subject])[] => {
    const { type, kind, links, leaves } = shape;
    const booked = [...leaves.keys()].find((leaf) => BOOKED.test(wordsOf(leaf).join(' ')));
    if ((isElsewhere(kind) && booked === undefined) || kind === 'relative') return [];
    const clinician = signOf(shape, lexicon);
    if (clinician === null || isOfThing(shape, shapeOf)) return [];
    const { name } = type;
    const sign = personalSign(shape, lexicon);
    const subject = (because: string): Subject => ({
      about: isPersonKind(shape) ? 'person' : 'record',
      because: `${name} has ${because} and ${clinician}`,
    });
    if (sign !== null) return [[shape, subject(sign)]];
    if (booked !== undefined) return [[shape, subject(booked)]];
    if (hasNamed || isPerson(shape) || type.kinds.has('input')) return [];
    const linked = links
      .filter((link) => !link.isList && !namesClinician(link.words, lexicon))
      .flatMap((link) =>
        link.to.map(shapeOf).flatMap((to) => (isPerson(to) ? [[link.name, to] as const] : [])),
      );
    const keyed = [...leaves].flatMap(([leaf, field]) => {
      const words = wordsOf(leaf);
      // `user: String` is a key, whatever it holds.
      const isWhole =
        kind === 'record' &&
        (persons.has(words.join('')) || lexicon.kinds.last(words)?.meaning === 'customer') &&
        words.length === 1;
      const owner = ownerOf(words, (one) => persons.has(one)) ?? (isWhole ? words : []);
      const named = lexicon.kinds.last(owner)?.meaning ?? null;
      const to = persons.get(owner.join('')) ?? null;
      const isKey =
        to !== null ||
        isPersonKind({ kind: named }) ||
        (kind === 'record' && isClientsName(words, lexicon));
      return isKey && !isList(field) && !namesClinician(owner, lexicon)
        ? [[leaf, to] as const]
        : [];
    });
    const [person] = [...linked, ...keyed, ...(kind === 'record' ? holdersOf(shape, all) : [])];
    if (!person) return [];
    if (person[1] === null) return [[shape, subject(person[0])]];
    const because = `${name}.${person[0]} refers to it beside ${clinician}`;
    return [
      [shape, subject(person[0])],
      [person[1], { about: 'person', because }],
    ];
  });
  return [...inCare, ...others];
}

/** Whether words are the name of a client or another person, as `clientName`. */
function isClientsName([owner = '', ...rest]: readonly string[], { kinds }: Lexicon): boolean {
  return (
    rest.length === 1 &&
    NAMES.has(rest[0] ?? '') &&
    isPersonKind({ kind: kinds.last([owner])?.meaning ?? null })
  );
}

/** The persons who list a record, as `User.visits`. */
function holdersOf(
  { type }: TypeShape,
  all: readonly TypeShape[],
): readonly (readonly [string, TypeShape])[] {
  return all
    .filter((shape) => isPersonKind(shape) && !shape.type.kinds.has('input'))
    .flatMap((shape) =>
      shape.links
        .filter(({ isList: isMany, to }) => isMany && to.includes(type))
        .map(({ name }) => [name, shape] as const),
    );
}

/** Names for the person who books, or for the person who comes. */
const BOOKED = /^(?:booked|reserved|scheduled|requested) (?:by|for)(?: (?:id|name|email|user))?$/;

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
      (!each.isList && SLOTS.has(each.words.at(-1) ?? '') && each.to.some(isOfClinician(lexicon))),
  );
  if (link) return link.name;
  const key = [...leaves].find(([name, field]) => {
    const words = wordsOf(name);
    const owner = keyBaseOf(words) ?? ownerOf(words, (one) => lexicon.clinician.has(one)) ?? words;
    const named = owner.length === 2 && NAMES.has(owner[1] ?? '') ? owner.slice(0, 1) : owner;
    return named.length === 1 && !isList(field) && namesClinician(named, lexicon);
  });
  // The professionals of a salon have specialties too, its appointments not.
  const specialty = kind === 'record' && [...leaves.keys()].find(isSpecialty);
  return key?.[0] ?? (specialty || null);
}

function isSpecialty(name: string): boolean {
  return SPECIALTIES.has(wordsOf(name).join(''));
}

/** The field by which a type names one clinician, or the health information of a record, such as `Appointment.medicine`. */
export function careIn(shape: TypeShape, lexicon: Lexicon): string | null {
  const { kind, health, links } = shape;
  const { phi, everyday } = lexicon;
  const clinician = clinicianIn(shape, lexicon);
  if (kind !== 'record' || clinician !== null) return clinician;
  const [own] = health;
  const linked = links.find(({ words }) => {
    const found = phi.health.longest(words);
    return found !== null && !everyday.has(found.phrase);
  });
  return own ?? linked?.name ?? null;
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
function isOfClinician(lexicon: Lexicon): (type: TypeModel) => boolean {
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

/** A field that only a person has: a number of an identity document or an insurance, a birth, or a name with a contact. */
function personalSign({ leaves }: TypeShape, { kinds, phi, clinician }: Lexicon): string | null {
  const isClient = (word: string) => isPersonKind({ kind: kinds.last([word])?.meaning ?? null });
  const found = [...leaves.keys()].flatMap((name) => {
    const words = wordsOf(name);
    if (words.some((word) => clinician.has(word))) return [];
    // `name`, and `customerName`.
    const isName =
      NAMES.has(words.at(-1) ?? '') &&
      (words.length === 1 || (words.length === 2 && isClient(words[0] ?? '')));
    const match = isName ? { phrase: name, meaning: 'NAME' as const } : phi.identity.longest(words);
    return match ? [{ name, phrase: match.phrase, meaning: match.meaning }] : [];
  });
  const own = found.find(
    ({ phrase, meaning }) => OF_A_PERSON.test(phrase) || meaning === 'HEALTH_PLAN',
  );
  if (own) return own.name;
  const named = found.find(({ meaning }) => meaning === 'NAME');
  return named && found.some(({ meaning }) => CONTACTS.has(meaning)) ? named.name : null;
}

const NAMES: ReadonlySet<string> = new Set(wordsOf('name nombre nome nom naam ad ten'));

const CONTACTS: ReadonlySet<Category> = new Set(['PHONE', 'EMAIL', 'GEOGRAPHY']);

/** Phrases for a birth, or for the number of a document that only a person has. */
export const OF_A_PERSON =
  /birth|^dob$|nacimiento|nascimento|naissance|geburt|geboorte|nascita|dogum|ngay (?:thang )?(?:nam )?sinh|^(?:passport|national id|national identifier|citizen id|identity|aadhaa?r|nric|cnic|dni|cedula|curp|nie|rut|run|cuil|nuip|documento de identidad|carnet identidad|cpf|rg|bilhete|cni|cin|carte d? ?identite|carte nationale|piece d? ?identite|passeport|passaporte|pasaporte|personalausweis|ausweisn|reisepass|passn|paspoort|identiteitskaart|passaporto|codice fiscale|carta di identita|pasaport|tckn|tc kimlik|kimlik no|cmnd|cccd|so cmnd|so cccd|can cuoc|chung minh|ho chieu)/;
