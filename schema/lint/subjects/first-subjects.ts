import { isPersonKind } from './accounts.ts';
import { findCallerRecords } from './caller-records.ts';
import { bookingsInCare } from './bookings-in-care.ts';
import { hasTrials, insuredPersons, participantsIn, personsInImages } from './persons-in-care.ts';
import { isOfContracts } from './patient-names.ts';
import { careIn, findCare } from './find-care.ts';
import { evidentSubject } from './evident-subject.ts';
import { findCallers, findConsumers, findNamesakes } from './find-consumers.ts';
import type { Addition, Search } from './search.ts';
import { sendersIn } from './senders.ts';
import { keyBaseOf } from './field-words.ts';
import type { Ground, Subject } from './subject.ts';
import type { TypeShape } from './type-shape.ts';
import { wordsOf } from '../words.ts';

/**
 * The rules that find the first types with a subject, from which the search spreads, in order: a type keeps the subject that
 * it gets first, and a rule sees what those before it have found.
 */
export const FIRST_SUBJECTS: readonly ((search: Search) => readonly Addition[])[] = [
  namedTypes,
  personsInCare,
  usersWithHealthInformation,
  accountsOfApps,
  recordsOfCallers,
  ({ all, ground }) => findCare(all, ground, careIn),
  interfacesOfPatients,
  markedTypes,
  ({ all, isApp, found }) => (isApp ? findNamesakes(all, found) : []),
];

/** Types whose names, or a declaration or `@patient`, say that they are about a patient. */
function namedTypes({ all, ground }: Search): readonly Addition[] {
  return all.flatMap((shape): readonly Addition[] => {
    const subject = namedSubject(shape, ground);
    return subject ? [[shape, subject]] : [];
  });
}

/** The subject of a type by what declares it or by its name. */
function namedSubject(shape: TypeShape, { compiled, patientTypes }: Ground): Subject | null {
  const { type, kind, identity, measures, isEnvelope, namesPatient: hasPatientWord } = shape;
  const { name } = type;
  if (patientTypes.has(name))
    return { about: 'patient', because: `${name} is declared as a type of patients` };
  const path = compiled.policy.patients.get(name);
  if (path) {
    const about = isOwnId(path, shape) ? 'patient' : kind === 'relative' ? 'person' : 'record';
    return { about, because: `${name} has @patient` };
  }
  if (kind === 'patient') return { about: 'patient', because: `${name} is named for a patient` };
  if (!hasPatientWord) return null;
  if (kind === 'relative') return { about: 'person', because: `${name} is named for a relative` };
  if (kind === 'technical' && type.kinds.has('input') && identity.size > 0)
    return { about: 'person', because: `${name} is named for a patient who signs in` };
  if (kind === 'technical' && !isEnvelope && measures.size > 0)
    return { about: 'record', because: `${name} has what is measured of a patient` };
  if (kind === 'record' || kind === 'document' || kind === 'person')
    return { about: 'record', because: `${name} is named for a patient's record` };
  return null;
}

/** Whether the id of a type's patient is its own, and not a key of the patient whose record it is, as `Visit.patientId`. */
function isOwnId([key = '', ...further]: readonly string[], shape: TypeShape): boolean {
  const owner = keyBaseOf(wordsOf(key))?.join('') ?? '';
  const isPatient = shape.kind === 'patient' || isPersonKind(shape);
  return further.length === 0 && (isPatient || owner === '' || owner === shape.base);
}

/** Those who are insured, where the only word for patients is one such as `Subscriber`, and those who have medical images. */
function personsInCare({ all, ground, hasNamed }: Search): readonly Addition[] {
  const isOfInsurance = all.every(({ kind, base }) => kind !== 'patient' || isOfContracts(base));
  const insured = hasNamed && isOfInsurance ? insuredPersons(all, ground) : [];
  return [
    ...insured.map((shape): Addition => [
      shape,
      { about: 'patient', because: `${shape.type.name} has a birth and an insurance` },
    ]),
    ...(hasNamed ? [] : participantsIn(all, ground)).map((shape): Addition => [
      shape,
      { about: 'patient', because: `${shape.type.name} takes part in a study` },
    ]),
    ...(hasNamed ? [] : personsInImages(all)).map((shape): Addition => [
      shape,
      { about: 'patient', because: `${shape.type.name} has studies of medical images` },
    ]),
  ];
}

function usersWithHealthInformation({
  all,
  holdings,
  ground,
  hasNamed,
}: Search): readonly Addition[] {
  if (hasNamed) return [];
  const senders = sendersIn(all, ground.shapeOf);
  // Where a trial lists its participants, another who has trials is the one who runs them.
  const isRun = participantsIn(all, ground).length > 0;
  return findConsumers(all, holdings(), ground).filter(
    ([shape]) => !senders.has(shape.type) && !(isRun && hasTrials(shape)),
  );
}

function accountsOfApps(search: Search): readonly Addition[] {
  const { all, ground, hasNamed } = search;
  if (hasNamed) return [];
  const senders = sendersIn(all, ground.shapeOf);
  // Those who sign in to a register of others are staff.
  const inCare = personsInCare(search);
  if (inCare.length > 0 && !inCare.some(([{ type }]) => ground.accounts.has(type))) return [];
  return findCallers(all, ground, usersWithHealthInformation(search)).filter(
    ([{ type }]) => !senders.has(type),
  );
}
function recordsOfCallers({ all, ground, isApp }: Search): readonly Addition[] {
  if (!isApp) return [];
  const booked = bookingsInCare(all, ground).map((shape): Addition => [
    shape,
    { about: 'record', because: `${shape.type.name} is booked in a setting of care` },
  ]);
  return [...findCallerRecords(ground), ...booked];
}

/** Types with `@phi` that no rule before recognizes. A mark adds to what is known of a type and takes nothing away. */
function markedTypes({ all, ground, isApp }: Search): readonly Addition[] {
  return all
    .filter(({ type }) =>
      [type.marks, ...[...type.fields.values()].map(({ marks }) => marks)]
        .flat()
        .some((mark) => mark.kind === 'phi'),
    )
    .map((shape) => {
      const isPerson =
        shape.kind === 'person' || evidentSubject(shape, ground, isApp)?.about === 'person';
      const because = `${shape.type.name} has fields with @phi`;
      return [shape, { about: isPerson ? 'person' : 'record', because }];
    });
}

/** What all kinds of persons have, as an interface of patients and of staff. */
function interfacesOfPatients({ all, ground, found }: Search): readonly Addition[] {
  return all
    .filter(
      ({ type, kind }) =>
        type.kinds.has('interface') &&
        (kind === 'person' || kind === null) &&
        ground.compiled.hierarchy
          .objectTypes(type)
          .some((each) => found.get(each)?.about === 'patient'),
    )
    .map((shape) => [shape, { about: 'person', because: `patients implement ${shape.type.name}` }]);
}
