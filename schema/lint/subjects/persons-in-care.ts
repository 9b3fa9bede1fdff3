import type { TypeModel } from '../../../directives/marks/graph.ts';
import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import { isCareSetting, isClient } from './care-setting.ts';
import { hasBirth, hasBody } from './holdings.ts';
import type { Ground } from './subject.ts';
import type { TypeShape } from './type-shape.ts';

/**
 * Whether persons with a birth are in care. Those are customers and persons without an account in a setting of care, which a
 * salon is not; persons without an account who have a bed; and {@link insuredPersons}.
 */
export function hasClientsInCare(all: readonly TypeShape[], ground: Ground): boolean {
  const { shapeOf, accounts } = ground;
  const known = all.filter(
    (shape) => isPersonKind(shape) && !shape.type.kinds.has('input') && isBorn(shape, shapeOf),
  );
  const clients = known.filter(isClient);
  const others = known.filter(({ type }) => !accounts.has(type));
  const isForOther = ({ links }: TypeShape) =>
    links.some(({ isList, to }) => !isList && others.some(({ type }) => to.includes(type)));
  return (
    ([...clients, ...others].length > 0 && isCareSetting(ground)) ||
    all.some((shape) => isBed(shape) && isForOther(shape)) ||
    insuredPersons(all, ground).length > 0
  );
}

/**
 * The customers with a birth and an insurance, and other persons with both who also have appointments or other records.
 * None in a graph of cars or policies, whose insurer knows births too.
 */
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

const POLICIES = /polic|poliza|apolice|vehic|claim|siniestro|sinistr/i;
const INSURANCES: ReadonlySet<string> = new Set(
  wordsOf('insurance seguro convenio mutuelle versicherung krankenkasse assicurazione verzekering'),
);

function isBed({ type }: TypeShape): boolean {
  return BEDS.has(wordsOf(type.name).join(''));
}

const BEDS: ReadonlySet<string> = new Set(wordsOf('bed cama leito lit bett'));

/**
 * Those who take part in a trial or a study: persons with a birth, in their type or in an input of its name, that a trial lists with
 * their sex, or that are called participants in a graph of trials; and the subjects that a trial lists and that have visits.
 */
export function participantsIn(
  all: readonly TypeShape[],
  { shapeOf }: Pick<Ground, 'shapeOf'>,
): readonly TypeShape[] {
  const trials = all.filter(({ type }) => isTrial(type));
  if (trials.length === 0) return [];
  const listed = new Set(trials.flatMap(({ links }) => links.flatMap(({ to }) => to)));
  const born = new Set(all.flatMap(({ base, identity }) => (hasBirth(identity) ? [base] : [])));
  // The subject of a lesson has no visits.
  const isVisited = ({ links }: TypeShape) =>
    links.some(({ to }) => to.some((each) => shapeOf(each).kind === 'record'));
  return all.filter(
    (shape) =>
      !shape.type.kinds.has('input') &&
      ((isPersonKind(shape) &&
        ((listed.has(shape.type) && hasBody(shape.identity)) ||
          (PARTICIPANTS.has(shape.base) && born.has(shape.base)))) ||
        (PARTICIPANTS.has(shape.base) && listed.has(shape.type) && isVisited(shape))),
  );
}

const PARTICIPANTS: ReadonlySet<string> = new Set(
  wordsOf('participant volunteer respondent subject testsubject studysubject trialsubject'),
);

/** Whether a type lists trials or studies. */
export function hasTrials({ links }: TypeShape): boolean {
  return links.some(({ isList, to }) => isList && to.some(isTrial));
}

function isTrial({ name }: TypeModel): boolean {
  return wordsOf(name).some((word) => TRIALS.has(word));
}

const TRIALS: ReadonlySet<string> = new Set(
  wordsOf('trial study estudio ensayo estudo etude essai studie'),
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
