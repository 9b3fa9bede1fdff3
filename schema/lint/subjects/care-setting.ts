import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import { hasBirth } from './holdings.ts';
import type { Ground } from './subject.ts';
import type { TypeShape } from './type-shape.ts';

/** Whether a type or a field is named for those who treat, for a place where they do or for their number in a register. */
export function isCareSetting({ compiled: { graph }, lexicon }: Ground): boolean {
  return [...graph.types.values()].some((type) =>
    [type.name, ...type.fields.keys()].some((name) => {
      const words = wordsOf(name);
      return namesClinician(words, lexicon) || words.some((word) => PLACES.has(word));
    }),
  );
}

/** Places of care, and the registers of those who work there. */
const PLACES: ReadonlySet<string> = new Set(
  wordsOf(
    `hospital clinic ward infirmary hospice clinica consultorio sanatorio enfermaria ambulatorio hopital clinique ehpad krankenhaus
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

/** Whether a person has an appointment or a booking in a setting of care. */
export function isBooked(all: readonly TypeShape[], ground: Ground): boolean {
  if (!isCareSetting(ground)) return false;
  const { lexicon, shapeOf } = ground;
  return all.some(
    ({ type, kind, leaves, links }) =>
      wordsOf(type.name).some((word) => BOOKINGS.has(word)) &&
      !type.kinds.has('input') &&
      links.some(({ isList, to }) => !isList && to.map(shapeOf).some(isPersonKind)) &&
      (kind === 'record' ||
        [...leaves.keys()].some(
          (name) =>
            lexicon.time.last(wordsOf(name).slice(-1)) !== null &&
            lexicon.technical.longest(wordsOf(name)) === null,
        )),
  );
}

const BOOKINGS: ReadonlySet<string> = new Set(
  wordsOf(
    `appointment booking reservation consultation visit cita turno reserva consulta agendamento marcacao rendezvous rdv termin`,
  ),
);
