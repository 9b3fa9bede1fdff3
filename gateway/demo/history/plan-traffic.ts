import { createRandom } from '../../../schema/health/generate/random.ts';
import type { DemoPeople } from '../find-people.ts';
import { TRAFFIC_DAYS, isWeekend } from './calendar.ts';
import type { Hospital } from './find-hospital.ts';
import type { PlannedRequest } from './planned-request.ts';
import { choosePeople } from './people.ts';
import { planExceptions } from './plan-exceptions.ts';
import { planRoutine } from './plan-routine.ts';

/** All that the plan depends on: equal options give equal traffic on every machine. */
export interface TrafficOptions {
  readonly hospital: Hospital;
  readonly people: Pick<DemoPeople, 'patient' | 'practitioner'>;
  /** The starts of its days, UTC ms since 1970. */
  readonly days: readonly number[];
  /** The number of requests. There are at least those of the exceptions and one for each day. */
  readonly requests: number;
}

/** Plans two weeks of sample traffic, ordered by time. */
export function planTraffic({
  hospital,
  people,
  days,
  requests,
}: TrafficOptions): readonly PlannedRequest[] {
  const random = createRandom('a fortnight of accesses');
  const usualHospital = withoutExceptions(hospital, people.patient);
  const senders = choosePeople(usualHospital, people);
  const { patients, staff } = hospital;
  const usualPatients = usualHospital.patients;
  const exceptions = planExceptions({
    days,
    people: senders,
    patients,
    usualPatients,
    staff,
    random,
  });
  const usual = Math.max(TRAFFIC_DAYS, requests - exceptions.length);
  const weights = days.map((day) => (isWeekend(day) ? WEEKEND_SHARE : 1));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const routine = days.flatMap((day, index) => {
    const share = (usual * (weights[index] ?? 0)) / whole;
    const plan = { day, index, requests: Math.max(1, Math.round(share)) };
    return planRoutine(plan, { people: senders, patients: usualPatients, random });
  });
  return [...routine, ...exceptions]
    .map((request) => ({ ...request, at: Math.round(request.at) }))
    .toSorted((one, other) => one.at - other.at);
}

/** The hospital for everyday work, without patients who are dead, staff or watched, unless there are no others. */
function withoutExceptions(hospital: Hospital, reader: string): Hospital {
  const staff = new Set(hospital.staff.flatMap(({ patient }) => patient ?? []));
  const usual = hospital.patients.filter(
    ({ id, isDead, watchedBy }) =>
      id === reader || (!isDead && !staff.has(id) && watchedBy.length === 0),
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

/** The work of a weekend day, as a share of that of a weekday. */
const WEEKEND_SHARE = 0.3;
