import type { Category } from '../../../directives/spec.ts';
import { wordsOf } from '../words.ts';
import { isForAnimals } from './animals.ts';
import { findCallerRecords, filtersPersons, writesVitalSigns } from './caller-records.ts';
import { bookingsInCare, isSeenInCare } from './bookings-in-care.ts';
import { isClient, isCareSetting } from './care-setting.ts';
import {
  hasClientsInCare,
  hasImagingStudies,
  insuredPersons,
  participantsIn,
} from './persons-in-care.ts';
import { careIn, findCare } from './find-care.ts';
import { isNamedForHealth } from './named-for-health.ts';
import { isHealthClaim } from './health-claims.ts';
import { findConsumers } from './find-consumers.ts';
import { isBodily, isPerson, isVisitor } from './holdings.ts';
import { isPersonKind } from './accounts.ts';
import type { Ground } from './subject.ts';
import { isOfContracts, patientNames } from './patient-names.ts';
import { isElsewhere } from './type-name.ts';
import { isOfThing, type TypeShape } from './type-shape.ts';
import { keepsDays } from './diary.ts';
import { isMeasuredRecord, type SignedHolding } from './vital-signs.ts';

/**
 * Whether types hold data of patients: one has the name of a patient or a field such as `patientId`; or health
 * information is linked with persons, and at least two signs say that it is such.
 */
export function holdsPatients(
  all: readonly TypeShape[],
  holdings: () => readonly SignedHolding[],
  ground: Ground,
): boolean {
  const named = patientNames(all, ground);
  if (isForAnimals(all, named, ground)) return false;
  if (named.some((name) => !isOfContracts(name))) return true;
  if (findCare(all, ground, careIn).length > 0) return true;
  if (all.some((shape) => isHealthClaim(shape) || isMeasuredRecord(shape, ground))) return true;
  if (holdings().some(({ vital }) => vital !== null)) return true;
  if (findCallerRecords(ground).length > 0 || writesVitalSigns(ground)) return true;
  // What follows is found in games too. A diary in which its author earns points keeps what is above.
  if (all.some(isFigure)) return false;
  const queries = [...(ground.compiled.graph.types.get('Query')?.fields.values() ?? [])];
  if (queries.some((field) => filtersPersons(field, ground.lexicon))) return true;
  const { phi, everyday, felt } = ground.lexicon;
  const signIn = (words: readonly string[]) => {
    const found = phi.health.longest(words);
    return found && !everyday.has(found.phrase) ? [found.phrase] : [];
  };
  const signs = all
    .filter((shape) => !isElsewhere(shape.kind) && !isOfThing(shape, ground.shapeOf))
    .flatMap((shape) => [
      ...[...shape.health].filter((phrase) => keepsDays(shape) || !felt.longest(phrase.split(' '))),
      ...shape.links.flatMap(({ words }) => signIn(words)),
      // The name of a type is another sign than the same word in a field.
      ...signIn(wordsOf(shape.type.name)).map((phrase) => `type ${phrase}`),
    ])
    .filter((phrase) => {
      const meaning = phi.health.longest(wordsOf(phrase))?.meaning;
      return meaning === undefined || !OF_INSURANCE.has(meaning);
    });
  if (isOfBodies(all, signs, ground)) return true;
  if (named.length > 0) return signs.length > 0 || insuredPersons(all, ground).length > 0;
  if (isNamedForHealth(all, ground)) return true;
  if (all.some(isVisitor) || bookingsInCare(all, ground).length > 0) return true;
  if (
    hasClientsInCare(all, ground) ||
    hasImagingStudies(all) ||
    participantsIn(all, ground).length > 0
  )
    return true;
  const isBroad = new Set(signs.map((sign) => sign.replace(/^type /, ''))).size >= MANY_SIGNS;
  if (isBroad && all.some((shape) => isPersonKind(shape) && shape.identity.size > 0)) return true;
  const queryNames = ground.compiled.graph.types.get('Query')?.fields.keys() ?? [];
  const names = [...all.map(({ type }) => type.name), ...queryNames];
  const isOfBlood = names.some((name) => wordsOf(name).some((word) => FOR_BLOOD.has(word)));
  const isMedical = all.some(
    (shape) =>
      isPerson(shape) &&
      isIdentified(shape, ground) &&
      [...shape.health].some(
        (phrase) => MEDICAL.test(phrase) || (isOfBlood && BLOOD_GROUP.test(phrase)),
      ),
  );
  const isCared = signs.length > 0 && isCareSetting(ground);
  if (!isMedical && !isCared && new Set(signs).size < 2) return false;
  return findConsumers(all, holdings(), ground).length > 0;
}

/** Whether a person is identified, by values of their own or by those of their account. */
function isIdentified({ identity, links }: TypeShape, { shapeOf }: Ground): boolean {
  return (
    identity.size >= 2 ||
    links.some(
      ({ isList, to }) =>
        !isList && to.map(shapeOf).some((each) => isPersonKind(each) && each.identity.size >= 2),
    )
  );
}

/** Distinct words for health information that a graph about something else does not have. */
const MANY_SIGNS = 3;

/**
 * Whether a person has what describes a body, in a graph about health: two signs of it, one of which is a value, a measure or
 * one who treats, and not only the name of a record, since there are claims and appointments of other kinds.
 */
function isOfBodies(all: readonly TypeShape[], signs: readonly string[], ground: Ground): boolean {
  const { lexicon } = ground;
  const persons = all.filter(isBodily);
  if (persons.length === 0) return false;
  const own = all.flatMap(({ type, leaves, links, measures }) => [
    ...[...measures].filter((phrase) => OF_HEALTH.has(phrase)),
    ...[type.name, ...leaves.keys(), ...links.map(({ name }) => name)].flatMap((name) =>
      wordsOf(name).filter((word) => lexicon.clinician.has(word)),
    ),
  ]);
  const records = all.flatMap(({ kind, base }) => (kind === 'record' ? [`type ${base}`] : []));
  const values = new Set([...signs, ...own, ...(isCareSetting(ground) ? ['care setting'] : [])]);
  const clients = persons.filter(isClient);
  if (clients.some((client) => isSeenInCare(client, all, ground))) return true;
  const needed = clients.length > 0 ? 1 : 2;
  return values.size > 0 && new Set([...values, ...records]).size >= needed;
}

const OF_HEALTH: ReadonlySet<string> = new Set(
  wordsOf('calorie caloria pulse pulso waist cintura'),
);

/** Whether a type is a figure of a game, whose diseases are not those of a person: it has a limit of life, or fights with it. */
function isFigure({ leaves }: TypeShape): boolean {
  const names = [...leaves.keys()].map((name) => wordsOf(name).join(' '));
  return (
    names.some((name) => LIFE.test(name)) ||
    (names.includes('hp') && names.some((name) => FIGHT.test(name)))
  );
}

const LIFE = /^(?:max(?:imum)? (?:health|hp|life|mana|stamina)|hit point|mana)$/;
const FIGHT = /^(?:mp|xp|attack|defen[cs]e|strength|armou?r)$/;

/** Numbers and amounts that the insurer of a car has too. They do not suffice alone. */
const OF_INSURANCE: ReadonlySet<Category> = new Set([
  'HEALTH_PLAN',
  'ACCOUNT',
  'RECORD_NUMBER',
  'OTHER_ID',
  'FINANCIAL',
]);

/** Phrases that say of a person without any other sign that they are about health. */
const MEDICAL = /^(?:medical|health) (?:condition|history|record|issue)$|^diagnos|^all?erg/;

/**
 * In the registers of hostels, schools and employers a blood group says who a person is, as the number of an identity document
 * does, and no more of their health.
 */
const BLOOD_GROUP =
  /^blood ?(?:type|group|grp)$|^(?:tipo|grupo|gruppo|groupe) .*sang|^blutgruppe$|^bloedgroep$/;

/** Words of software that asks for a blood group because blood or help is needed. */
const FOR_BLOOD: ReadonlySet<string> = new Set(
  wordsOf(
    `blood donor donation health medical emergency sos ambulance sangre sangue sang blut bloed donante doador donneur spender
     donatore salud saude sante emergencia urgence notfall emergenza`,
  ),
);
