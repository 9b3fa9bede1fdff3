import type { Random } from '../../../schema/health/generate/random.ts';
import { HOUR_MS, isWeekend, MINUTE_MS } from './calendar.ts';
import { corrections } from './corrections.ts';
import type { HospitalPatient } from './find-hospital.ts';
import type { Act, Moment } from './moment.ts';
import type { Cast, Clinician, Person, Reader } from './people.ts';
import * as ask from './questions.ts';
import type { Question } from './questions.ts';

/** What a day is planned from. */
export interface Routine {
  readonly cast: Cast;
  readonly patients: readonly HospitalPatient[];
  readonly random: Random;
}

/**
 * Plans the usual work of a day, so many requests of it: most of it by day, little in the evening and by night,
 * when only some are on duty, and on weekends without offices. A few ask for more than they are shown.
 */
export function planRoutine(
  {
    day,
    index,
    requests,
  }: { readonly day: number; readonly index: number; readonly requests: number },
  routine: Routine,
): readonly Moment[] {
  const moments: Moment[] = [];
  while (moments.length < requests) moments.push(...planVisit(day, index, routine));
  return moments.slice(0, requests);
}

type Shift = 'office' | 'day' | 'evening' | 'night';

/** Shares of a day's visits; what is left is by night. */
const SHARES = { weekday: { day: 0.82, evening: 0.1 }, weekend: { day: 0.6, evening: 0.22 } };

/** First and last hour of each, UTC. */
const HOURS: Readonly<Record<Shift, readonly number[]>> = {
  office: [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
  day: [8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
  evening: [18, 19, 20, 21],
  night: [0, 1, 2, 3, 4, 5, 6, 22, 23],
};

/** Share of a role in all visits; the rest are nurses'. */
const ROLES: Readonly<Record<Shift, Readonly<Record<string, number>>>> = {
  office: { physician: 0.45, billing: 0.15, researcher: 0.03, reader: 0.05 },
  day: { physician: 0.3, reader: 0.1 },
  evening: { physician: 0.2, reader: 0.25 },
  night: { physician: 0.15 },
};

function planVisit(day: number, index: number, routine: Routine): readonly Moment[] {
  const { random } = routine;
  const shift = chooseShift(day, random);
  const [who, questions] = chooseWork(shift, index, routine);
  // A visit takes some minutes, and ends within its hour.
  let at = day + random.pick(HOURS[shift]) * HOUR_MS + random.whole(0, 50 * MINUTE_MS);
  return questions.map((question) => {
    const act: Act = { kind: 'query', question };
    const moment = { at, who, act };
    at += random.whole(8_000, 2 * MINUTE_MS);
    return moment;
  });
}

function chooseShift(day: number, random: Random): Shift {
  const weekend = isWeekend(day);
  const shares = weekend ? SHARES.weekend : SHARES.weekday;
  const share = random.fraction();
  if (share < shares.day) return weekend ? 'day' : 'office';
  return share < shares.day + shares.evening ? 'evening' : 'night';
}

type Work = readonly [who: Person, questions: readonly Question[]];

function chooseWork(shift: Shift, index: number, routine: Routine): Work {
  const { cast, random } = routine;
  let share = random.fraction();
  const isOn = (role: string) => {
    share -= ROLES[shift][role] ?? 0;
    return share < 0;
  };
  const onDuty = (all: readonly Clinician[]) =>
    shift === 'office'
      ? random.pick(all)
      : (all[(index + random.whole(0, 1)) % all.length] ?? random.pick(all));
  if (cast.physicians.length > 0 && isOn('physician')) {
    return physicianWork(onDuty(cast.physicians), routine);
  }
  if (isOn('billing')) return [cast.billing, billingWork(routine)];
  if (isOn('researcher')) return [cast.researcher, researcherWork(routine)];
  if (isOn('reader')) return readerWork(random.pick(cast.readers), routine);
  return nurseWork(onDuty(cast.nurses), routine);
}

function physicianWork(who: Clinician, { patients, random }: Routine): Work {
  const share = random.fraction();
  if (share < 0.06) return [who, [ask.listPatients(patients.length)]];
  if (share < 0.08 && who.strangers.length > 0)
    return [who, [ask.openChart(random.pick(who.strangers))]];
  const patient = random.pick(who.patients);
  const further = [
    ...(random.chance(0.5) ? [ask.readResults(patient)] : []),
    ...(random.chance(0.08) ? [ask.readMentalHealth(patient)] : []),
  ];
  return [who, [ask.openChart(patient), ...further]];
}

function nurseWork(who: Clinician, { patients, random }: Routine): Work {
  const patient = random.pick(who.patients);
  const share = random.fraction();
  if (share < 0.04) return [who, [ask.admitPatient(patient)]];
  if (share < 0.07) return [who, corrections(patient, patients)];
  if (share < 0.1) return [who, [ask.listPatients(10)]];
  return [
    who,
    [ask.readVitals(patient), ...(random.chance(0.4) ? [ask.readMedications(patient)] : [])],
  ];
}

function billingWork({ patients, random }: Routine): readonly Question[] {
  const { id } = random.pick(patients);
  const share = random.fraction();
  if (share < 0.05) return [ask.justifyClaim(id)];
  if (share < 0.12) return [ask.readCoverage(id), ...corrections(id, patients)];
  return [ask.readClaims(id), ...(random.chance(0.3) ? [ask.readCoverage(id)] : [])];
}

function researcherWork({ patients, random }: Routine): readonly Question[] {
  return [ask.surveyCohort(random.whole(0, Math.max(0, patients.length - 10)))];
}

function readerWork(who: Reader, { patients, random }: Routine): Work {
  const isCurious = random.chance(0.06);
  return [who, [ask.readOwnRecord(isCurious ? random.pick(patients).id : who.patient)]];
}
