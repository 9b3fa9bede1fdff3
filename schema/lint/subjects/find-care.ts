import { isList } from '../../../directives/marks/graph.ts';
import type { Category } from '../../../directives/spec.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import { namesClinician } from './care-setting.ts';
import { clinicianIn, NAMES, REFERS } from './clinician-in.ts';
import { clientsOfClinicians } from './clients-of-clinicians.ts';
import { isPerson } from './holdings.ts';
import type { Ground, Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { isDoneBy } from './done-by.ts';
import { ownerOf } from './field-words.ts';
import { isOfThing, type TypeShape } from './type-shape.ts';

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
      .filter(
        ({ isList: isMany, words }) =>
          !isMany && !namesClinician(words, lexicon) && !isDoneBy(words),
      )
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
      return isKey && !isList(field) && !namesClinician(owner, lexicon) && !isDoneBy(words)
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

/** Whether words are the name or the contact of a client or another person, as `clientName` and `userEmail`. */
function isClientsName([owner = '', ...rest]: readonly string[], { kinds }: Lexicon): boolean {
  return (
    rest.length === 1 &&
    REFERS.has(rest[0] ?? '') &&
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

const CONTACTS: ReadonlySet<Category> = new Set(['PHONE', 'EMAIL', 'GEOGRAPHY']);

/** Phrases for a birth, or for the number of a document that only a person has. */
export const OF_A_PERSON =
  /birth|^dob$|nacimiento|nascimento|naissance|geburt|geboorte|nascita|dogum|ngay (?:thang )?(?:nam )?sinh|^(?:passport|national id|national identifier|citizen id|identity|aadhaa?r|nric|cnic|dni|cedula|curp|nie|rut|run|cuil|nuip|documento de identidad|carnet identidad|cpf|rg|bilhete|cni|cin|carte d? ?identite|carte nationale|piece d? ?identite|passeport|passaporte|pasaporte|personalausweis|ausweisn|reisepass|passn|paspoort|identiteitskaart|passaporto|codice fiscale|carta di identita|pasaport|tckn|tc kimlik|kimlik no|cmnd|cccd|so cmnd|so cccd|can cuoc|chung minh|ho chieu)/;
