import { describe, expect, it } from '@jest/globals';
import { buildSchema, execute, parse } from 'graphql';
import {
  allow,
  and,
  fieldRule,
  guardFields,
  holds,
  or,
  parseShield,
  rule,
} from '../../../directives/policy/shield.ts';
import { applyGuard } from '../../../gateway/reports/api/apply-guard.ts';
import { ruleCaller } from '../../support/rule-caller.ts';

const caller = ruleCaller([]);
const yes = rule('yes', () => true);

/** What a package has to export. */
const KNOWN = { rule: String, and: String, or: String, shield: String, allow: {}, deny: {} };

describe('graphql-shield rules run by the gateway', () => {
  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['returns a string', () => 'true'],
    ['returns an error', () => new Error('no')],
    ['returns 1', () => 1],
    ['returns nothing', () => undefined],
    ['returns false', () => false],
  ])('deny when a rule %s', async (_how, answer) => {
    const bad = rule('bad', answer as () => boolean);
    expect(await holds(bad, caller)).toBe(false);
    expect(await holds(and([yes, bad]), caller)).toBe(false);
    expect(await holds(and([bad, yes]), caller)).toBe(false);
  });

  it('allow if every rule returns true, synchronously or asynchronously', async () => {
    const later = rule('later', () => Promise.resolve(true));
    expect(await holds(and([yes, later]), caller)).toBe(true);
  });

  it('deny if and() is given no rules', async () => {
    expect(await holds(and([]), caller)).toBe(false);
  });

  it.each([1, 'true', {}, null])(
    'deny if graphql-shield itself resolves to anything but true: %j',
    async (answer) => {
      expect(await holds({ resolve: () => Promise.resolve(answer) }, caller)).toBe(false);
    },
  );

  it('do not share cached results between rules of the same name', async () => {
    expect(
      await holds(
        rule('same', () => true),
        caller,
      ),
    ).toBe(true);
    expect(
      await holds(
        rule('same', () => false),
        caller,
      ),
    ).toBe(false);
  });

  it.each([
    null,
    'shield',
    {},
    { ...KNOWN, and: null },
    { ...KNOWN, rule: null },
    { ...KNOWN, or: null },
    { ...KNOWN, shield: null },
    { ...KNOWN, allow: undefined },
    { ...KNOWN, deny: undefined },
  ])(
    'are refused with a TypeError if their package lacks an export of graphql-shield: %j',
    (loaded) => {
      expect(() => parseShield(loaded)).toThrow(TypeError);
    },
  );
});

it('a package that exports the functions and rules of graphql-shield is accepted', () => {
  expect(parseShield(KNOWN)).toBe(KNOWN);
});

describe('resolvers protected by graphql-shield rules', () => {
  interface Asker {
    readonly name: string;
    readonly denied: string[];
  }
  const isAda = fieldRule('isAda', ({ name }: Asker) => name === 'ada');
  const asksForOwn = fieldRule('asksForOwn', ({ name }: Asker, { of }) => of === name);
  const resolved: string[] = [];

  const ask = async (query: string, name: string) => {
    const guard = guardFields<Asker>(
      { Query: { secret: isAda, note: or(isAda, asksForOwn), open: allow, box: allow } },
      ({ coordinate, args, context }) => {
        context.denied.push(`${coordinate} ${JSON.stringify(args)}`);
        return new Error('denied');
      },
    );
    const schema = applyGuard(
      buildSchema(`
        type Query { secret: String note(of: String): String open: String forgotten: String box: Box }
        type Box { content: String }
      `),
      guard,
    );
    const denied: string[] = [];
    resolved.length = 0;
    const resolve = (field: string) => () => {
      resolved.push(field);
      if (field === 'open' && name === 'thrower') throw new Error('its own');
      return field;
    };
    const { data, errors } = await execute({
      schema,
      document: parse(query),
      contextValue: { name, denied },
      rootValue: {
        ...Object.fromEntries(['secret', 'note', 'open', 'forgotten'].map((f) => [f, resolve(f)])),
        box: { content: 'held' },
      },
    });
    return { data, errors: errors?.map(({ message }) => message), denied };
  };

  it('are called only for fields that their rules allow', async () => {
    expect(await ask('{ secret }', 'ada')).toEqual({
      data: { secret: 'secret' },
      errors: undefined,
      denied: [],
    });
    expect(await ask('{ secret note(of: "eve") open }', 'bob')).toEqual({
      data: { secret: null, note: null, open: 'open' },
      errors: ['denied', 'denied'],
      denied: ['Query.secret {}', 'Query.note {"of":"eve"}'],
    });
    expect(resolved).toEqual(['open']);
    expect((await ask('{ note(of: "bob") }', 'bob')).data).toEqual({ note: 'note' });
  });

  it('are not called for fields without a rule of their own, which are denied', async () => {
    const { data, denied } = await ask('{ forgotten box { content } }', 'ada');
    expect(data).toEqual({ forgotten: null, box: { content: null } });
    expect(denied).toEqual(['Query.forgotten {}', 'Box.content {}']);
  });

  it('can throw errors that reach the caller unchanged', async () => {
    expect(await ask('{ open }', 'thrower')).toMatchObject({ errors: ['its own'], denied: [] });
  });
});
