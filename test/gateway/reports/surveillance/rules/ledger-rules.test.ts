import { describe, expect, it } from '@jest/globals';
import type { RecordAccess } from '../../../../../gateway/reports/surveillance/accesses/access-group.ts';
import { AFTER_HOURS } from '../../../../../gateway/reports/surveillance/rules/after-hours.ts';
import { BREAK_GLASS } from '../../../../../gateway/reports/surveillance/rules/break-glass.ts';
import { IMPOSSIBLE_TRAVEL } from '../../../../../gateway/reports/surveillance/rules/impossible-travel.ts';
import { FIRST_CATEGORY } from '../../../../../gateway/reports/surveillance/rules/first-category.ts';
import { NO_RELATIONSHIP } from '../../../../../gateway/reports/surveillance/rules/no-relationship.ts';
import { access, ALL_KEYS, group, evaluate, NOON } from '../groups.ts';
import { NO_FACT_KEYS } from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import { SURVEILLANCE_RULES } from '../../../../../gateway/reports/surveillance/rules/rule-list.ts';
import { UNUSUAL_RULES } from '../../../../../gateway/reports/catalog/unusual-rule.ts';
import { DEFAULT_SETTINGS } from '../../../../../gateway/reports/surveillance/surveillance-config.ts';

type Seen = readonly Partial<RecordAccess>[];
const groupOf = (seen: Seen) =>
  group(
    ...seen.map((each, place) => access({ leaf: 7 + place, id: 65_536 * (7 + place), ...each })),
  );

describe('the unusual-access rule NO_RELATIONSHIP', () => {
  it.each<readonly [string, Seen, string]>([
    ['an access by reach "all" alone as unusual', [{ relations: ['all'] }], 'unusual'],
    ['an access by the care team as usual', [{ relations: ['care-team'] }], 'usual'],
    ['an access by a list as usual', [{ relations: ['list'] }], 'usual'],
    [
      'an access by reach "all" and another by the care team on the same day as usual',
      [{}, { relations: ['care-team'] }],
      'usual',
    ],
    [
      'an access by break-glass alone as usual',
      [{ relations: ['break-glass'], grant: 'g' }],
      'usual',
    ],
    [
      'an access by reach "all" in addition to break-glass as unusual',
      [{}, { relations: ['break-glass'], grant: 'g' }],
      'unusual',
    ],
    [
      'an access by the role billing, which is not configured, as usual',
      [{ roles: ['billing'] }],
      'usual',
    ],
    ['an access to de-identified data as usual', [{ isDeidentified: true }], 'usual'],
    [
      'an access by two roles, one of them configured, as unusual',
      [{ roles: ['billing', 'nurse'] }],
      'unusual',
    ],
    ['a write that only names the patient as usual', [{ kind: 'intent', relations: [] }], 'usual'],
    [
      'a dry-run access without reach as unusual',
      [{ roles: ['billing'], isUnreached: true }],
      'unusual',
    ],
  ])('evaluates %s', (_what, seen, expected) => {
    const settings = { noRelationship: { roles: ['nurse'] } };
    expect(evaluate(NO_RELATIONSHIP, groupOf(seen), { settings }).kind).toBe(expected);
  });

  it('finds nothing until roles are configured, except accesses that only a dry run released', () => {
    expect(evaluate(NO_RELATIONSHIP, groupOf([{}])).kind).toBe('usual');
    expect(evaluate(NO_RELATIONSHIP, groupOf([{ isUnreached: true }])).kind).toBe('unusual');
  });
});

describe('the unusual-access rule BREAK_GLASS', () => {
  it.each<readonly [string, Seen, string | null]>([
    [
      'a break-glass start without an access as unusual',
      [{ kind: 'breakglass.start', grant: 'g', records: 0, relations: [] }],
      'Break-glass was used; no record was released.',
    ],
    [
      'accesses under break-glass as unusual, with the number of records',
      [
        { kind: 'breakglass.start', grant: 'g', records: 0, relations: [] },
        { grant: 'g', records: 3 },
        { records: 9 },
      ],
      'Break-glass was used; 3 records were released.',
    ],
    ['an unreleased access under break-glass as usual', [{ grant: 'g', isReleased: false }], null],
    ['an access without break-glass as usual', [{}], null],
  ])('evaluates %s', (_what, seen, text) => {
    const result = evaluate(BREAK_GLASS, groupOf(seen));
    expect(result.kind === 'unusual' ? result.text : null).toBe(text);
  });
});

const at = (time: string) => [{ at: Date.parse(time) }];

describe('the unusual-access rule AFTER_HOURS', () => {
  const hours = { roles: ['nurse'], timeZone: 'America/New_York', from: 420, to: 1_140 };
  const settings = { afterHours: { ...hours, days: [1, 2, 3, 4, 5] } };
  it.each<readonly [string, Seen, string]>([
    ['noon on a Wednesday in the time zone as usual', at('2026-01-14T17:00:00Z'), 'usual'],
    ['the second before the hours begin as unusual', at('2026-01-14T11:59:59Z'), 'unusual'],
    ['the minute when the hours begin as usual', at('2026-01-14T12:00:00Z'), 'usual'],
    ['the minute when the hours end as unusual', at('2026-01-15T00:00:00Z'), 'unusual'],
    ['the second before the hours end as usual', at('2026-01-14T23:59:59Z'), 'usual'],
    ['the first minute of the hours in summer time as usual', at('2026-07-14T11:00:00Z'), 'usual'],
    ['a Saturday as unusual', at('2026-01-17T17:00:00Z'), 'unusual'],
    [
      'an access at night by a role without configured hours as usual',
      [{ at: Date.parse('2026-01-14T03:00:00Z'), roles: ['er'] }],
      'usual',
    ],
  ])('evaluates %s', (_what, seen, expected) => {
    expect(evaluate(AFTER_HOURS, groupOf(seen), { settings }).kind).toBe(expected);
  });

  it('finds nothing until hours are configured', () => {
    expect(evaluate(AFTER_HOURS, groupOf([{ at: NOON }])).kind).toBe('usual');
  });
});

describe('the unusual-access rule FIRST_CATEGORY', () => {
  const firsts = new Map([[65_536 * 7, ['SUBSTANCE_USE', 'GENETIC']]]);
  it('evaluates the first access to a category as unusual, with only that event as evidence, and names its categories in alphabetical order', () => {
    expect(evaluate(FIRST_CATEGORY, groupOf([{}, {}]), { firsts })).toEqual({
      kind: 'unusual',
      text: 'The actor’s first access to GENETIC, SUBSTANCE_USE in a year.',
      leaves: [7],
    });
  });
  it('evaluates an access that is not the first to a category, and a first access of patients to their own record, as usual', () => {
    expect(evaluate(FIRST_CATEGORY, groupOf([{ id: 5 }]), { firsts }).kind).toBe('usual');
    expect(evaluate(FIRST_CATEGORY, groupOf([{ relations: ['self'] }]), { firsts }).kind).toBe(
      'usual',
    );
  });
});

describe('the unusual-access rule IMPOSSIBLE_TRAVEL', () => {
  const journey = { from: 'Main', to: 'Clinic', ms: 11 * 60_000, departure: { at: 1, leaf: 3 } };
  const journeys = new Map([[65_536 * 7, journey]]);
  it('evaluates the arrival as unusual, and names the sites, the time between and the record of the first access', () => {
    expect(evaluate(IMPOSSIBLE_TRAVEL, groupOf([{}, {}]), { journeys })).toEqual({
      kind: 'unusual',
      text: 'Opened from Clinic, 11 minutes after an access from Main.',
      earlier: { at: 1, leaf: 3 },
      leaves: [7],
    });
  });
  it('evaluates an access that ends no journey as usual', () => {
    expect(evaluate(IMPOSSIBLE_TRAVEL, groupOf([{ id: 5 }]), { journeys }).kind).toBe('usual');
  });
});

describe('the list of unusual-access rules', () => {
  it('has each rule once, in the order of UNUSUAL_RULES', () => {
    expect(SURVEILLANCE_RULES.map(({ rule }) => rule)).toEqual(UNUSUAL_RULES);
  });

  it('names the rules that an empty configuration leaves off, and none once all are configured', () => {
    const lacking = SURVEILLANCE_RULES.filter(
      ({ remedy }) => remedy(DEFAULT_SETTINGS, NO_FACT_KEYS) !== null,
    );
    expect(lacking.map(({ rule }) => rule)).toEqual([
      'SELF',
      'SAME_SURNAME',
      'SAME_ADDRESS',
      'NEIGHBOR',
      'CO_WORKER',
      'VIP',
      'DECEASED',
      'DISCHARGED',
      'DEPARTMENT',
      'TERMINATED',
      'NO_RELATIONSHIP',
      'AFTER_HOURS',
      'IMPOSSIBLE_TRAVEL',
    ]);
    const afterHours = { roles: ['nurse'], timeZone: 'UTC', from: 0, to: 1, days: [1] };
    const settings = {
      ...DEFAULT_SETTINGS,
      afterHours,
      noRelationship: { roles: ['nurse'] },
      discharged: { roles: ['nurse'], days: 90 },
      department: { names: ['ICU'] },
      travel: {
        sites: [
          { name: 'a', networks: ['10.1.0.0/16'] },
          { name: 'b', networks: ['10.2.0.0/16'] },
        ],
        minutes: 30,
      },
    };
    expect(SURVEILLANCE_RULES.filter(({ remedy }) => remedy(settings, ALL_KEYS) !== null)).toEqual(
      [],
    );
  });
});
