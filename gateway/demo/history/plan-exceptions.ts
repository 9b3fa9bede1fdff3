import type { Random } from '../../../schema/health/generate/random.ts';
import { corrections } from './corrections.ts';
import { isWeekend } from './calendar.ts';
import type { StaffMember, WatchingRule } from './find-facts.ts';
import type { HospitalPatient } from './find-hospital.ts';
import type { Action, PlannedRequest } from './planned-request.ts';
import type { TrafficPeople, Person } from './people.ts';
import * as graphql from './graphql-requests.ts';
import type { GraphqlRequest } from './graphql-requests.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../platform/durations.ts';

/** What the plan of the exceptions depends on. */
export interface Exceptions {
  readonly days: readonly number[];
  readonly people: TrafficPeople;
  readonly patients: readonly HospitalPatient[];
  /** Patients of everyday work. */
  readonly usualPatients: readonly HospitalPatient[];
  readonly staff: readonly StaffMember[];
  readonly random: Random;
}

/**
 * Plans the events that a privacy officer should find, as far as the data has them, so that each rule finds one, and what
 * the officer reads and decides. Events that belong to one story are of one actor and one patient.
 */
export function planExceptions(exceptions: Exceptions): readonly PlannedRequest[] {
  const { days, people, patients, usualPatients } = exceptions;
  const weekdays = days.filter((day) => !isWeekend(day));
  const sunday = days.find((day) => new Date(day).getUTCDay() === 0) ?? 0;
  /** The start of a weekday by its number; a negative one counts from the end. Times below are hours of that day, UTC. */
  const weekday = (number: number) => weekdays.at(number) ?? days[0] ?? 0;
  const [nurse] = people.nurses;
  const physician = people.physicians.at(-1);
  const own = (physician?.patients ?? []).slice(0, 1);
  const [reader] = people.readers;
  const usual = usualPatients.filter(({ isDead }) => !isDead).map(({ id }) => id);
  const dead = patients.filter(({ isDead }) => isDead).map(({ id }) => id);
  const other = usual.find((id) => id !== reader?.patient);
  const busyNurse =
    people.nurses.findLast((each) => relatedOf(each, exceptions, usual).length > 0) ??
    people.nurses.at(-1);
  const neighbors = relatedOf(busyNurse, exceptions, usual);
  const watched = (rule: WatchingRule) =>
    patients.flatMap(({ id, isDead, watchedBy }) =>
      !isDead && watchedBy.includes(rule) ? [id] : [],
    );
  const elsewhere = watched('DEPARTMENT');
  return [
    // Break-glass, at night.
    ...breakGlassAccess(weekday(-3) + 2.7 * HOUR_MS, exceptions),
    // VOLUME: a nurse opens the records of all usual patients, one after the other. The officer finds a violation.
    ...series(
      weekday(3) + 15.1 * HOUR_MS,
      busyNurse,
      usual.filter((id) => !neighbors.includes(id)).map(graphql.readVitals),
    ),
    ...violation(weekday(4) + 9.6 * HOUR_MS, people.officer),
    // NEIGHBOR and REPEAT_OFFENDER: then the nurse opens the record of a neighbor.
    ...series(
      weekday(8) + 16.6 * HOUR_MS,
      busyNurse,
      neighbors.slice(0, 1).map(graphql.readVitals),
    ),
    // DECEASED.
    ...series(weekday(2) + 11.4 * HOUR_MS, nurse, dead.slice(0, 1).map(graphql.admitPatient)),
    // SELF and CO_WORKER.
    ...staffRecords(weekday(7) + 12.3 * HOUR_MS, exceptions),
    // DISCHARGED.
    ...series(
      weekday(6) + 16.6 * HOUR_MS,
      nurse,
      watched('DISCHARGED').slice(0, 1).map(graphql.readVitals),
    ),
    // TERMINATED, DEPARTMENT, VIP and IMPOSSIBLE_TRAVEL: the account of a nurse who has left opens the record of a public
    // figure, used at two sites.
    ...twoSites(weekday(5) + 13.2 * HOUR_MS, people.former, [
      ...elsewhere.filter((id) => watched('VIP').includes(id)),
      ...elsewhere,
    ]),
    // AFTER_HOURS, SAME_ADDRESS and SAME_SURNAME: an office worker opens the record of their household on a Sunday night.
    ...series(
      sunday + 3.2 * HOUR_MS,
      people.billing,
      householdOf(people.billing, exceptions, usual).map(graphql.readCoverage),
    ),
    // PATIENT_QUESTION: the relative finds that out on the patients' page.
    ...question(weekday(-1) + 20.4 * HOUR_MS, exceptions, usual),
    // BULK_DOWNLOAD.
    ...series(weekday(8) + 10.4 * HOUR_MS, people.billing, [
      graphql.downloadClaims(patients.length),
    ]),
    // FIRST_CATEGORY: a physician who has not read such records before.
    ...series(weekday(0) + 9.4 * HOUR_MS, physician, own.map(graphql.openChart)),
    ...series(weekday(-1) + 11.2 * HOUR_MS, physician, own.map(graphql.readMentalHealth)),
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
      usual.slice(0, 1).flatMap((id) => corrections(id, patients)),
    ),
    ...reportReads(weekdays, people.officer),
    // NO_RELATIONSHIP: the privacy officer looks up a patient.
    ...series(
      weekday(-2) + 9.5 * HOUR_MS,
      people.officer,
      usual.slice(0, 1).map(graphql.findIdentity),
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

/** The officer closes the case of a nurse who opened more records in an hour than in a week. */
function violation(at: number, who: Person): readonly PlannedRequest[] {
  const action: Action = { kind: 'review', rule: 'VOLUME', verdict: 'VIOLATION', note: FINDING };
  return [{ at, who, action }];
}

const FINDING =
  'No task of the ward explains it. The nurse said that she was curious; the head of nursing has warned her.';

/** A nurse who is a patient of the house opens their own record, and a colleague's. */
function staffRecords(at: number, { people, staff }: Exceptions): readonly PlannedRequest[] {
  const [nurse] = people.nurses;
  const self = staff.find(({ subject }) => subject === nurse?.subject)?.patient ?? null;
  if (self === null) return [];
  const { employer } = staff.find(({ patient }) => patient === self) ?? {};
  const colleague = staff.find(
    (each) => each.patient !== null && each.patient !== self && each.employer === employer,
  )?.patient;
  const own = [graphql.readVitals(self), graphql.readMedications(self)];
  return series(at, nurse, [...own, ...(colleague ? [graphql.readVitals(colleague)] : [])]);
}

/** The usual patients with the surname, street or address of a person. */
function relatedOf(
  person: Person | undefined,
  { staff }: Exceptions,
  usual: readonly string[],
): readonly string[] {
  const { related = [] } = staff.find(({ subject }) => subject === person?.subject) ?? {};
  return usual.filter((id) => related.includes(id));
}

/** The patients of a person's household; a usual patient if there are none. */
function householdOf(
  { subject }: Person,
  { staff }: Exceptions,
  usual: readonly string[],
): readonly string[] {
  const { household = [] } = staff.find((each) => each.subject === subject) ?? {};
  return [...household, ...usual].slice(0, 1);
}

/** A patient asks about the access of a relative who works here. */
function question(
  at: number,
  exceptions: Exceptions,
  usual: readonly string[],
): readonly PlannedRequest[] {
  const { people, patients } = exceptions;
  const { subject } = people.billing;
  const [household] = householdOf(people.billing, exceptions, usual);
  const patient = patients.find(({ id }) => id === household);
  if (patient === undefined) return [];
  const action: Action = { kind: 'ask', actor: subject, text: QUESTION };
  return [{ at, who: people.readerOf(patient), action }];
}

const QUESTION = 'I have had no bill this year. Why was my record opened at night?';

/** An account opens a record at the hospital, and again at the clinic eleven minutes later. */
function twoSites(
  at: number,
  who: Person | null,
  patients: readonly string[],
): readonly PlannedRequest[] {
  const [patient] = patients;
  if (who === null || patient === undefined) return [];
  return [
    { at, who, action: { kind: 'query', request: graphql.readVitals(patient) } },
    {
      at: at + 11 * MINUTE_MS,
      who,
      action: { kind: 'query', request: graphql.readMedications(patient) },
      place: 'clinic',
    },
  ];
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
