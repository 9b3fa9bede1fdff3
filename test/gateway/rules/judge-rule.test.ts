import { describe, expect, it } from '@jest/globals';
import {
  allow as always,
  and,
  chain,
  deny as never,
  inputRule,
  not,
  or,
  race,
  rule,
} from '../../../gateway/rules/shield-for-operators.ts';
import { createAskedRule } from '../../../gateway/rules/create-asked-rule.ts';
import { parseRule } from '../../../gateway/rules/parse-rule.ts';
import { callerOf, contextOf } from '../../support/in-process-graph.ts';

const make = (decide: (parent: never, args: never) => unknown) => rule()(decide as never);
const allow = make(() => true);
const deny = make(() => false);
const throws = make(() => {
  throw new Error('PHI in a message');
});
const pending = make(() => new Promise(() => undefined));
const short = inputRule()((yup) => yup.object({ text: yup.string().max(2) }));

async function holds(foreign: object, args: object = {}): Promise<boolean | null> {
  const parsed = parseRule(foreign);
  if (!parsed) return null;
  const asked = createAskedRule({ rule: parsed, requires: [], timeoutMs: 20 });
  const question = { parent: {}, args: { ...args }, type: 'Patient', field: 'nick' };
  return asked.holds(question, contextOf(callerOf([])));
}

describe('a rule of the operator', () => {
  it.each<[string, object]>([
    ['denies', deny],
    ['throws', throws],
    ['rejects', make(() => Promise.reject(new Error('x')))],
    ['answers with a text', make(() => 'true')],
    ['answers with an error', make(() => new Error('x'))],
    ['answers with nothing', make(() => undefined)],
    ['answers with one', make(() => 1)],
    ['answers with an object', make(() => ({}))],
    ['never answers', pending],
    ['is not of one that throws', not(throws)],
    ['is not of one that never answers', not(pending)],
    ['is not of one that answers with nothing', not(make(() => undefined))],
    ['is not of one that allows', not(allow)],
    ['is not of all, one of which throws', not(and(allow, throws))],
    ['is one of two that throw', or(throws, throws)],
    ['is one of two that deny', or(deny, deny)],
    ['is all of one that allows and one that throws', and(allow, throws)],
    ['is a chain that breaks', chain(allow, deny, allow)],
    ['is a chain that faults', chain(allow, throws)],
    ['is a race that nobody wins', race(deny, deny)],
    ['is a race in which one throws first', race(throws, allow)],
    ['is deny', never],
    [
      'checks inputs that do not pass',
      and(inputRule()((yup) => yup.object({ text: yup.string().required() }))),
    ],
  ])('does not hold where it %s', async (_what, foreign) => {
    expect(await holds(foreign)).toBe(false);
  });

  it.each<[string, object]>([
    ['allows', allow],
    ['allows later', make(() => Promise.resolve(true))],
    ['is allow', always],
    ['is not of one that denies', not(deny)],
    ['is not of one that answers with a text', not(make(() => 'no'))],
    ['is not of all, one of which denies', not(and(deny, throws))],
    ['is one of two', or(throws, allow)],
    ['is a chain that holds', chain(allow, allow)],
    ['is a race that somebody wins', race(deny, allow)],
    ['checks inputs that pass', short],
  ])('holds where it %s', async (_what, foreign) => {
    expect(await holds(foreign)).toBe(true);
  });

  it('asks a chain and a race no further than they need', async () => {
    const asked: string[] = [];
    const say = (name: string, answer: boolean) =>
      make(() => {
        asked.push(name);
        return answer;
      });
    await holds(chain(say('a', true), say('b', false), say('c', true)));
    await holds(race(say('d', false), say('e', true), say('f', true)));
    expect(asked).toEqual(['a', 'b', 'd', 'e']);
  });

  it('sees the arguments', async () => {
    expect(await holds(short, { text: 'abc' })).toBe(false);
  });

  it.each<[string, unknown]>([
    ['a function', () => true],
    ['nothing', null],
    ['a text', 'allow'],
    ['an object', { resolve: () => true }],
    ['all of no rules', and()],
    ['all of what is no rule', and({ resolve: () => true } as never)],
  ])('is not %s', (_what, value) => {
    expect(parseRule(value)).toBeNull();
  });
});
