import { describe, expect, it } from '@jest/globals';
import type { SurveillanceRule } from '../../../../../gateway/reports/surveillance/rules/rule.ts';
import { CO_WORKER } from '../../../../../gateway/reports/surveillance/rules/co-worker.ts';
import { DEPARTMENT } from '../../../../../gateway/reports/surveillance/rules/department.ts';
import { DISCHARGED } from '../../../../../gateway/reports/surveillance/rules/discharged.ts';
import { NEIGHBOR } from '../../../../../gateway/reports/surveillance/rules/neighbor.ts';
import { TERMINATED } from '../../../../../gateway/reports/surveillance/rules/terminated.ts';
import { VIP } from '../../../../../gateway/reports/surveillance/rules/vip.ts';
import { DECEASED } from '../../../../../gateway/reports/surveillance/rules/deceased.ts';
import { SAME_ADDRESS } from '../../../../../gateway/reports/surveillance/rules/same-address.ts';
import { SAME_SURNAME } from '../../../../../gateway/reports/surveillance/rules/same-surname.ts';
import { SELF } from '../../../../../gateway/reports/surveillance/rules/self.ts';
import { access, factsOf, group, evaluate } from '../groups.ts';

type ActorFacts = Parameters<typeof factsOf>[0];
type PatientFacts = Parameters<typeof factsOf>[1];

type Case = readonly [what: string, actor: ActorFacts, patient: PatientFacts, is: string];

const TABLE: readonly (readonly [name: string, rule: SurveillanceRule, cases: readonly Case[]])[] =
  [
    [
      'SELF',
      SELF,
      [
        ["the actor's own record as unusual", { patient: 'p1' }, null, 'unusual'],
        ["another person's record as usual", { patient: 'p2' }, null, 'usual'],
        ['an actor without a record as usual', { patient: null }, null, 'usual'],
        ['an unknown actor as not known', null, null, 'not known'],
        ['an actor with an unknown record as not known', { surname: 'Low' }, null, 'not known'],
      ],
    ],
    [
      'SAME_SURNAME',
      SAME_SURNAME,
      [
        ['equal surnames as unusual', { surname: 'Low' }, { surname: 'Low' }, 'unusual'],
        [
          'surnames in different case as unusual',
          { surname: 'LOW' },
          { surname: 'low ' },
          'unusual',
        ],
        [
          'surnames that differ by an accent as unusual',
          { surname: 'Peña' },
          { surname: 'Pena' },
          'unusual',
        ],
        [
          'surnames that differ by a hyphen as unusual',
          { surname: 'Low-Ray' },
          { surname: 'Low Ray' },
          'unusual',
        ],
        ['a longer surname as usual', { surname: 'Low' }, { surname: 'Lowe' }, 'usual'],
        ['one of two surnames as usual', { surname: 'Low' }, { surname: 'Low Ray' }, 'usual'],
        ['surnames without letters as usual', { surname: '-' }, { surname: '--' }, 'usual'],
        ['a patient without a surname as usual', { surname: 'Low' }, { surname: null }, 'usual'],
        [
          'an actor without a surname and an unknown patient as usual',
          { surname: null },
          null,
          'usual',
        ],
        ['an unknown patient as not known', { surname: 'Low' }, null, 'not known'],
        ['an unknown actor as not known', null, { surname: 'Low' }, 'not known'],
        [
          'an access of the actor to their own record as usual',
          { surname: 'Low', patient: 'p1' },
          { surname: 'Low' },
          'usual',
        ],
      ],
    ],
    [
      'SAME_ADDRESS',
      SAME_ADDRESS,
      [
        [
          'equal addresses as unusual',
          { address: '5 Elm St, Lee' },
          { address: '5 Elm St, Lee' },
          'unusual',
        ],
        [
          'addresses with different punctuation as unusual',
          { address: '5 Elm St., Lee' },
          { address: '5 elm st Lee' },
          'unusual',
        ],
        [
          'another house number as usual',
          { address: '5 Elm St, Lee' },
          { address: '55 Elm St, Lee' },
          'usual',
        ],
        [
          'the same house number in another town as usual',
          { address: '5 Elm St, Lee' },
          { address: '5 Elm St, Ely' },
          'usual',
        ],
        [
          'a patient without an address as usual',
          { address: '5 Elm St' },
          { address: null },
          'usual',
        ],
        ['an unknown patient as not known', { address: '5 Elm St' }, {}, 'not known'],
        [
          'an access of the actor to their own record as usual',
          { address: '5 Elm', patient: 'p1' },
          { address: '5 Elm' },
          'usual',
        ],
      ],
    ],
    [
      'CO_WORKER',
      CO_WORKER,
      [
        ['the same employer as unusual', { employer: 'o1' }, { employer: 'o1' }, 'unusual'],
        ['another employer as usual', { employer: 'o1' }, { employer: 'o2' }, 'usual'],
        [
          'employer ids in different case as usual',
          { employer: 'o1' },
          { employer: 'O1' },
          'usual',
        ],
        [
          'two people without an employer as usual',
          { employer: null },
          { employer: null },
          'usual',
        ],
        ['empty employer ids as usual', { employer: '' }, { employer: '' }, 'usual'],
        [
          'a patient with an unknown employer as not known',
          { employer: 'o1' },
          { surname: 'Low' },
          'not known',
        ],
        [
          'an access of the actor to their own record as usual',
          { employer: 'o1', patient: 'p1' },
          { employer: 'o1' },
          'usual',
        ],
      ],
    ],
    [
      'DECEASED',
      DECEASED,
      [
        ['a death long ago as unusual', null, { died: '2024-05-01' }, 'unusual'],
        ['a death 31 days before as unusual', null, { died: '2025-12-14' }, 'unusual'],
        ['a death 30 days before as usual', null, { died: '2025-12-15' }, 'usual'],
        [
          'a death with a time of day as unusual',
          null,
          { died: '2024-05-01T10:00:00Z' },
          'unusual',
        ],
        ['a death in the future as usual', null, { died: '2026-05-01' }, 'usual'],
        ['a living patient as usual', null, { died: null }, 'usual'],
        ['an invalid date as not known', null, { died: 'May' }, 'not known'],
        ['an unknown patient as not known', null, null, 'not known'],
      ],
    ],
    [
      'NEIGHBOR',
      NEIGHBOR,
      [
        [
          'house numbers 20 apart as unusual',
          { address: '5 Elm St, Lee, 01238' },
          { address: '25 Elm St., lee, 01238' },
          'unusual',
        ],
        [
          'house numbers 21 apart as usual',
          { address: '5 Elm St, Lee' },
          { address: '26 Elm St, Lee' },
          'usual',
        ],
        [
          'house numbers at the end as unusual',
          { address: 'Hauptstraße 5, 1010 Wien' },
          { address: 'HAUPTSTRAßE 7a, 1010 Wien' },
          'unusual',
        ],
        [
          'two apartments of a house as unusual',
          { address: '5 Elm St Apt 2, Lee' },
          { address: '5 Elm St #14, Lee' },
          'unusual',
        ],
        [
          'an apartment on a line of its own as unusual',
          { address: '5 Elm St, Unit 2, Lee' },
          { address: '9 Elm St, Lee' },
          'unusual',
        ],
        [
          'a street with a number for a name as unusual',
          { address: '12 5th Avenue, Lee' },
          { address: '14 5th Avenue, Lee' },
          'unusual',
        ],
        [
          'one address, which is a household, as usual',
          { address: '5 Elm St, Lee' },
          { address: '5 elm st., Lee' },
          'usual',
        ],
        [
          'another street as usual',
          { address: '5 Elm St, Lee' },
          { address: '5 Oak St, Lee' },
          'usual',
        ],
        [
          'the same street in another town as usual',
          { address: '5 Elm St, Lee' },
          { address: '7 Elm St, Ely' },
          'usual',
        ],
        [
          'addresses without a house number as usual',
          { address: 'Elm Farm, Lee' },
          { address: 'Elm Farm House, Lee' },
          'usual',
        ],
        [
          'addresses without a town as usual',
          { address: '5 Elm St' },
          { address: '7 Elm St' },
          'usual',
        ],
        ['an unknown patient as not known', { address: '5 Elm St, Lee' }, {}, 'not known'],
        [
          'an access of the actor to their own record as usual',
          { address: '5 Elm St, Lee', patient: 'p1' },
          { address: '7 Elm St, Lee' },
          'usual',
        ],
      ],
    ],
    [
      'VIP',
      VIP,
      [
        ['a patient on the list as unusual', null, { vip: 'governor' }, 'unusual'],
        ['a patient who is not on the list as usual', null, { vip: null }, 'usual'],
        ['the text "False" as usual', null, { vip: ' False ' }, 'usual'],
        ['an unknown patient as not known', null, {}, 'not known'],
      ],
    ],
    [
      'DISCHARGED',
      DISCHARGED,
      [
        ['a discharge 91 days before as unusual', null, { discharged: '2025-10-15' }, 'unusual'],
        ['a discharge 90 days before as usual', null, { discharged: '2025-10-16' }, 'usual'],
        ['a patient who is in the house as usual', null, { discharged: null }, 'usual'],
        ['an invalid date as not known', null, { discharged: 'last week' }, 'not known'],
        ['an unknown patient as not known', null, null, 'not known'],
      ],
    ],
    [
      'DEPARTMENT',
      DEPARTMENT,
      [
        [
          'a patient of other departments as unusual',
          { department: 'Intensive Care' },
          { departments: 'Cardiology; Surgery' },
          'unusual',
        ],
        [
          'a patient whom the department treats too as usual',
          { department: 'Intensive care' },
          { departments: 'Cardiology; intensive  care' },
          'usual',
        ],
        [
          'a department that is not configured as usual',
          { department: 'Radiology' },
          { departments: 'Cardiology' },
          'usual',
        ],
        [
          'a patient whom no department treats as usual',
          { department: 'Intensive care' },
          { departments: null },
          'usual',
        ],
        [
          'an actor without a department as usual',
          { department: null },
          { departments: 'Surgery' },
          'usual',
        ],
        ['an unknown patient as not known', { department: 'Intensive care' }, null, 'not known'],
        ['an unknown actor as not known', null, { departments: 'Surgery' }, 'not known'],
      ],
    ],
    [
      'TERMINATED',
      TERMINATED,
      [
        [
          'an access on the day after the last day as unusual',
          { ended: '2026-01-13' },
          null,
          'unusual',
        ],
        ['an access on the last day as usual', { ended: '2026-01-14' }, null, 'usual'],
        ['an employee as usual', { ended: null }, null, 'usual'],
        ['an unknown actor as not known', null, null, 'not known'],
        ['an invalid date as not known', { ended: 'soon' }, null, 'not known'],
      ],
    ],
  ];

/** The roles, departments and thresholds that these rules need. */
const SETTINGS = {
  discharged: { roles: ['nurse'], days: 90 },
  department: { names: ['Intensive care'] },
};

describe.each(TABLE)('the unusual-access rule %s', (_name, rule, cases) => {
  it.each(cases)('evaluates %s', (_what, actor, patient, expected) => {
    const facts = factsOf(actor, patient);
    expect(evaluate(rule, group(access()), { facts, settings: SETTINGS }).kind).toBe(expected);
  });

  const found = cases.find(([, , , is]) => is === 'unusual');
  const facts = factsOf(found?.[1] ?? null, found?.[2] ?? null);

  it('evaluates reads and writes of patients to their own record as usual', () => {
    const own = access({ relations: ['self'], roles: ['patient'] });
    const write = access({ kind: 'intent', relations: [], roles: ['patient'] });
    expect(evaluate(rule, group(own), { facts, settings: SETTINGS }).kind).toBe('usual');
    expect(evaluate(rule, group(own, write), { facts, settings: SETTINGS }).kind).toBe('usual');
  });

  it('evaluates an access through a care team as unusual even if the same caller also had access as the patient, and gives only the leaf of the care-team access as evidence', () => {
    const own = access({ relations: ['self'], leaf: 7 });
    const other = access({ relations: ['care-team'], leaf: 8 });
    expect(evaluate(rule, group(own, other), { facts, settings: SETTINGS })).toMatchObject({
      kind: 'unusual',
      leaves: [8],
    });
  });

  it('evaluates an unreleased response as usual', () => {
    const unreleased = group(access({ isReleased: false }));
    expect(evaluate(rule, unreleased, { facts, settings: SETTINGS }).kind).toBe('usual');
  });

  it('evaluates a de-identified access as usual, and leaves it out of the evidence if there is also an access to full data', () => {
    const blurred = access({ isDeidentified: true });
    expect(evaluate(rule, group(blurred), { facts, settings: SETTINGS }).kind).toBe('usual');
    const both = group(blurred, access({ leaf: 8 }));
    expect(evaluate(rule, both, { facts, settings: SETTINGS })).toMatchObject({
      kind: 'unusual',
      leaves: [8],
    });
  });

  it('gives a reason that does not reveal the compared values', () => {
    const result = evaluate(rule, group(access()), { facts, settings: SETTINGS });
    const values = [found?.[1], found?.[2]].flatMap((each) => Object.values(each ?? {}));
    const text = result.kind === 'unusual' ? result.text : '';
    expect(text).not.toBe('');
    for (const value of values) expect(text).not.toContain(value);
  });
});

it('the unusual-access rule DECEASED evaluates an access 4 days after a death as unusual if deceased.days is 3, and as usual if it is 4', () => {
  const facts = factsOf(null, { died: '2026-01-10' });
  const settings = { deceased: { days: 3 } };
  expect(evaluate(DECEASED, group(access()), { facts, settings }).kind).toBe('unusual');
  expect(
    evaluate(DECEASED, group(access()), { facts, settings: { deceased: { days: 4 } } }).kind,
  ).toBe('usual');
});

it.each([
  ['DISCHARGED without roles', DISCHARGED, { discharged: { roles: [], days: 90 } }],
  ['DISCHARGED for other roles', DISCHARGED, { discharged: { roles: ['billing'], days: 90 } }],
  ['DEPARTMENT without departments', DEPARTMENT, { department: { names: [] } }],
] as const)('the unusual-access rule %s finds nothing', (_what, rule, settings) => {
  const facts = factsOf(
    { department: 'Intensive care' },
    { discharged: '2024-01-01', departments: 'Surgery' },
  );
  expect(evaluate(rule, group(access()), { facts, settings }).kind).toBe('usual');
});

it('the unusual-access rule NEIGHBOR compares house numbers with neighbor.houses', () => {
  const facts = factsOf({ address: '5 Elm St, Lee' }, { address: '9 Elm St, Lee' });
  const kindWith = (houses: number) =>
    evaluate(NEIGHBOR, group(access()), { facts, settings: { neighbor: { houses } } }).kind;
  expect([kindWith(3), kindWith(4)]).toEqual(['usual', 'unusual']);
});
