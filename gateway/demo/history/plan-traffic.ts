import { createRandom } from '../../../schema/health/generate/random.ts';
import type { DemoPeople } from '../find-people.ts';
import { TRAFFIC_DAYS, isWeekend } from './calendar.ts';
import type { Hospital } from './find-hospital.ts';
import type { Moment } from './moment.ts';
import { castPeople } from './people.ts';
import { planExceptions } from './plan-exceptions.ts';
import { planRoutine } from './plan-routine.ts';

/** All that the plan depends on: equal options give equal traffic on every machine. */
export interface TrafficOptions {
  readonly hospital: Hospital;
  readonly people: Pick<DemoPeople, 'patient' | 'practitioner'>;
  /** Begins of its days, UTC ms since 1970. */
  readonly days: readonly number[];
  /** How many requests there are; never fewer than what a privacy officer should find. */
  readonly requests: number;
}

/** Plans two weeks of sample traffic, ordered by time. */
export function planTraffic({
  hospital,
  people,
  days,
  requests,
}: TrafficOptions): readonly Moment[] {
  const random = createRandom('a fortnight of accesses');
  const usualHospital = withoutExceptions(hospital, people.patient);
  const cast = castPeople(usualHospital, people);
  const { patients, staff } = hospital;
  const exceptions = planExceptions({ days, cast, patients, staff, random });
  const usual = Math.max(TRAFFIC_DAYS, requests - exceptions.length);
  const weights = days.map((day) => (isWeekend(day) ? WEEKEND : 1));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const routine = days.flatMap((day, index) => {
    const share = (usual * (weights[index] ?? 0)) / whole;
    const plan = { day, index, requests: Math.max(1, Math.round(share)) };
    return planRoutine(plan, { cast, patients: usualHospital.patients, random });
  });
  return [...routine, ...exceptions]
    .map((moment) => ({ ...moment, at: Math.round(moment.at) }))
    .toSorted((one, other) => one.at - other.at);
}

/** The hospital for everyday work, without patients who are dead or staff, unless there are no others. */
function withoutExceptions(hospital: Hospital, reader: string): Hospital {
  const staff = new Set(hospital.staff.map(({ patient }) => patient));
  const usual = hospital.patients.filter(
    ({ id, isDead }) => id === reader || (!isDead && !staff.has(id)),
  );
  if (usual.length === 0) return hospital;
  const ids = new Set(usual.map(({ id }) => id));
  const only = (patients: readonly string[]) => patients.filter((id) => ids.has(id));
  const practitioners = hospital.practitioners.map((each) => ({
    ...each,
    own: only(each.own),
    ward: only(each.ward),
    strangers: only(each.strangers),
  }));
  return {
    ...hospital,
    patients: usual,
    practitioners: practitioners.filter(({ ward }) => ward.length > 0),
  };
}

/** How much of a weekday's work a day of the weekend has. */
const WEEKEND = 0.3;
