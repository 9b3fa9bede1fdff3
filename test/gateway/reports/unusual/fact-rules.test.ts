import { describe, expect, it } from '@jest/globals';
import type { Rule } from '../../../../gateway/reports/unusual/rule.ts';
import { CO_WORKER } from '../../../../gateway/reports/unusual/rules/co-worker.ts';
import { DECEASED } from '../../../../gateway/reports/unusual/rules/deceased.ts';
import { SAME_ADDRESS } from '../../../../gateway/reports/unusual/rules/same-address.ts';
import { SAME_SURNAME } from '../../../../gateway/reports/unusual/rules/same-surname.ts';
import { SELF } from '../../../../gateway/reports/unusual/rules/self.ts';
import { access, factsOf, group, judge } from './groups.ts';

type ActorFacts = Parameters<typeof factsOf>[0];
type PatientFacts = Parameters<typeof factsOf>[1];

type Case = readonly [what: string, actor: ActorFacts, patient: PatientFacts, is: string];

const TABLE: readonly (readonly [name: string, rule: Rule, cases: readonly Case[]])[] = [
  [
    'SELF',
    SELF,
    [
      ["the actor's own record", { patient: 'p1' }, null, 'unusual'],
      ["somebody else's record", { patient: 'p2' }, null, 'usual'],
      ['an actor who has no record', { patient: null }, null, 'usual'],
      ['an actor whom nobody knows', null, null, 'not known'],
      ['an actor whose record nobody tells', { surname: 'Low' }, null, 'not known'],
    ],
  ],
  [
    'SAME_SURNAME',
    SAME_SURNAME,
    [
      ['one surname', { surname: 'Low' }, { surname: 'Low' }, 'unusual'],
      ['one surname in another case', { surname: 'LOW' }, { surname: 'low ' }, 'unusual'],
      ['one surname without its accent', { surname: 'Peña' }, { surname: 'Pena' }, 'unusual'],
      ['one with a hyphen', { surname: 'Low-Ray' }, { surname: 'Low Ray' }, 'unusual'],
      ['a longer surname', { surname: 'Low' }, { surname: 'Lowe' }, 'usual'],
      ['one of two surnames', { surname: 'Low' }, { surname: 'Low Ray' }, 'usual'],
      ['no letters at all', { surname: '-' }, { surname: '--' }, 'usual'],
      ['a patient without one', { surname: 'Low' }, { surname: null }, 'usual'],
      ['an actor without one, a patient unknown', { surname: null }, null, 'usual'],
      ['a patient whom nobody knows', { surname: 'Low' }, null, 'not known'],
      ['an actor whom nobody knows', null, { surname: 'Low' }, 'not known'],
      ['oneself', { surname: 'Low', patient: 'p1' }, { surname: 'Low' }, 'usual'],
    ],
  ],
  [
    'SAME_ADDRESS',
    SAME_ADDRESS,
    [
      ['one address', { address: '5 Elm St, Lee' }, { address: '5 Elm St, Lee' }, 'unusual'],
      [
        'one with other commas',
        { address: '5 Elm St., Lee' },
        { address: '5 elm st Lee' },
        'unusual',
      ],
      ['the house next door', { address: '5 Elm St, Lee' }, { address: '55 Elm St, Lee' }, 'usual'],
      [
        'the same number elsewhere',
        { address: '5 Elm St, Lee' },
        { address: '5 Elm St, Ely' },
        'usual',
      ],
      ['a patient without one', { address: '5 Elm St' }, { address: null }, 'usual'],
      ['a patient whom nobody knows', { address: '5 Elm St' }, {}, 'not known'],
      ['oneself', { address: '5 Elm', patient: 'p1' }, { address: '5 Elm' }, 'usual'],
    ],
  ],
  [
    'CO_WORKER',
    CO_WORKER,
    [
      ['one employer', { employer: 'o1' }, { employer: 'o1' }, 'unusual'],
      ['another employer', { employer: 'o1' }, { employer: 'o2' }, 'usual'],
      ['an id in another case', { employer: 'o1' }, { employer: 'O1' }, 'usual'],
      ['two without an employer', { employer: null }, { employer: null }, 'usual'],
      ['two whose ids are empty', { employer: '' }, { employer: '' }, 'usual'],
      [
        'a patient whose employer nobody tells',
        { employer: 'o1' },
        { surname: 'Low' },
        'not known',
      ],
      ['oneself', { employer: 'o1', patient: 'p1' }, { employer: 'o1' }, 'usual'],
    ],
  ],
  [
    'DECEASED',
    DECEASED,
    [
      ['a death long ago', null, { died: '2024-05-01' }, 'unusual'],
      ['a death 31 days before', null, { died: '2025-12-14' }, 'unusual'],
      ['a death 30 days before', null, { died: '2025-12-15' }, 'usual'],
      ['a death with its time', null, { died: '2024-05-01T10:00:00Z' }, 'unusual'],
      ['a death that is still to come', null, { died: '2026-05-01' }, 'usual'],
      ['the living', null, { died: null }, 'usual'],
      ['a date that is none', null, { died: 'May' }, 'not known'],
      ['a patient whom nobody knows', null, null, 'not known'],
    ],
  ],
];

describe.each(TABLE)('%s', (_name, rule, cases) => {
  it.each(cases)('takes %s', (_what, actor, patient, is) => {
    const facts = factsOf(actor, patient);
    expect(judge(rule, group(access()), { facts }).is).toBe(is);
  });

  const found = cases.find(([, , , is]) => is === 'unusual');
  const facts = factsOf(found?.[1] ?? null, found?.[2] ?? null);

  it('finds nothing in what a patient does with their own record', () => {
    const own = access({ relations: ['self'], roles: ['patient'] });
    const write = access({ kind: 'intent', relations: [], roles: ['patient'] });
    expect(judge(rule, group(own), { facts }).is).toBe('usual');
    expect(judge(rule, group(own, write), { facts }).is).toBe('usual');
  });

  it('finds what was done by another role on the same day, and names those records alone', () => {
    const own = access({ relations: ['self'], leaf: 7 });
    const other = access({ relations: ['care-team'], leaf: 8 });
    expect(judge(rule, group(own, other), { facts })).toMatchObject({ is: 'unusual', leaves: [8] });
  });

  it('finds nothing in what never left', () => {
    expect(judge(rule, group(access({ isReleased: false })), { facts }).is).toBe('usual');
  });

  it('tells none of the values', () => {
    const judged = judge(rule, group(access()), { facts });
    const values = [found?.[1], found?.[2]].flatMap((each) => Object.values(each ?? {}));
    const text = judged.is === 'unusual' ? judged.text : '';
    expect(text).not.toBe('');
    for (const value of values) expect(text).not.toContain(value);
  });
});

it('DECEASED waits as long as it is told to', () => {
  const facts = factsOf(null, { died: '2026-01-10' });
  const settings = { deceased: { days: 3 } };
  expect(judge(DECEASED, group(access()), { facts, settings }).is).toBe('unusual');
  expect(judge(DECEASED, group(access()), { facts, settings: { deceased: { days: 4 } } }).is).toBe(
    'usual',
  );
});
