import type { Random } from '../../../schema/health/generate/random.ts';
import { isWeekend } from './calendar.ts';
import { corrections } from './corrections.ts';
import type { HospitalPatient } from './find-hospital.ts';
import type { Action, PlannedRequest } from './planned-request.ts';
import type { TrafficPeople, Clerk, Clinician, Person, Reader } from './people.ts';
import * as graphql from './graphql-requests.ts';
import type { GraphqlRequest } from './graphql-requests.ts';
import { HOUR_MS, MINUTE_MS } from '../../platform/durations.ts';

/** What the plan of a usual day depends on. */
export interface Routine {
  readonly people: TrafficPeople;
  readonly patients: readonly HospitalPatient[];
  readonly random: Random;
}

/**
 * Plans the given number of requests of a usual day: most by day, few in the evening and at night, when only some people are
 * on duty, and none from offices on weekends. Some request more than they may see.
 */
export function planRoutine(
  {
    day,
    index,
    requests,
  }: {
    /** Start of the day, UTC ms since 1970. */
    readonly day: number;
    /** Number of the day, which decides who is on duty. */
    readonly index: number;
    readonly requests: number;
  },
  routine: Routine,
): readonly PlannedRequest[] {
  const planned: PlannedRequest[] = [];
  while (planned.length < requests) planned.push(...planVisit(day, index, routine));
  return planned.slice(0, requests);
}

type Shift = 'office' | 'day' | 'evening' | 'night';

/** Shares of a day's visits by day and in the evening; the rest are at night. */
const SHARES = { weekday: { day: 0.82, evening: 0.1 }, weekend: { day: 0.6, evening: 0.22 } };

/** The hours of each shift, UTC. */
const HOURS: Readonly<Record<Shift, readonly number[]>> = {
  office: [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
  day: [8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
  evening: [18, 19, 20, 21],
  night: [0, 1, 2, 3, 4, 5, 6, 22, 23],
};

/** Share of each role in the visits of a shift; the rest are nurses'. */
const ROLES: Readonly<Record<Shift, Readonly<Record<string, number>>>> = {
  office: { physician: 0.45, billing: 0.15, researcher: 0.03, reader: 0.05 },
  day: { physician: 0.3, reader: 0.1 },
  evening: { physician: 0.2, reader: 0.25 },
  night: { physician: 0.15 },
};

function planVisit(day: number, index: number, routine: Routine): readonly PlannedRequest[] {
  const { random } = routine;
  const shift = chooseShift(day, random);
  const [who, requests] = chooseWork(shift, index, routine);
  // A visit takes some minutes, and ends within its hour.
  let at = day + random.pick(HOURS[shift]) * HOUR_MS + random.whole(0, 50 * MINUTE_MS);
  return requests.map((request) => {
    const action: Action = { kind: 'query', request };
    const planned = { at, who, action };
    at += random.whole(8_000, 2 * MINUTE_MS);
    return planned;
  });
}

function chooseShift(day: number, random: Random): Shift {
  const weekend = isWeekend(day);
  const shares = weekend ? SHARES.weekend : SHARES.weekday;
  const share = random.fraction();
  if (share < shares.day) return weekend ? 'day' : 'office';
  return share < shares.day + shares.evening ? 'evening' : 'night';
}

type Work = readonly [who: Person, requests: readonly GraphqlRequest[]];

function chooseWork(shift: Shift, index: number, routine: Routine): Work {
  const { people, random } = routine;
  let share = random.fraction();
  // Asked of one role after the other: subtracts the shares until one covers the random number.
  const isOn = (role: string) => {
    share -= ROLES[shift][role] ?? 0;
    return share < 0;
  };
  const onDuty = (all: readonly Clinician[]) =>
    shift === 'office'
      ? random.pick(all)
      : (all[(index + random.whole(0, 1)) % all.length] ?? random.pick(all));
  if (people.physicians.length > 0 && isOn('physician')) {
    return physicianWork(onDuty(people.physicians), routine);
  }
  if (isOn('billing') && people.billing.patients.length > 0)
    return [people.billing, billingWork(people.billing, routine)];
  if (isOn('researcher')) return [people.researcher, researcherWork(routine)];
  if (isOn('reader')) return readerWork(random.pick(people.readers), routine);
  return nurseWork(onDuty(people.nurses), routine);
}

/** The fractions here and below are shares of the role's visits. */
function physicianWork(who: Clinician, { people, patients, random }: Routine): Work {
  const share = random.fraction();
  if (share < 0.06) return [who, [graphql.listPatients(patients.length)]];
  if (share < 0.08 && who.strangers.length > 0)
    return [who, [graphql.openChart(random.pick(who.strangers))]];
  const patient = random.pick(who.patients);
  const further = [
    ...(random.chance(0.5) ? [graphql.readResults(patient)] : []),
    // One of them has nothing to do with it.
    ...(random.chance(0.08) && who !== people.physicians.at(-1)
      ? [graphql.readMentalHealth(patient)]
      : []),
  ];
  return [who, [graphql.openChart(patient), ...further]];
}

function nurseWork(who: Clinician, { patients, random }: Routine): Work {
  const patient = random.pick(who.patients);
  const share = random.fraction();
  if (share < 0.04) return [who, [graphql.admitPatient(patient)]];
  if (share < 0.07) return [who, corrections(patient, patients)];
  return [
    who,
    [
      graphql.readVitals(patient),
      ...(random.chance(0.4) ? [graphql.readMedications(patient)] : []),
    ],
  ];
}

function billingWork(who: Clerk, { patients, random }: Routine): readonly GraphqlRequest[] {
  const id = random.pick(who.patients);
  const share = random.fraction();
  if (share < 0.05) return [graphql.justifyClaim(id)];
  if (share < 0.12) return [graphql.readCoverage(id), ...corrections(id, patients)];
  return [graphql.readClaims(id), ...(random.chance(0.3) ? [graphql.readCoverage(id)] : [])];
}

function researcherWork({ patients, random }: Routine): readonly GraphqlRequest[] {
  return [graphql.surveyCohort(random.whole(0, Math.max(0, patients.length - 10)))];
}

function readerWork(who: Reader, { patients, random }: Routine): Work {
  const isCurious = random.chance(0.06);
  return [who, [graphql.readOwnRecord(isCurious ? random.pick(patients).id : who.patient)]];
}
