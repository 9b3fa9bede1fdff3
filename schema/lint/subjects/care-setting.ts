import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import { keyBaseOf } from './field-words.ts';
import { hasBirth, hasBody, namesHolder } from './holdings.ts';
import type { Ground } from './subject.ts';
import { isOfThing, type TypeShape } from './type-shape.ts';

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

/**
 * Whether persons with a birth stand in a setting of care, which customers of a salon do not: customers and others who do not sign in,
 * or those with an insurance. The insurer of a car knows births too.
 */
export function hasClientsInCare(all: readonly TypeShape[], ground: Ground): boolean {
  const { shapeOf, accounts } = ground;
  const known = all.filter(
    (shape) => isPersonKind(shape) && !shape.type.kinds.has('input') && isBorn(shape, shapeOf),
  );
  const clients = known.filter(isClient);
  const others = known.filter(({ type }) => !accounts.has(type));
  if ([...clients, ...others].length > 0 && isCareSetting(ground)) return true;
  if (
    all.some(
      (bed) =>
        isBed(bed) &&
        bed.links.some(({ isList, to }) => !isList && others.some(({ type }) => to.includes(type))),
    )
  )
    return true;
  return insuredPersons(all, ground).length > 0;
}

/** The customers with a birth and an insurance, and other persons who have appointments or the like too. */
export function insuredPersons(
  all: readonly TypeShape[],
  { shapeOf }: Pick<Ground, 'shapeOf'>,
): readonly TypeShape[] {
  const isOfThings = all.some(({ kind, type }) => kind === 'other' || POLICIES.test(type.name));
  if (isOfThings) return [];
  const hasRecords = ({ links }: TypeShape) =>
    links.some(({ to }) => to.some((each) => shapeOf(each).kind === 'record'));
  return all.filter(
    (shape) =>
      isPersonKind(shape) &&
      !shape.type.kinds.has('input') &&
      isBorn(shape, shapeOf) &&
      hasInsurance(shape) &&
      (isClient(shape) || hasRecords(shape)),
  );
}

/** Whether a person has a birth, also in an object of theirs such as `demographics`. */
function isBorn({ identity, links }: TypeShape, shapeOf: Ground['shapeOf']): boolean {
  return (
    hasBirth(identity) ||
    links.some(
      ({ isList, to }) =>
        !isList && to.some((each) => OF_ONE.test(each.name) && hasBirth(shapeOf(each).identity)),
    )
  );
}

const OF_ONE = /demographic|personal|profile/i;

function hasInsurance({ leaves, links }: TypeShape): boolean {
  return [...leaves.keys(), ...links.map(({ name }) => name)].some((name) =>
    wordsOf(name).some((word) => INSURANCES.has(word)),
  );
}

function isBed({ type }: TypeShape): boolean {
  return BEDS.has(wordsOf(type.name).join(''));
}

const BEDS: ReadonlySet<string> = new Set(wordsOf('bed cama leito lit bett'));

/** Whether a trial or a study lists persons with their sex and birth. */
export function isResearch(all: readonly TypeShape[], { shapeOf }: Ground): boolean {
  return all.some(
    ({ type, links }) =>
      wordsOf(type.name).some((word) => TRIALS.has(word)) &&
      links.some(({ to }) =>
        to.some((each) => isPersonKind(shapeOf(each)) && hasBody(shapeOf(each).identity)),
      ),
  );
}

const TRIALS: ReadonlySet<string> = new Set(
  wordsOf('trial study estudio ensayo estudo etude essai studie'),
);

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

/** The persons who have studies, in a graph of medical images. */
export function personsInImages(all: readonly TypeShape[]): readonly TypeShape[] {
  if (!hasImagingStudies(all)) return [];
  return all.filter(
    (shape) =>
      isPersonKind(shape) &&
      !shape.type.kinds.has('input') &&
      shape.links.some(({ to }) => to.some(({ name }) => wordsOf(name).includes('study'))),
  );
}

const IMAGING: ReadonlySet<string> = new Set(wordsOf('modality dicom instance accession pacs'));

/**
 * The appointments and bookings of persons in a setting of care, or with health information such as a `treatment`: such a type refers to the person, by a key too, has their name and
 * what reaches them, or is in software in which persons sign in for themselves.
 */
export function bookingsInCare(all: readonly TypeShape[], ground: Ground): readonly TypeShape[] {
  const isSetting = isCareSetting(ground);
  // A salon has treatments too.
  const isSalon = all.some(({ type }) => wordsOf(type.name).some((word) => SALONS.has(word)));
  const { lexicon, shapeOf, accounts } = ground;
  const isAccounts = [...accounts].some((account) => isPersonKind(shapeOf(account)));
  const isOfPerson = ({ leaves, links }: TypeShape) =>
    links.some(({ isList, to }) => !isList && to.map(shapeOf).some(isPersonKind)) ||
    [...leaves.keys()].some((name) =>
      isPersonKind({ kind: lexicon.kinds.last(keyBaseOf(wordsOf(name)) ?? [])?.meaning ?? null }),
    );
  return all.filter((shape) => {
    const { type, kind, leaves } = shape;
    return (
      wordsOf(type.name).some((word) => BOOKINGS.has(word)) &&
      (isSetting || (shape.health.size > 0 && !isSalon)) &&
      !isOfThing(shape, shapeOf) &&
      !type.kinds.has('input') &&
      (isOfPerson(shape) || namesHolder(shape) || isAccounts) &&
      (kind === 'record' ||
        [...leaves.keys()].some(
          (name) =>
            lexicon.time.last(wordsOf(name).slice(-1)) !== null &&
            lexicon.technical.longest(wordsOf(name)) === null,
        ))
    );
  });
}

const SALONS: ReadonlySet<string> = new Set(
  wordsOf('salon spa beauty barber hair haircut stylist massage nail makeup'),
);

const BOOKINGS: ReadonlySet<string> = new Set(
  wordsOf(
    `appointment booking reservation consultation visit cita turno reserva consulta agendamento marcacao rendezvous rdv termin`,
  ),
);
