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
} from '../../../../gateway/access/custom-rules/shield-for-operators.ts';
import { createEvaluableRule } from '../../../../gateway/access/custom-rules/create-evaluable-rule.ts';
import type { RuleFault } from '../../../../gateway/access/custom-rules/evaluable-rule.ts';
import { parseRule } from '../../../../gateway/access/custom-rules/parse-rule.ts';
import { createCancelSignal } from '../../../../gateway/platform/cancel-signal.ts';
import type { RequestContext } from '../../../../gateway/platform/request-context.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

const make = (decide: (parent: never, args: never) => unknown) => rule()(decide as never);
const allow = make(() => true);
const deny = make(() => false);
const throws = make(() => {
  throw new Error('PHI in a message');
});
const pending = make(() => new Promise(() => undefined));
const short = inputRule()((yup) => yup.object({ text: yup.string().max(2) }));

async function holds(
  foreign: object,
  args: object = {},
  faults: RuleFault[] = [],
  {
    startedAt = performance.now(),
    ...context
  }: Partial<RequestContext> & { readonly startedAt?: number } = {},
): Promise<boolean | null> {
  const parsed = parseRule(foreign);
  if (!parsed) return null;
  const asked = createEvaluableRule({ rule: parsed, requires: [], timeoutMs: 20 });
  const question = { parent: {}, args: { ...args }, type: 'Patient', field: 'nick' };
  return asked.holds(question, {
    context: contextOf(callerOf([]), context),
    onRuleFault: (_context, fault) => faults.push(fault),
    startedAt,
  });
}

describe('a custom rule of the operator', () => {
  it.each<[string, object]>([
    ['returns false', deny],
    ['throws', throws],
    ['rejects', make(() => Promise.reject(new Error('x')))],
    ['returns a string', make(() => 'true')],
    ['returns an error', make(() => new Error('x'))],
    ['returns undefined', make(() => undefined)],
    ['returns 1', make(() => 1)],
    ['returns an object', make(() => ({}))],
    ['never settles', pending],
    ['negates a rule that throws', not(throws)],
    ['negates a rule that never settles', not(pending)],
    ['negates a rule that returns undefined', not(make(() => undefined))],
    ['negates a rule that allows', not(allow)],
    ['negates an and() in which a rule throws', not(and(allow, throws))],
    ['is an or() of two rules that throw', or(throws, throws)],
    ['is an or() of two rules that deny', or(deny, deny)],
    ['is an and() in which a rule throws', and(allow, throws)],
    ['is a chain() in which a rule denies', chain(allow, deny, allow)],
    ['is a chain() in which a rule throws', chain(allow, throws)],
    ['is a race() in which no rule allows', race(deny, deny)],
    ['is a race() in which the first rule throws', race(throws, allow)],
    ['is the predefined rule deny', never],
    [
      'is an and() of an inputRule() that the arguments do not fit',
      and(inputRule()((yup) => yup.object({ text: yup.string().required() }))),
    ],
  ])('denies if it %s', async (_what, foreign) => {
    expect(await holds(foreign)).toBe(false);
  });

  it.each<[string, object]>([
    ['returns true', allow],
    ['resolves to true', make(() => Promise.resolve(true))],
    ['is the predefined rule allow', always],
    ['negates a rule that denies', not(deny)],
    ['negates a rule that returns a string', not(make(() => 'no'))],
    ['negates an and() in which a rule denies', not(and(deny, throws))],
    ['is an or() in which one rule allows', or(throws, allow)],
    ['is a chain() in which all rules allow', chain(allow, allow)],
    ['is a race() in which one rule allows', race(deny, allow)],
    ['is an inputRule() whose schema the arguments match', short],
  ])('allows if it %s', async (_what, foreign) => {
    expect(await holds(foreign)).toBe(true);
  });

  it.each<[string, object, Partial<RuleFault>]>([
    ['throws', rule('isOwner')(() => Promise.reject(new RangeError('PHI'))), { reason: 'THREW' }],
    ['returns no valid result', rule('isOwner')(() => 1 as never), { reason: 'INVALID_RESULT' }],
    [
      'throws below an or() that another rule decides',
      or(
        allow,
        rule('isOwner')(() => {
          throw new RangeError('PHI');
        }),
      ),
      { reason: 'THREW' },
    ],
    [
      'never settles',
      rule('isOwner')(() => new Promise<never>(() => undefined)),
      { reason: 'TIMED_OUT', rule: null },
    ],
    ['throws and has no name', throws, { reason: 'THREW', rule: null }],
  ])(
    'is reported with its field, its name and the reason if it %s',
    async (...[, foreign, fault]) => {
      const faults: RuleFault[] = [];
      await holds(foreign, {}, faults);
      expect(faults).toEqual([
        expect.objectContaining({ coordinate: 'Patient.nick', rule: 'isOwner', ...fault }),
      ]);
    },
  );

  it.each<[string, object]>([
    ['denies', deny],
    ['allows', allow],
    ['denies with a text', make(() => 'no')],
    ['denies with an error', make(() => new Error('no'))],
  ])('is not reported if it %s', async (_what, foreign) => {
    const faults: RuleFault[] = [];
    await holds(foreign, {}, faults);
    expect(faults).toEqual([]);
  });

  it('has a signal that aborts at its deadline and not before, and is reported once though it then throws', async () => {
    const signals: AbortSignal[] = [];
    const faults: RuleFault[] = [];
    const waits = rule()((_parent, _args, { signal }: { readonly signal: AbortSignal }) => {
      signals.push(signal);
      expect(signal.aborted).toBe(false);
      return new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      });
    });
    expect(await holds(waits, {}, faults)).toBe(false);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(faults.map(({ reason }) => reason)).toEqual(['TIMED_OUT']);
  });

  it('is not called, denies and is reported once the rules evaluated with it have taken ten times its time', async () => {
    let calls = 0;
    const counts = make(() => {
      calls += 1;
      return true;
    });
    const faults: RuleFault[] = [];
    expect(await holds(counts, {}, faults, { startedAt: performance.now() - 200 })).toBe(false);
    expect([calls, faults.map(({ reason }) => reason)]).toEqual([0, ['TIMED_OUT']]);
    expect(await holds(counts, {}, faults, { startedAt: performance.now() - 100 })).toBe(true);
  });

  it('is not called, and denies, once the client is gone', async () => {
    const { signal: clientGone, cancel } = createCancelSignal();
    cancel();
    let calls = 0;
    const counts = make(() => {
      calls += 1;
      return true;
    });
    expect(await holds(counts, {}, [], { clientGone })).toBe(false);
    expect(calls).toBe(0);
  });

  it('evaluates a chain() only until a rule denies, and a race() only until one allows', async () => {
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

  it('denies if it is an inputRule() and an argument of the field does not match its schema', async () => {
    expect(await holds(short, { text: 'abc' })).toBe(false);
  });

  it.each<[string, unknown]>([
    ['a function', () => true],
    ['null', null],
    ['a string', 'allow'],
    ['an object', { resolve: () => true }],
    ['an and() without rules', and()],
    ['an and() of something other than rules', and({ resolve: () => true } as never)],
  ])('is not accepted if it is %s', (_what, value) => {
    expect(parseRule(value)).toBeNull();
  });
});
