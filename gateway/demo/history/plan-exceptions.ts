import type { Random } from '../../../schema/health/generate/random.ts';
import { corrections } from './corrections.ts';
import { DAY_MS, HOUR_MS, isWeekend, MINUTE_MS } from './calendar.ts';
import type { HospitalPatient, StaffPatient } from './find-hospital.ts';
import type { Act, Moment } from './moment.ts';
import type { Cast, Clinician, Person } from './people.ts';
import * as ask from './questions.ts';
import type { Question } from './questions.ts';

/** The input for planning events that a privacy officer should find. */
export interface Exceptions {
  readonly days: readonly number[];
  readonly cast: Cast;
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
export function planExceptions(exceptions: Exceptions): readonly Moment[] {
  const { days, cast, patients } = exceptions;
  const weekdays = days.filter((day) => !isWeekend(day));
  const sunday = days.find((day) => new Date(day).getUTCDay() === 0) ?? 0;
  const weekday = (number: number) => weekdays.at(number) ?? days[0] ?? 0;
  const [nurse] = cast.nurses;
  const [reader] = cast.readers;
  const living = patients.filter(({ isDead }) => !isDead).map(({ id }) => id);
  const dead = patients.find(({ isDead }) => isDead)?.id;
  const other = living.find((id) => id !== reader?.patient);
  return [
    ...emergency(weekday(-3) + 2.7 * HOUR_MS, exceptions),
    ...series(weekday(4) + 15.1 * HOUR_MS, cast.nurses.at(-1), living.map(ask.readVitals)),
    ...series(
      weekday(2) + 11.4 * HOUR_MS,
      nurse,
      dead === undefined ? [] : [ask.admitPatient(dead)],
    ),
    ...ofStaff(weekday(7) + 12.3 * HOUR_MS, exceptions),
    ...namesake(weekday(6) + 16.6 * HOUR_MS, exceptions),
    ...series(sunday + 3.2 * HOUR_MS, cast.billing, living.slice(0, 2).map(ask.readCoverage)),
    ...series(
      weekday(1) + 19.3 * HOUR_MS,
      reader,
      other === undefined ? [] : [ask.readOwnRecord(other)],
    ),
    ...series(
      weekday(3) + 20.2 * HOUR_MS,
      reader,
      reader ? [ask.readOwnRecord(reader.patient)] : [],
    ),
    ...series(weekday(5) + 14 * HOUR_MS, cast.researcher, [0, 10].map(ask.surveyCohort)),
    ...series(
      weekday(0) + 10.6 * HOUR_MS,
      cast.billing,
      living.slice(0, 1).flatMap((id) => corrections(id, patients)),
    ),
    ...reviews(weekdays, cast.officer),
    ...series(weekday(-2) + 9.5 * HOUR_MS, cast.officer, living.slice(0, 1).map(ask.findIdentity)),
  ];
}

/** A physician opens the record of a patient that they don't treat under break-glass, reads it, and stops. */
function emergency(at: number, { cast, patients, random }: Exceptions): readonly Moment[] {
  const isAlive = (id: string) => patients.some((each) => each.id === id && !each.isDead);
  const physicians = cast.physicians.filter(({ strangers }) => strangers.some(isAlive));
  if (physicians.length === 0) return [];
  const who = random.pick(physicians);
  const patient = random.pick(who.strangers.filter(isAlive));
  const acts: readonly Act[] = [
    { kind: 'query', question: ask.openChart(patient) },
    { kind: 'break-glass', patient, reason: REASON },
    { kind: 'emergency-query', question: ask.openChart(patient) },
    { kind: 'emergency-query', question: ask.readResults(patient) },
    { kind: 'stop-break-glass' },
  ];
  return acts.map((act, index) => ({ at: at + index * 2 * MINUTE_MS, who, act }));
}

const REASON = 'brought in unconscious, no relative reached, allergies and medicines unknown';

/** A nurse who is a patient of the house opens their own record, and a colleague's. */
function ofStaff(at: number, { cast, staff }: Exceptions): readonly Moment[] {
  const [nurse] = cast.nurses;
  const self = staff.find(({ subject }) => subject === nurse?.subject);
  if (self === undefined) return [];
  const colleague = staff.find((each) => each !== self && each.employer === self.employer);
  const own = [ask.readVitals(self.patient), ask.readMedications(self.patient)];
  return series(at, nurse, [...own, ...(colleague ? [ask.readVitals(colleague.patient)] : [])]);
}

/** A clinician opens the record of a patient with their surname. Digits in the data's names don't count. */
function namesake(at: number, { cast, patients }: Exceptions): readonly Moment[] {
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
    ...pairs(cast.nurses, () => true),
    ...pairs(cast.physicians, ({ patients: own }, id) => own.includes(id)),
  ];
  if (found === undefined) return [];
  return series(at, found.who, [ask.readVitals(found.id), ask.readMedications(found.id)]);
}

function isSameSurname(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.split(' ').at(-1)?.replaceAll(/\d/g, '') ?? '');
  return a === b && a !== '';
}

/** The officer reviews denials twice a week, and emergency accesses each Friday. */
function reviews(weekdays: readonly number[], who: Person): readonly Moment[] {
  return weekdays.flatMap((day) => {
    const weekday = new Date(day).getUTCDay();
    const since = new Date(day - 7 * DAY_MS).toISOString();
    const filters = [
      ...(weekday === 1 || weekday === 4 ? [{ denied: true, since }] : []),
      ...(weekday === 5 ? [{ breakGlass: true, since }] : []),
    ];
    return filters.map((filter): Moment => {
      const act: Act = { kind: 'report', question: ask.reviewAccesses(filter) };
      return { at: day + 9.2 * HOUR_MS, who, act };
    });
  });
}

/** One query every minute or two. */
function series(
  at: number,
  who: Person | undefined,
  questions: readonly Question[],
): readonly Moment[] {
  if (who === undefined) return [];
  return questions.map((question, index) => ({
    at: at + Math.round(index * 1.2 * MINUTE_MS),
    who,
    act: { kind: 'query', question },
  }));
}
