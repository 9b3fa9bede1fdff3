import { describe, expect, it } from '@jest/globals';
import type { SurveillanceRule } from '../../../../gateway/reports/surveillance/rule.ts';
import { CO_WORKER } from '../../../../gateway/reports/surveillance/rules/co-worker.ts';
import { DECEASED } from '../../../../gateway/reports/surveillance/rules/deceased.ts';
import { SAME_ADDRESS } from '../../../../gateway/reports/surveillance/rules/same-address.ts';
import { SAME_SURNAME } from '../../../../gateway/reports/surveillance/rules/same-surname.ts';
import { SELF } from '../../../../gateway/reports/surveillance/rules/self.ts';
import { access, factsOf, group, evaluate } from './groups.ts';

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
  ];

describe.each(TABLE)('the unusual-access rule %s', (_name, rule, cases) => {
  it.each(cases)('evaluates %s', (_what, actor, patient, expected) => {
    const facts = factsOf(actor, patient);
    expect(evaluate(rule, group(access()), { facts }).kind).toBe(expected);
  });

  const found = cases.find(([, , , is]) => is === 'unusual');
  const facts = factsOf(found?.[1] ?? null, found?.[2] ?? null);

  it('evaluates reads and writes of patients to their own record as usual', () => {
    const own = access({ relations: ['self'], roles: ['patient'] });
    const write = access({ kind: 'intent', relations: [], roles: ['patient'] });
    expect(evaluate(rule, group(own), { facts }).kind).toBe('usual');
    expect(evaluate(rule, group(own, write), { facts }).kind).toBe('usual');
  });

  it('evaluates an access through a care team as unusual even if the same caller also had access as the patient, and gives only the leaf of the care-team access as evidence', () => {
    const own = access({ relations: ['self'], leaf: 7 });
    const other = access({ relations: ['care-team'], leaf: 8 });
    expect(evaluate(rule, group(own, other), { facts })).toMatchObject({
      kind: 'unusual',
      leaves: [8],
    });
  });

  it('evaluates an unreleased response as usual', () => {
    expect(evaluate(rule, group(access({ isReleased: false })), { facts }).kind).toBe('usual');
  });

  it('evaluates a de-identified access as usual, and leaves it out of the evidence if there is also an access to full data', () => {
    const blurred = access({ isDeidentified: true });
    expect(evaluate(rule, group(blurred), { facts }).kind).toBe('usual');
    const both = group(blurred, access({ leaf: 8 }));
    expect(evaluate(rule, both, { facts })).toMatchObject({ kind: 'unusual', leaves: [8] });
  });

  it('gives a reason that does not reveal the compared values', () => {
    const result = evaluate(rule, group(access()), { facts });
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
