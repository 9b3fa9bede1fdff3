import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import { isOfClinician } from './clinician-in.ts';
import { isCareSetting } from './care-setting.ts';
import { keyBaseOf } from './field-words.ts';
import { namesHolder } from './holdings.ts';
import type { Ground } from './subject.ts';
import { hasTime, isOfThing, type TypeShape } from './type-shape.ts';

/**
 * The appointments and bookings of persons in a setting of care, or with health information such as a `treatment`. Such a type
 * refers to the person, also by a key, has the person's name and contact data, or is in software with accounts.
 */
export function bookingsInCare(all: readonly TypeShape[], ground: Ground): readonly TypeShape[] {
  const isSetting = isCareSetting(ground);
  // A salon has treatments too.
  const isSalon = isOfSalon(all);
  const { lexicon, shapeOf, accounts } = ground;
  const isAccounts = [...accounts].some((account) => isPersonKind(shapeOf(account)));
  const isOfPerson = ({ leaves, links }: TypeShape) =>
    links.some(({ isList, to }) => !isList && to.map(shapeOf).some(isPersonKind)) ||
    [...leaves.keys()].some((name) =>
      isPersonKind({ kind: lexicon.kinds.last(keyBaseOf(wordsOf(name)) ?? [])?.meaning ?? null }),
    );
  return all.filter((shape) => {
    const { type, kind } = shape;
    return (
      isBooking(shape) &&
      (isSetting || (shape.health.size > 0 && !isSalon)) &&
      !isOfThing(shape, shapeOf) &&
      !type.kinds.has('input') &&
      !isOfClinician(shape, ground) &&
      (isOfPerson(shape) || namesHolder(shape) || isAccounts) &&
      (kind === 'record' || hasTime(shape, lexicon))
    );
  });
}

/**
 * Whether a client has appointments and, in another type of record, what was observed of them, as those of a therapist have. A
 * salon keeps notes too.
 */
export function isSeenInCare(
  client: TypeShape,
  all: readonly TypeShape[],
  { shapeOf }: Ground,
): boolean {
  if (isOfSalon(all)) return false;
  const records = all.filter(
    ({ type, kind, leaves, links }) =>
      kind === 'record' &&
      !type.kinds.has('input') &&
      (links.some(({ to }) => to.some((each) => shapeOf(each).base === client.base)) ||
        client.links.some(({ to }) => to.includes(type)) ||
        [...leaves.keys()].some((name) => keyBaseOf(wordsOf(name))?.join('') === client.base)),
  );
  return records.some(isBooking) && !records.every(isBooking);
}

function isBooking({ type }: TypeShape): boolean {
  return wordsOf(type.name).some((word) => BOOKINGS.has(word));
}

function isOfSalon(all: readonly TypeShape[]): boolean {
  return all.some(({ type }) => wordsOf(type.name).some((word) => SALONS.has(word)));
}

const SALONS: ReadonlySet<string> = new Set(
  wordsOf('salon spa beauty barber hair haircut stylist massage nail makeup'),
);

const BOOKINGS: ReadonlySet<string> = new Set(
  wordsOf(
    `appointment booking reservation consultation visit cita turno reserva consulta agendamento marcacao rendezvous rdv termin`,
  ),
);
