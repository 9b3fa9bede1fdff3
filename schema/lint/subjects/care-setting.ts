import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import { keyBaseOf } from './field-words.ts';
import { hasBirth, namesHolder } from './holdings.ts';
import type { Ground } from './subject.ts';
import type { TypeShape } from './type-shape.ts';

/**
 * Whether a type, a field or an argument is named for those who treat, for a place where they do, for their number in a register or for
 * their discipline.
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
    `dental dentistry orthodontic odontologia tooth telehealth telemedicine physiotherapy psychotherapy
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

/**
 * Whether customers with a birth stand in a setting of care or have an insurance, which those of a salon do not. The insurer of a
 * car knows births too.
 */
export function hasClientsInCare(all: readonly TypeShape[], ground: Ground): boolean {
  const clients = all.filter((shape) => isClient(shape) && hasBirth(shape.identity));
  if (clients.length === 0) return false;
  if (isCareSetting(ground)) return true;
  const isOfThings = all.some(({ kind, type }) => kind === 'other' || POLICIES.test(type.name));
  return (
    !isOfThings &&
    clients.some(({ leaves, links }) =>
      [...leaves.keys(), ...links.map(({ name }) => name)].some((name) =>
        wordsOf(name).some((word) => INSURANCES.has(word)),
      ),
    )
  );
}

const POLICIES = /polic|poliza|apolice|vehic|claim|siniestro|sinistr/i;
const INSURANCES: ReadonlySet<string> = new Set(
  wordsOf('insurance seguro convenio mutuelle versicherung krankenkasse assicurazione verzekering'),
);

/** Whether a graph has the studies of medical images, as DICOM has: https://www.dicomstandard.org/. */
export function hasImagingStudies(all: readonly TypeShape[]): boolean {
  const bases = new Set(all.map(({ base }) => base));
  const names = all.flatMap(({ type, leaves }) => [type.name, ...leaves.keys()]);
  return (
    ['study', 'series'].every((name) => bases.has(wordsOf(name).join(''))) &&
    names.some((name) => wordsOf(name).some((word) => IMAGING.has(word)))
  );
}

const IMAGING: ReadonlySet<string> = new Set(wordsOf('modality dicom instance accession pacs'));

/**
 * Whether a person has an appointment or a booking in a setting of care: it refers to the person, by a key too, has their name and what
 * reaches them, or is in software in which persons sign in for themselves.
 */
export function isBooked(all: readonly TypeShape[], ground: Ground): boolean {
  if (!isCareSetting(ground)) return false;
  const { lexicon, shapeOf, accounts } = ground;
  const isAccounts = [...accounts].some((account) => isPersonKind(shapeOf(account)));
  const isOfPerson = ({ leaves, links }: TypeShape) =>
    links.some(({ isList, to }) => !isList && to.map(shapeOf).some(isPersonKind)) ||
    [...leaves.keys()].some((name) =>
      isPersonKind({ kind: lexicon.kinds.last(keyBaseOf(wordsOf(name)) ?? [])?.meaning ?? null }),
    );
  return all.some((shape) => {
    const { type, kind, leaves } = shape;
    return (
      wordsOf(type.name).some((word) => BOOKINGS.has(word)) &&
      !type.kinds.has('input') &&
      (isOfPerson(shape) || namesHolder(shape) || (isAccounts && kind === 'record')) &&
      (kind === 'record' ||
        [...leaves.keys()].some(
          (name) =>
            lexicon.time.last(wordsOf(name).slice(-1)) !== null &&
            lexicon.technical.longest(wordsOf(name)) === null,
        ))
    );
  });
}

const BOOKINGS: ReadonlySet<string> = new Set(
  wordsOf(
    `appointment booking reservation consultation visit cita turno reserva consulta agendamento marcacao rendezvous rdv termin`,
  ),
);
