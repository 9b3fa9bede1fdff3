import { describe, expect, it } from '@jest/globals';
import { daysBefore } from '../../../../gateway/demo/history/calendar.ts';
import type { WatchingRule } from '../../../../gateway/demo/history/find-facts.ts';
import type { Hospital } from '../../../../gateway/demo/history/find-hospital.ts';
import type { PlannedRequest } from '../../../../gateway/demo/history/planned-request.ts';
import { planTraffic } from '../../../../gateway/demo/history/plan-traffic.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../gateway/platform/durations.ts';
import {
  UNUSUAL_RULES,
  type UnusualRule,
} from '../../../../gateway/reports/catalog/unusual-rule.ts';

const DEAD = 'p4';
const NURSE = 'p3';
const COLLEAGUE = 'p6';
/** The patient of the demo. */
const NEIGHBOR = 'p0';
const VIP = 'p7';
const DISCHARGED = 'p8';
const RELATIVE = 'p10';
const WATCHED: Readonly<Record<string, readonly WatchingRule[]>> = {
  [VIP]: ['VIP', 'DEPARTMENT'],
  [DISCHARGED]: ['DISCHARGED'],
};
const PATIENTS = Array.from({ length: 20 }, (_, index) => ({
  id: `p${index}`,
  name: `Given${index} Surname${index}`,
  isDead: `p${index}` === DEAD,
  address: { line: '1 Elm Street' },
  watchedBy: WATCHED[`p${index}`] ?? [],
}));
const IDS = PATIENTS.map(({ id }) => id);
const STAFF = {
  employer: 'o1',
  patient: null,
  department: null,
  hasLeft: false,
  household: [],
  related: [],
};
const HOSPITAL: Hospital = {
  patients: PATIENTS,
  practitioners: Array.from({ length: 6 }, (_, index) => ({
    id: `d${index}`,
    name: `Doctor${index} Surname${index}`,
    own: IDS.slice(index, index + 4),
    ward: IDS.slice(index, index + 10),
    strangers: IDS.slice(index + 4),
  })),
  staff: [
    { ...STAFF, subject: 'nurse', patient: NURSE },
    { ...STAFF, subject: 'privacy_officer', patient: COLLEAGUE },
    {
      ...STAFF,
      subject: 'billing',
      employer: 'o2',
      household: [RELATIVE],
      related: [RELATIVE],
    },
    { ...STAFF, subject: 'd4', employer: 'o3', related: [NEIGHBOR] },
    { ...STAFF, subject: 'd5', hasLeft: true },
  ],
};

/** The plan, with what most rules depend on. */
interface Plan {
  readonly all: readonly PlannedRequest[];
  /** The requests of an account for the record of a patient. */
  readonly of: (subject: string, patient: string) => readonly PlannedRequest[];
}

function planOf(all: readonly PlannedRequest[]): Plan {
  const of: Plan['of'] = (subject, patient) =>
    all.filter(
      ({ who, action }) =>
        who.subject === subject &&
        action.kind === 'query' &&
        action.request.variables['id'] === patient,
    );
  return { all, of };
}

const queryOf = ({ action }: PlannedRequest) =>
  action.kind === 'query' ? action.request.query : '';

/** When the nurse d4 has opened more records in an hour than anybody may unnoticed; Infinity for never. */
function floodEnd({ all }: Plan): number {
  const opened = all.filter(({ who, action }) => who.subject === 'd4' && action.kind === 'query');
  const flood = opened.find(({ at }) => {
    const within = opened.filter((each) => each.at <= at && each.at > at - HOUR_MS / 2);
    return new Set(within.map((each) => JSON.stringify(each.action))).size > 10;
  });
  return flood?.at ?? Infinity;
}

/** Whether the plan has what the rule finds, as the facts about people above say. */
const STORIES: Readonly<Record<UnusualRule, (plan: Plan) => boolean>> = {
  SELF: ({ of }) => of('nurse', NURSE).length > 0,
  SAME_SURNAME: ({ of }) => of('billing', RELATIVE).length > 0,
  SAME_ADDRESS: ({ of }) => of('billing', RELATIVE).length > 0,
  NEIGHBOR: ({ of }) => of('d4', NEIGHBOR).length > 0,
  CO_WORKER: ({ of }) => of('nurse', COLLEAGUE).length > 0,
  VIP: ({ of }) => of('d5', VIP).length > 0,
  DECEASED: ({ of }) => of('nurse', DEAD).length > 0,
  DISCHARGED: ({ of }) => of('nurse', DISCHARGED).length > 0,
  DEPARTMENT: ({ of }) => of('d5', VIP).length > 0,
  TERMINATED: ({ all }) => all.some(({ who }) => who.subject === 'd5'),
  NO_RELATIONSHIP: ({ all }) =>
    all.some(({ who, action }) => who.role === 'privacy_officer' && action.kind === 'query'),
  BREAK_GLASS: ({ all }) => all.some(({ action }) => action.kind === 'emergency-query'),
  AFTER_HOURS: ({ of }) =>
    of('billing', RELATIVE).some(({ at }) => {
      const hour = (at % DAY_MS) / HOUR_MS;
      return new Date(at).getUTCDay() === 0 && (hour < 7 || hour >= 19);
    }),
  VOLUME: (plan) => floodEnd(plan) < Infinity,
  BULK_DOWNLOAD: ({ all }) =>
    all.some((each) => each.who.role === 'billing' && queryOf(each).includes('DownloadClaims')),
  FIRST_CATEGORY: ({ all }) =>
    all.some((first) => {
      if (!queryOf(first).includes('mentalHealth')) return false;
      const own = all.filter(({ who, at }) => who.subject === first.who.subject && at < first.at);
      const isFirst = !own.some((each) => queryOf(each).includes('mentalHealth'));
      return isFirst && first.at - (own[0]?.at ?? first.at) > 7 * DAY_MS;
    }),
  IMPOSSIBLE_TRAVEL: ({ of }) => {
    const [first, next] = of('d5', VIP);
    if (first === undefined || next === undefined) return false;
    return first.place !== next.place && next.at - first.at < 30 * MINUTE_MS;
  },
  REPEAT_OFFENDER: (plan) => {
    const review = plan.all.find(
      ({ action }) => action.kind === 'review' && action.verdict === 'VIOLATION',
    );
    const reviewed = review?.at ?? Infinity;
    return (
      review?.action.kind === 'review' &&
      review.action.rule === 'VOLUME' &&
      floodEnd(plan) < reviewed &&
      plan.of('d4', NEIGHBOR).some(({ at }) => at > reviewed)
    );
  },
  PATIENT_QUESTION: ({ all, of }) =>
    all.some(
      ({ at, who, action }) =>
        action.kind === 'ask' &&
        who.subject === RELATIVE &&
        of(action.actor, RELATIVE).some((opened) => opened.at < at),
    ),
};

/** Monday to Sunday, each at another hour. */
const STARTS = Array.from({ length: 7 }, (_, index) => {
  const start = new Date(Date.UTC(2026, 5, 15 + index, index * 4 - 0.5));
  return [start.toUTCString(), start.getTime()] as const;
});

describe("the exceptions in the demo's sample traffic", () => {
  it.each(STARTS)('have an event for each rule if the demo starts on %s', (_, now) => {
    for (const requests of [10, 300]) {
      const days = daysBefore(now);
      const people = { patient: NEIGHBOR, practitioner: 'd0' };
      const plan = planOf(planTraffic({ hospital: HOSPITAL, people, days, requests }));
      expect(UNUSUAL_RULES.filter((rule) => !STORIES[rule](plan))).toEqual([]);
    }
  });
});
