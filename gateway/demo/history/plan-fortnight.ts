import { createRandom } from '../../../schema/health/generate/random.ts';
import type { DemoPeople } from '../find-people.ts';
import { FORTNIGHT_DAYS, isWeekend } from './calendar.ts';
import type { Hospital } from './find-hospital.ts';
import type { Moment } from './moment.ts';
import { castPeople } from './people.ts';
import { planExceptions } from './plan-exceptions.ts';
import { planRoutine } from './plan-routine.ts';

/** What a fortnight depends on: nothing else does it, so that the same is the same on each machine. */
export interface FortnightOptions {
  readonly hospital: Hospital;
  readonly people: Pick<DemoPeople, 'patient' | 'practitioner'>;
  /** Begins of its days, UTC ms since 1970. */
  readonly days: readonly number[];
  /** How many requests there are; never fewer than what a privacy officer should find. */
  readonly requests: number;
}

/** Plans who asks what and when in a fortnight, in the order of time. */
export function planFortnight({
  hospital,
  people,
  days,
  requests,
}: FortnightOptions): readonly Moment[] {
  const random = createRandom('a fortnight of accesses');
  const cast = castPeople(hospital, people);
  const { patients, staff } = hospital;
  const exceptions = planExceptions({ days, cast, patients, staff, random });
  const usual = Math.max(FORTNIGHT_DAYS, requests - exceptions.length);
  const weights = days.map((day) => (isWeekend(day) ? WEEKEND : 1));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const routine = days.flatMap((day, index) => {
    const share = (usual * (weights[index] ?? 0)) / whole;
    const plan = { day, index, requests: Math.max(1, Math.round(share)) };
    return planRoutine(plan, { cast, patients, random });
  });
  return [...routine, ...exceptions]
    .map((moment) => ({ ...moment, at: Math.round(moment.at) }))
    .toSorted((one, other) => one.at - other.at);
}

/** How much of a weekday's work a day of the weekend has. */
const WEEKEND = 0.3;
