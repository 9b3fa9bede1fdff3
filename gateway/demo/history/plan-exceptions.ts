import type { Random } from '../../../schema/health/generate/random.ts';
import { corrections } from './corrections.ts';
import { isWeekend } from './calendar.ts';
import type { HospitalPatient, StaffPatient } from './find-hospital.ts';
import type { Action, PlannedRequest } from './planned-request.ts';
import type { TrafficPeople, Clinician, Person } from './people.ts';
import * as graphql from './graphql-requests.ts';
import type { GraphqlRequest } from './graphql-requests.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../platform/durations.ts';

/** What the plan of the exceptions depends on. */
export interface Exceptions {
  readonly days: readonly number[];
  readonly people: TrafficPeople;
  readonly patients: readonly HospitalPatient[];
  readonly staff: readonly StaffPatient[];
  readonly random: Random;
}

/**
 * Plans the events that a privacy officer should find, as far as the data has them, and what the officer reads: one use
 * of break-glass, a nurse who opens more records in an hour than in a week, one who opens their own record and a
 * colleague's, the record of a patient long dead, one of a patient with the same surname, an office at work on a Sunday
 * night, a patient who requests another patient's record.
 */
export function planExceptions(exceptions: Exceptions): readonly PlannedRequest[] {
  const { days, people, patients } = exceptions;
  const weekdays = days.filter((day) => !isWeekend(day));
  const sunday = days.find((day) => new Date(day).getUTCDay() === 0) ?? 0;
  /** The start of a weekday by its number; a negative one counts from the end. Times below are hours of that day, UTC. */
  const weekday = (number: number) => weekdays.at(number) ?? days[0] ?? 0;
  const [nurse] = people.nurses;
  const [reader] = people.readers;
  const living = patients.filter(({ isDead }) => !isDead).map(({ id }) => id);
  const dead = patients.find(({ isDead }) => isDead)?.id;
  const other = living.find((id) => id !== reader?.patient);
  return [
    // Break-glass, at night.
    ...breakGlassAccess(weekday(-3) + 2.7 * HOUR_MS, exceptions),
    // VOLUME: a nurse opens the records of all living patients, one after the other.
    ...series(weekday(4) + 15.1 * HOUR_MS, people.nurses.at(-1), living.map(graphql.readVitals)),
    // DECEASED.
    ...series(
      weekday(2) + 11.4 * HOUR_MS,
      nurse,
      dead === undefined ? [] : [graphql.admitPatient(dead)],
    ),
    // SELF and CO_WORKER.
    ...staffRecords(weekday(7) + 12.3 * HOUR_MS, exceptions),
    // SAME_SURNAME.
    ...namesake(weekday(6) + 16.6 * HOUR_MS, exceptions),
    // AFTER_HOURS: an office works on a Sunday night.
    ...series(sunday + 3.2 * HOUR_MS, people.billing, living.slice(0, 2).map(graphql.readCoverage)),
    // A patient requests the record of another one, and is denied; on another day their own.
    ...series(
      weekday(1) + 19.3 * HOUR_MS,
      reader,
      other === undefined ? [] : [graphql.readOwnRecord(other)],
    ),
    ...series(
      weekday(3) + 20.2 * HOUR_MS,
      reader,
      reader ? [graphql.readOwnRecord(reader.patient)] : [],
    ),
    // Ordinary work that the routine has only by chance: research, a correction, reports.
    ...series(weekday(5) + 14 * HOUR_MS, people.researcher, [0, 10].map(graphql.surveyCohort)),
    ...series(
      weekday(0) + 10.6 * HOUR_MS,
      people.billing,
      living.slice(0, 1).flatMap((id) => corrections(id, patients)),
    ),
    ...reportReads(weekdays, people.officer),
    // The privacy officer looks up a patient.
    ...series(
      weekday(-2) + 9.5 * HOUR_MS,
      people.officer,
      living.slice(0, 1).map(graphql.findIdentity),
    ),
  ];
}

/** A physician opens the record of a patient that they don't treat under break-glass, reads it, and stops. */
function breakGlassAccess(
  at: number,
  { people, patients, random }: Exceptions,
): readonly PlannedRequest[] {
  const isAlive = (id: string) => patients.some((each) => each.id === id && !each.isDead);
  const physicians = people.physicians.filter(({ strangers }) => strangers.some(isAlive));
  if (physicians.length === 0) return [];
  const who = random.pick(physicians);
  const patient = random.pick(who.strangers.filter(isAlive));
  const actions: readonly Action[] = [
    { kind: 'query', request: graphql.openChart(patient) },
    { kind: 'break-glass', patient, reason: REASON },
    { kind: 'emergency-query', request: graphql.openChart(patient) },
    { kind: 'emergency-query', request: graphql.readResults(patient) },
    { kind: 'stop-break-glass' },
  ];
  return actions.map((action, index) => ({ at: at + index * 2 * MINUTE_MS, who, action }));
}

const REASON = 'brought in unconscious, no relative reached, allergies and medicines unknown';

/** A nurse who is a patient of the house opens their own record, and a colleague's. */
function staffRecords(at: number, { people, staff }: Exceptions): readonly PlannedRequest[] {
  const [nurse] = people.nurses;
  const self = staff.find(({ subject }) => subject === nurse?.subject);
  if (self === undefined) return [];
  const colleague = staff.find((each) => each !== self && each.employer === self.employer);
  const own = [graphql.readVitals(self.patient), graphql.readMedications(self.patient)];
  return series(at, nurse, [...own, ...(colleague ? [graphql.readVitals(colleague.patient)] : [])]);
}

/** A clinician opens the record of a patient with their surname. Digits in the data's names don't count. */
function namesake(at: number, { people, patients }: Exceptions): readonly PlannedRequest[] {
  const pairs = (
    clinicians: readonly Clinician[],
    isOpen: (who: Clinician, id: string) => boolean,
  ) =>
    clinicians.flatMap((who) =>
      patients
        .filter(({ id, name }) => isOpen(who, id) && isSameSurname(name, who.name))
        .map(({ id }) => ({ who, id })),
    );
  const [found] = [
    ...pairs(people.nurses, () => true),
    ...pairs(people.physicians, ({ patients: own }, id) => own.includes(id)),
  ];
  if (found === undefined) return [];
  return series(at, found.who, [graphql.readVitals(found.id), graphql.readMedications(found.id)]);
}

function isSameSurname(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.split(' ').at(-1)?.replaceAll(/\d/g, '') ?? '');
  return a === b && a !== '';
}

/** The officer reviews denials twice a week, and emergency accesses each Friday. */
function reportReads(weekdays: readonly number[], who: Person): readonly PlannedRequest[] {
  return weekdays.flatMap((day) => {
    const weekday = new Date(day).getUTCDay();
    const since = new Date(day - 7 * DAY_MS).toISOString();
    const filters = [
      ...(weekday === 1 || weekday === 4 ? [{ denied: true, since }] : []),
      ...(weekday === 5 ? [{ breakGlass: true, since }] : []),
    ];
    return filters.map((filter): PlannedRequest => {
      const action: Action = { kind: 'report', request: graphql.reviewAccesses(filter) };
      return { at: day + 9.2 * HOUR_MS, who, action };
    });
  });
}

/** One query every minute or two. */
function series(
  at: number,
  who: Person | undefined,
  requests: readonly GraphqlRequest[],
): readonly PlannedRequest[] {
  if (who === undefined) return [];
  return requests.map((request, index) => ({
    at: at + Math.round(index * 1.2 * MINUTE_MS),
    who,
    action: { kind: 'query', request },
  }));
}
