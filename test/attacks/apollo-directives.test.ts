import { beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import type { Caller } from '../../gateway/platform/caller.ts';
import { executeOperation } from '../../gateway/pipeline/execute-operation.ts';
import { asObject } from '../../gateway/pipeline/respond.ts';
import type { PolicySource } from '../../gateway/access/policies/policy-source.ts';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION } from '../support/callers.ts';
import { callerOf, contextOf, createInProcessGraph } from '../support/in-process-graph.ts';
import { CLINIC, SCORES, holding, own, withDirectives } from './apollo-directives-graph.ts';

const directed = withDirectives();
const { ask } = directed;

function denied(field: string) {
  return { data: { [field]: null }, errors: [`UNAUTHORIZED_FIELD_OR_TYPE ${field}`], asked: [] };
}

function given(field: string, value: unknown) {
  return { data: { [field]: value }, errors: [], asked: [`clinic Query.${field}`] };
}

describe('@requiresScopes', () => {
  it.each<[string, readonly string[], boolean]>([
    ['no scope', [], false],
    ['one of two', ['read:a'], false],
    ['the other of two', ['read:b'], false],
    ['both', ['read:a', 'read:b'], true],
    ['the alternative', ['read:c'], true],
    ['one of two and the alternative', ['read:a', 'read:c'], true],
    ['more scopes than required', ['openid', 'read:a', 'read:b', 'write'], true],
    ['the names joined', ['read:a read:b', 'read:a,read:b'], false],
    ['another case', ['READ:C', 'Read:c'], false],
    ['a longer name', ['read:cc', 'read:c:all'], false],
    ['a shorter name', ['read:', 'read'], false],
    ['a wildcard', ['*', 'read:*'], false],
    ['a name with blanks', [' read:c', 'read:c '], false],
    ['an empty name', [''], false],
  ])(
    '[["read:a", "read:b"], ["read:c"]] requires all scopes of one list, compared exactly: %s, %j, released: %s',
    async (_what, scopes, passes) => {
      expect(await ask('{ either }', holding(scopes))).toEqual(
        passes ? given('either', 3) : denied('either'),
      );
    },
  );

  it('denies the field to a caller who has the name of the scope only as a role and as a policy', async () => {
    const caller = callerOf(['read:c'], { policies: ['read:c'] });
    expect(await ask('{ either }', caller)).toEqual(denied('either'));
  });

  it('releases a field with an empty list of scopes to a caller without scopes, as in Apollo Router', async () => {
    expect(await ask('{ anything }', holding([]))).toEqual(given('anything', 6));
  });

  it.each<[readonly string[], number | null]>([
    [[], null],
    [['read:a'], null],
    [['read:c'], null],
    [['read:a', 'read:b'], null],
    [['read:a', 'read:c'], 80],
    [['read:b', 'read:c'], 80],
  ])(
    'requires the scopes of both subgraphs for one field (read:a or read:b, and read:c): caller with %j gets %s',
    async (scopes, weight) => {
      const { data, asked } = await ask('{ patient { weight } }', holding(scopes));
      expect(data).toEqual({ patient: { weight } });
      expect(asked.some((each) => each.endsWith('Patient.weight'))).toBe(weight !== null);
    },
  );

  it('denies a field that returns an object type with @requiresScopes to a caller without the scope, and to no other', async () => {
    expect(await ask('{ mine { text } }', holding([]))).toEqual(denied('mine'));
    expect((await ask('{ mine { text } }', holding(['mine']))).data).toEqual({
      mine: { text: 'mine' },
    });
  });

  it.each([
    ['code', 'read:code', 'X'],
    ['when', 'read:when', 'now'],
  ])(
    'releases a field that returns an enum or scalar with @requiresScopes only to a caller with the scope: field %s, scope %s',
    async (field, scope, value) => {
      const query = `{ ${field} }`;
      expect(await ask(query, holding([]))).toEqual(denied(field));
      expect(await ask(query, holding([scope]))).toEqual(given(field, value));
    },
  );

  it('does not deny a field that takes an enum or scalar with @requiresScopes as an argument, as in Apollo Router', async () => {
    const query = '{ find(code: X, when: "now") }';
    expect(await ask(query, holding([]))).toEqual(given('find', 7));
  });

  it('denies a mutation to a caller without its scope before anything is sent to a subgraph', async () => {
    const query = 'mutation { wipe }';
    expect(await attempt(directed.graph, { query, caller: holding(['read:a']) })).toMatchObject({
      data: null,
      errors: ['UNAUTHORIZED_FIELD_OR_TYPE wipe'],
      denied: ['Mutation.wipe role 1'],
      asked: [],
      sent: [],
    });
    expect((await attempt(directed.graph, { query, caller: holding(['write']) })).data).toEqual({
      wipe: 8,
    });
  });
});

describe('a field with @requiresScopes whose argument names a patient', () => {
  it.each(['p1', 'p2'])(
    'is denied with UNAUTHORIZED_FIELD_OR_TYPE to a caller without the scope, in reach of the patient or not: %s',
    async (patient) => {
      const query = `{ chart(of: "${patient}") }`;
      for (const caller of [holding([]), own([])]) {
        const {
          data,
          errors,
          asked,
          denied: recorded,
        } = await attempt(directed.graph, { query, caller });
        expect({ data, errors, asked }).toEqual(denied('chart'));
        expect(recorded).toEqual(['Query.chart role 1']);
      }
    },
  );

  it('is denied as a mutation to a caller without the scope, and nothing is sent to a subgraph', async () => {
    for (const patient of ['p1', 'p2']) {
      const query = `mutation { weigh(of: "${patient}") }`;
      expect(await attempt(directed.graph, { query, caller: own([]) })).toMatchObject({
        data: null,
        errors: ['UNAUTHORIZED_FIELD_OR_TYPE weigh'],
        denied: ['Mutation.weigh role 1'],
        sent: [],
      });
    }
  });

  it('is released to a caller with the scope for a patient in reach, and is null without an error for another', async () => {
    const caller = own(['read:chart']);
    expect(await ask('{ chart(of: "p1") }', caller)).toEqual(given('chart', 9));
    const { data, errors, asked } = await ask('{ chart(of: "p2") }', caller);
    expect({ data, errors, asked }).toEqual({ data: { chart: null }, errors: [], asked: [] });
  });
});

describe('@policy', () => {
  it.each<[string, readonly string[], boolean]>([
    ['none', [], false],
    ['a name with a blank', ['on duty'], true],
    ['the words of that name', ['on', 'duty'], false],
    ['one of two', ['chief'], false],
    ['both', ['chief', 'night'], true],
    ['another case', ['On Duty'], false],
  ])(
    '[["on duty"], ["chief", "night"]] requires all policies of one list, compared exactly: %s, %j, released: %s',
    async (_what, policies, passes) => {
      expect(await ask('{ allowed }', holding([], policies))).toEqual(
        passes ? given('allowed', 4) : denied('allowed'),
      );
    },
  );

  it('denies the field to a caller who has the name of the policy only as a scope', async () => {
    expect(await ask('{ allowed }', holding(['on duty']))).toEqual(denied('allowed'));
  });

  it.each<[readonly string[], readonly string[], boolean]>([
    [['read:a'], [], false],
    [[], ['on duty'], false],
    [['read:a'], ['on duty'], true],
  ])(
    'together with @requiresScopes requires both (read:a, on duty): scopes %j, policies %j, released: %s',
    async (scopes, policies, passes) => {
      expect(await ask('{ both }', holding(scopes, policies))).toEqual(
        passes ? given('both', 5) : denied('both'),
      );
    },
  );
});

describe('a policy source (external decision point for @policy)', () => {
  const asked: (readonly string[])[] = [];
  const policySource: PolicySource = {
    fulfilled: ({ caller }, policies) => {
      asked.push(policies);
      return Promise.resolve(caller.subject === 'chief' ? ['night'] : []);
    },
    close: () => Promise.resolve(),
  };
  beforeEach(() => void asked.splice(0));

  it('is asked on each request, and adds the policies it returns to those in the token of that caller only', async () => {
    const sourced = await createInProcessGraph({ clinic: CLINIC, scores: SCORES }, AUTHORIZATION, {
      policySource,
    });
    const chief = callerOf([], { subject: 'chief', policies: ['chief'] });
    const other = callerOf([], { policies: ['chief'] });
    for (const [caller, allowed] of [
      [chief, 4],
      [other, null],
      [callerOf([], { subject: 'chief' }), null],
      [chief, 4],
    ] as const)
      expect((await attempt(sourced, { query: '{ allowed }', caller })).data).toEqual({ allowed });
    await sourced.close();
    expect(asked.map((policies) => policies.join())).toEqual(Array(4).fill('chief,night,on duty'));
  });

  it('is not called if no @policy is used in the graph', async () => {
    const plain = await createInProcessGraph(
      { a: { sdl: 'type Query { a: Int }', resolvers: { Query: { a: () => 1 } } } },
      AUTHORIZATION,
      { policySource },
    );
    expect((await attempt(plain, { query: '{ a }', caller: callerOf([]) })).data).toEqual({ a: 1 });
    await plain.close();
    expect(asked).toEqual([]);
  });
});

describe('@authenticated', () => {
  it('releases a field to an authenticated caller without roles, scopes or policies', async () => {
    expect(await ask('{ known }', callerOf([]))).toEqual(given('known', 2));
  });
});

describe('@phi and @role together with Apollo’s access control directives', () => {
  const query = '{ patient { ssn note } }';
  it.each<[string, Caller, object]>([
    ['the role without the scopes gets neither field', holding([]), { ssn: null, note: null }],
    [
      'the scopes without the role get neither field',
      callerOf(['research'], { scopes: ['read:ssn', 'read:note'] }),
      { ssn: null, note: null },
    ],
    [
      'the role with the scopes gets both fields in full',
      holding(['read:ssn', 'read:note']),
      { ssn: '999-00-0000', note: 'text' },
    ],
    [
      'a role that sees ssn de-identified, with its scope, gets the last 4 digits',
      callerOf(['clerk'], { scopes: ['read:ssn', 'read:note'] }),
      { ssn: '0000', note: null },
    ],
    [
      'a role that sees ssn de-identified, without its scope, gets neither field',
      callerOf(['clerk'], { scopes: ['read:note'] }),
      { ssn: null, note: null },
    ],
  ])('release a field only if all of them are met: %s', async (_who, caller, patient) => {
    const result = await attempt(directed.graph, { query, caller });
    expect(result.data).toEqual({ patient });
    expect(result.asked.filter((each) => /ssn|note/.test(each))).toHaveLength(
      Object.values(patient).filter((value) => value !== null).length,
    );
  });

  it('record the release of a field with @phi, and not of fields with scopes alone', async () => {
    const caller = holding(['read:id', 'read:ssn', 'read:a', 'read:c']);
    const { released } = await attempt(directed.graph, {
      query: '{ known either patient { id ssn weight height } }',
      caller,
    });
    expect(released).toEqual(['Patient.ssn full p1 p1']);
  });
});

describe('callers with the same roles and different scopes', () => {
  const query = 'query Q { either known }';
  const WHO: readonly (readonly [Caller, number | null])[] = [
    [holding(['read:c']), 3],
    [holding(['read:a']), null],
    [holding([]), null],
    [holding(['read:a', 'read:b']), 3],
    [holding([], ['read:c']), null],
  ];

  it('do not share cached decisions, plans or results between consecutive requests', async () => {
    for (const [caller, either] of [...WHO, ...WHO.toReversed()])
      expect((await ask(query, caller)).data).toEqual({ either, known: 2 });
  });

  it('do not share cached decisions, plans or results between concurrent requests', async () => {
    const all = [...WHO, ...WHO, ...WHO];
    const answers = await Promise.all(all.map(([caller]) => directed.graph.run({ query, caller })));
    expect(answers.map(({ data }) => JSON.parse(JSON.stringify(data ?? null)))).toEqual(
      all.map(([, either]) => ({ either, known: 2 })),
    );
  });
});

describe('introspection with access control directives', () => {
  it('shows a caller only the fields that their scopes and policies allow', async () => {
    const query = '{ visibleFields: __type(name: "Query") { fields { name } } }';
    const visibleFields = async (caller: Caller): Promise<readonly string[]> => {
      const { data } = await executeOperation(
        { ...directed.graph.parts, introspection: true },
        {
          document: parse(query),
          queryHash: query,
          operationName: null,
          reportsCost: false,
          variables: null,
          context: contextOf(caller),
        },
        asObject,
      );
      return (data as { visibleFields: { fields: { name: string }[] } }).visibleFields.fields.map(
        ({ name }) => name,
      );
    };
    const open = ['things', 'plain', 'known', 'anything', 'find'];
    expect(await visibleFields(holding([]))).toEqual(open);
    const more = await visibleFields(holding(['read:c', 'read:a'], ['on duty']));
    expect(more.filter((name) => !open.includes(name))).toEqual([
      'patient',
      'either',
      'allowed',
      'both',
    ]);
    expect(await visibleFields(holding([]))).toEqual(open);
  });
});

describe('an alias with the name of another field', () => {
  it('is released or denied as the field that it stands for', async () => {
    const { data, asked } = await ask('{ either: plain plain: either }', holding([]));
    expect(data).toEqual({ either: 1, plain: null });
    expect(asked).toEqual(['clinic Query.plain']);
  });
});

describe('the setting unmarked: deny', () => {
  it('releases a field with @authenticated or with scopes that the caller has, and denies one without directives or with an empty scope list', async () => {
    const strict = await createInProcessGraph(
      { clinic: CLINIC, scores: SCORES },
      { ...AUTHORIZATION, unmarked: 'deny' },
    );
    const query = '{ plain known either anything }';
    const { data } = await attempt(strict, { query, caller: holding(['read:c']) });
    await strict.close();
    expect(data).toEqual({ plain: null, known: 2, either: 3, anything: null });
  });
});
