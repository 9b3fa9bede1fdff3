import { describe, expect, it } from '@jest/globals';
import { daysBefore, isWeekend } from '../../../../gateway/demo/history/calendar.ts';
import type { Hospital } from '../../../../gateway/demo/history/find-hospital.ts';
import type { PlannedRequest } from '../../../../gateway/demo/history/planned-request.ts';
import { planTraffic } from '../../../../gateway/demo/history/plan-traffic.ts';
import { DAY_MS, HOUR_MS } from '../../../../gateway/platform/durations.ts';

const ADDRESS = { line: '1 Elm Street', city: 'Somerville', state: 'Massachusetts', zip: '02143' };
const PATIENTS = Array.from({ length: 20 }, (_, index) => ({
  id: `p${index}`,
  name: `Given${index} Surname${index % 7}`,
  isDead: index === 4,
  address: ADDRESS,
  watchedBy: [],
}));
const UNRELATED = { department: null, hasLeft: false, household: [], related: [] };
const IDS = PATIENTS.map(({ id }) => id);
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
    { subject: 'nurse', employer: 'o1', patient: 'p3', ...UNRELATED },
    { subject: 'billing', employer: 'o2', patient: 'p5', ...UNRELATED },
    { subject: 'privacy_officer', employer: 'o1', patient: 'p6', ...UNRELATED },
  ],
};
const EMPTY: Hospital = { patients: PATIENTS.slice(0, 1), practitioners: [], staff: [] };
/** A Wednesday. */
const NOW = Date.UTC(2026, 5, 17, 10);
const DAYS = daysBefore(NOW);

function plan(requests = 800, hospital = HOSPITAL): readonly PlannedRequest[] {
  const people = { patient: 'p0', practitioner: hospital === EMPTY ? null : 'd0' };
  return planTraffic({ hospital, people, days: DAYS, requests });
}

const onDay = (moments: readonly PlannedRequest[], day: number) =>
  moments.filter(({ at }) => at >= day && at < day + DAY_MS);
const actions = (moments: readonly PlannedRequest[], kind: PlannedRequest['action']['kind']) =>
  moments.filter(({ action }) => action.kind === kind);

describe("the plan of the demo's sample traffic", () => {
  it('is the same each time for the same options', () => {
    expect(plan()).toEqual(plan());
  });

  it('covers the fourteen days before today in order, with about the requested number of requests', () => {
    const moments = plan();
    const times = moments.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times.every((at) => Number.isSafeInteger(at))).toBe(true);
    expect(times[0]).toBeGreaterThanOrEqual(Date.UTC(2026, 5, 3));
    expect(times.at(-1)).toBeLessThan(Date.UTC(2026, 5, 17));
    expect(Math.abs(moments.length - 800)).toBeLessThanOrEqual(10);
    for (const day of DAYS) expect(onDay(moments, day).length).toBeGreaterThan(0);
  });

  it('has on each weekend day less than half the requests of any weekday, and most requests by day', () => {
    const moments = plan();
    const [weekend, weekdays] = [DAYS.filter(isWeekend), DAYS.filter((day) => !isWeekend(day))];
    const busiest = Math.max(...weekend.map((day) => onDay(moments, day).length));
    expect(busiest).toBeLessThan(
      Math.min(...weekdays.map((day) => onDay(moments, day).length)) / 2,
    );
    const byDay = moments.filter(({ at }) => {
      const hour = new Date(at).getUTCHours();
      return hour >= 7 && hour < 18;
    });
    expect(byDay.length / moments.length).toBeGreaterThan(0.75);
    expect(byDay.length).toBeLessThan(moments.length);
  });

  it('has one break-glass grant: at night, for a patient that its physician does not treat, used by this physician alone and ended within 15 minutes', () => {
    const moments = plan();
    const [start, ...more] = actions(moments, 'break-glass');
    expect(more).toEqual([]);
    expect(new Date(start?.at ?? 0).getUTCHours()).toBe(2);
    const patient = start?.action.kind === 'break-glass' ? start.action.patient : '';
    const treats = HOSPITAL.practitioners.find(
      ({ id }) => id === start?.who.claims['practitioner'],
    )?.own;
    expect(treats).toBeDefined();
    expect(treats).not.toContain(patient);
    const under = actions(moments, 'emergency-query');
    expect(under.map(({ who }) => who.subject)).toEqual(under.map(() => start?.who.subject));
    const [stop] = actions(moments, 'stop-break-glass');
    expect(stop?.at).toBeGreaterThan(start?.at ?? Infinity);
    // A grant lasts for 15 minutes.
    expect(stop?.at).toBeLessThan((start?.at ?? 0) + 15 * 60_000);
  });

  it('has one hour in which one person opens the record of every patient of everyday work, and in no other hour does one person open ten records', () => {
    const hours = new Map<string, Set<unknown>>();
    for (const { at, who, action } of plan()) {
      if (action.kind !== 'query') continue;
      const key = `${who.subject} ${Math.floor(at / 3_600_000)}`;
      hours.set(key, (hours.get(key) ?? new Set()).add(action.request.variables['id']));
    }
    const counts = [...hours.values()].map(({ size }) => size).toSorted((a, b) => b - a);
    // Without one who is dead and three who are staff.
    expect(counts[0]).toBe(16);
    expect(counts[1]).toBeLessThan(10);
  });

  it('has a nurse who opens their own record twice and that of a coworker once, at noon on a weekday', () => {
    const day = DAYS.filter((each) => !isWeekend(each)).at(7) ?? 0;
    const noon = plan().filter(
      ({ at, who }) =>
        who.subject === 'nurse' && at >= day + 12.3 * HOUR_MS && at < day + 12.4 * HOUR_MS,
    );
    const opened = noon.map(({ action }) =>
      action.kind === 'query' ? action.request.variables['id'] : null,
    );
    expect(opened).toEqual(['p3', 'p3', 'p6']);
  });

  it('has stories about patients that rules watch, each of one actor and one patient, and leaves these patients out of everyday work', () => {
    const staff = [
      ...HOSPITAL.staff.filter(({ subject }) => subject !== 'billing'),
      {
        subject: 'billing',
        employer: 'o2',
        patient: null,
        ...UNRELATED,
        household: ['p10'],
        related: ['p10'],
      },
      { subject: 'd5', employer: 'o1', patient: null, ...UNRELATED, hasLeft: true },
      { subject: 'd4', employer: 'o1', patient: null, ...UNRELATED, related: ['p0', 'p3'] },
    ];
    const rules = new Map([
      ['p7', ['VIP' as const, 'DEPARTMENT' as const]],
      ['p8', ['DISCHARGED' as const]],
      ['p9', ['DEPARTMENT' as const]],
    ]);
    const patients = PATIENTS.map((each) => ({ ...each, watchedBy: rules.get(each.id) ?? [] }));
    const moments = plan(800, { ...HOSPITAL, patients, staff });
    const opened = (id: string) =>
      moments.flatMap(({ who, action, place }) =>
        action.kind === 'query' && action.request.variables['id'] === id && who.role !== 'patient'
          ? [[who.role, place ?? 'hospital']]
          : [],
      );
    expect(opened('p7')).toEqual([
      ['nurse', 'hospital'],
      ['nurse', 'clinic'],
    ]);
    expect(opened('p8')).toEqual([['nurse', 'hospital']]);
    expect(opened('p9')).toEqual([]);
    const byNeighbor = moments.flatMap(({ who, action }) =>
      who.subject === 'd4' && action.kind === 'query' ? [action.request.variables['id']] : [],
    );
    // A nurse opens the record of a neighbor, who is the patient of the demo, once.
    expect(byNeighbor.filter((id) => id === 'p0')).toHaveLength(1);
    expect(byNeighbor).not.toContain('p3');
    const former = moments.filter(({ who }) => who.subject === 'd5');
    expect(former).toHaveLength(2);
    const byBilling = moments.filter(
      ({ who, action }) =>
        who.subject === 'billing' &&
        action.kind === 'query' &&
        action.request.variables['id'] === 'p10',
    );
    expect(byBilling.map(({ at }) => new Date(at).getUTCDay())).toEqual([0]);
    const [review, ...more] = actions(moments, 'review');
    expect(more).toEqual([]);
    expect(review?.who.role).toBe('privacy_officer');
  });

  it.each([
    ['a requested number of only ten', 10, HOSPITAL],
    ['data without practitioners', 100, EMPTY],
  ])('has a request on each of the fourteen days, given %s', (_, requests, hospital) => {
    const moments = plan(requests, hospital);
    for (const day of DAYS) expect(onDay(moments, day).length).toBeGreaterThan(0);
  });

  it('corrects an address only to its present value', () => {
    const corrected = plan().flatMap(({ action }) =>
      action.kind === 'query' && action.request.query.startsWith('mutation')
        ? [action.request.variables['address']]
        : [],
    );
    expect(corrected.length).toBeGreaterThan(0);
    for (const address of corrected) expect(address).toEqual(ADDRESS);
  });
});
