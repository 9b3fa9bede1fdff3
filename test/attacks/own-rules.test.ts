import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { not, rule } from '../../gateway/access/custom-rules/shield-for-operators.ts';
import { createCancelSignal } from '../../gateway/platform/cancel-signal.ts';
import { attempt, type Attempt } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, callerWithoutRoles, research } from '../support/callers.ts';
import { CLINIC } from '../support/clinic.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';

interface Context {
  readonly caller: { readonly subject: string; readonly roles: readonly string[] };
  readonly signal: AbortSignal;
}

const seen: unknown[] = [];
const make = (decide: (parent: never, args: never, context: Context) => unknown) =>
  rule({ cache: 'no_cache' })(decide as never);
const allow = make(() => true);
const deny = make(() => false);
const throws = make(() => {
  throw new Error('PHI in a message');
});

/** Runs a query on a graph with a tree of custom rules. */
async function asked(tree: object, query: string, caller = doctor): Promise<Attempt> {
  const graph = await createInProcessGraph(CLINIC, AUTHORIZATION, { rules: tree });
  try {
    return await attempt(graph, { query, caller });
  } finally {
    await graph.close();
  }
}
const NICK = '{ patients(first: 1) { id nick } }';

describe('a custom rule that does not return true', () => {
  it.each<[string, object]>([
    ['returns false', deny],
    ['throws', throws],
    ['never answers', make(() => new Promise(() => undefined))],
    ['negates a rule that throws', not(throws)],
  ])(
    'denies its field, which is not fetched, and the denial is recorded: the rule %s',
    async (_what, nick) => {
      const { data, errors, asked: sent, denied } = await asked({ Patient: { nick } }, NICK);
      expect(data).toEqual({ patients: [{ id: 'p1', nick: null }] });
      expect(errors).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE patients.@.nick']);
      expect(sent).not.toContain('people Patient.nick');
      expect(denied).toEqual(['Patient.nick rule 1']);
    },
  );
});

describe('a custom rule that allows a field', () => {
  it('gives no more access than @role: none without roles, and only the de-identified value to a clerk', async () => {
    const tree = { Patient: allow, Query: allow, Doctor: allow };
    const { data } = await asked(tree, '{ patients(first: 1) { ssn } }', callerWithoutRoles);
    expect(data).toEqual({ patients: [] });
    const clerks = await asked(tree, '{ patients(first: 1) { ssn } }', clerk);
    expect(clerks.data).toEqual({ patients: [{ ssn: '0000' }] });
  });
});

describe('a custom rule that requires other fields of the object', () => {
  let graph: InProcessGraph;
  const mine = make((parent, _args, { caller }) => {
    seen.push(structuredClone(parent));
    return (parent as { nick: string }).nick === caller.subject;
  });
  beforeAll(async () => {
    graph = await createInProcessGraph(CLINIC, AUTHORIZATION, {
      rules: {
        Patient: {
          ssn: { rule: mine, requires: '{ nick }' },
          risk: { rule: mine, requires: '{ nick doctor { license } }' },
          doctor: { rule: make(({ id }: { id: string }) => id === 'p2'), requires: '{ id }' },
        },
        Being: {
          name: rule({ fragment: 'fragment B on Being { id }' })(
            (parent: { id: string }) => parent.id !== 'p1',
          ),
        },
        Lab: {
          value: {
            rule: make(({ code }: { code: string }) => code === 'never'),
            requires: '{ code }',
          },
        },
      },
    });
  });
  afterAll(() => graph.close());
  const caller = { ...doctor, subject: 'nick1' };

  it('decides object by object, and the required fields are not released', async () => {
    seen.length = 0;
    const { data, errors, released, denied } = await attempt(graph, {
      query: '{ patients(first: 3) { id ssn } }',
      caller,
    });
    expect(data).toEqual({
      patients: [
        { id: 'p1', ssn: null },
        { id: 'p2', ssn: '999-00-0001' },
        { id: 'p3', ssn: null },
      ],
    });
    expect(errors).toEqual([
      'UNAUTHORIZED_FIELD_OR_TYPE patients.0.ssn',
      'UNAUTHORIZED_FIELD_OR_TYPE patients.2.ssn',
    ]);
    expect(released).toEqual(['Patient.ssn full p2 p2']);
    expect(denied).toEqual(['Patient.ssn rule 2']);
    expect(seen).toEqual([{ nick: 'nick0' }, { nick: 'nick1' }, expect.anything()]);
  });

  it.each([
    ['an alias', '{ patients(first: 1) { nick: label(text: "nick1") ssn } }'],
    ['another field under the required name', '{ patients(first: 1) { nick: id ssn } }'],
    [
      'several aliases of the required name',
      '{ patients(first: 1) { x: nick nick: doctor { id } ssn } }',
    ],
  ])(
    'reads the field that it requires, whatever the client selects under that name: %s',
    async (_what, query) => {
      const { data } = await attempt(graph, { query, caller });
      expect(data).toMatchObject({ patients: [{ ssn: null }] });
    },
  );

  it('reads required fields that the caller may not see', async () => {
    seen.length = 0;
    const { data } = await attempt(graph, {
      query: '{ patients(first: 2) { risk } }',
      caller,
    });
    expect(data).toEqual({ patients: [{ risk: null }, { risk: 1 }] });
    expect(seen[0]).toMatchObject({ nick: 'nick0', doctor: { license: expect.any(String) } });
  });

  it('applies a custom rule on an interface to an implementer through the interface, its own type and a fragment', async () => {
    const query =
      '{ beings { name } patients(first: 2) { name } node(id: "p1") { ... on Being { name } } }';
    const { data } = await attempt(graph, { query, caller });
    expect(data).toMatchObject({
      patients: [{ name: null }, { name: 'Name1 Family1' }],
      node: { name: null },
    });
    expect((data as { beings: { name: string | null }[] }).beings[0]).toEqual({ name: null });
  });

  it('nulls the whole response if it denies a field that is non-null up to the root, and nothing is recorded as released', async () => {
    const { data, released } = await attempt(graph, {
      query: '{ patients(first: 1) { id labs(n: 2) { id value } } }',
      caller,
    });
    expect(data).toBeNull();
    expect(released).toEqual([]);
  });

  it('denies its field if the subgraph returns null for a required field', async () => {
    graph.tamper((subgraph, body) =>
      subgraph === 'people'
        ? body.replaceAll(/"_phi_0_Patient_nick":"[^"]*"/g, '"_phi_0_Patient_nick":null')
        : body,
    );
    const { data } = await attempt(graph, { query: '{ patients(first: 2) { ssn } }', caller });
    graph.tamper(null);
    expect(data).toEqual({ patients: [{ ssn: null }, { ssn: null }] });
  });

  it('denies an object with everything below it by a custom rule on the field that returns it', async () => {
    const { data } = await attempt(graph, {
      query: '{ patients(first: 2) { doctor { id } } }',
      caller,
    });
    expect(data).toEqual({ patients: [{ doctor: null }, { doctor: { id: 'd1' } }] });
  });
});

describe('a custom rule on a root field', () => {
  const tree = {
    Query: {
      patient: make((_parent, { id }: { id: string }) => id === 'p1'),
      '*': allow,
    },
  };
  it('decides on the argument values before anything is sent to a subgraph', async () => {
    const denied = await asked(tree, '{ patient(id: "p2") { nick } }');
    expect(denied).toMatchObject({ data: { patient: null }, sent: [] });
    const given = await asked(tree, '{ patient(id: "p1") { nick } count }', research);
    expect(given.data).toMatchObject({ patient: { nick: 'nick0' } });
  });

  it('receives a frozen context with the subject and the roles of the caller', async () => {
    const spy = make((_parent, _args, context) => {
      seen.push(context);
      return Object.isFrozen(context) && Object.isFrozen(context.caller.roles);
    });
    seen.length = 0;
    await asked({ Query: { patients: spy } }, NICK);
    expect(seen[0]).toMatchObject({ caller: { subject: 'user-doctor', roles: ['doctor'] } });
  });
});

describe('a custom rule that is called for each of 300 objects', () => {
  const ids = Array.from({ length: 300 }, (_each, index) => `p${index}`);
  const open = (nick: object) =>
    createInProcessGraph(
      {
        people: {
          sdl: 'type Query { patients: [Patient] } type Patient @key(fields: "id") { id: ID! nick: String }',
          resolvers: { Query: { patients: () => ids.map((id) => ({ id, nick: `of ${id}` })) } },
        },
      },
      AUTHORIZATION,
      { rules: { Patient: { nick: { rule: nick, requires: '{ id }' } } } },
    );

  it('is evaluated for at most 100 of them at a time, and decides on all', async () => {
    let underWay = 0;
    let most = 0;
    const graph = await open(
      make(async ({ id }: { readonly id: string }) => {
        underWay += 1;
        most = Math.max(most, underWay);
        await nextTurn();
        underWay -= 1;
        return id.endsWith('7');
      }),
    );
    const { data } = await attempt(graph, { query: '{ patients { nick } }', caller: doctor });
    expect(data).toEqual({
      patients: ids.map((id) => ({ nick: id.endsWith('7') ? `of ${id}` : null })),
    });
    expect(most).toBe(100);
    expect(graph.ruleFaults).toEqual([]);
    await graph.close();
  });

  it('is not called for further ones once the client is gone, and its signal aborts', async () => {
    const { signal: clientGone, cancel } = createCancelSignal();
    const signals: AbortSignal[] = [];
    const graph = await open(
      make((_parent, _args, { signal }) => {
        signals.push(signal);
        if (signals.length === 100) setImmediate(cancel);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped')));
        });
      }),
    );
    await graph.run({ query: '{ patients { nick } }', caller: doctor, context: { clientGone } });
    expect(signals).toHaveLength(100);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
    // A rule that ends because its signal aborts is not logged as failing.
    expect(graph.ruleFaults).toEqual([]);
    await graph.close();
  });
});

describe('a custom rule on a field of one implementer', () => {
  it('hides the value also when it is selected on the interface, and not on another implementer', async () => {
    const { data } = await asked(
      { Doctor: { id: deny } },
      '{ beings { id } patients(first: 1) { id } }',
    );
    expect(data).toMatchObject({ patients: [{ id: 'p1' }] });
    expect(JSON.stringify(data)).not.toContain('d1');
  });
});

const named = (answer: boolean) => rule('same', { cache: 'contextual' })(() => answer);

describe('the result cache of graphql-shield', () => {
  it('does not mix the results of two rules with the same name', async () => {
    const tree = { Patient: { nick: named(false), id: named(true) } };
    expect((await asked(tree, NICK)).data).toEqual({ patients: [{ id: 'p1', nick: null }] });
  });
});

/** Runs a query on a graph whose rule reads a field that only the subgraph of locks has. */
async function readLocked(access: () => unknown): Promise<Attempt> {
  const patient = 'type Patient @key(fields: "id") { id: ID! access: Access @shareable';
  const graph = await createInProcessGraph(
    {
      front: {
        sdl: `type Query { patients: [Patient] }
          ${patient} note: String } type Access { level: Int }`,
        resolvers: {
          Query: { patients: () => [{ id: 'p1', note: 'seen', access: { level: 1 } }] },
        },
      },
      locks: {
        sdl: `${patient} } type Access { isLocked: Boolean }`,
        resolvers: { Patient: { access } },
      },
    },
    AUTHORIZATION,
    {
      rules: {
        Patient: {
          note: {
            rule: make(
              ({ access: { isLocked } }: { access: { isLocked?: boolean } }) => isLocked !== true,
            ),
            requires: '{ access { level isLocked } }',
          },
        },
      },
    },
  );
  try {
    return await attempt(graph, { query: '{ patients { id note } }', caller: doctor });
  } finally {
    await graph.close();
  }
}

describe('a custom rule that requires a field of an object shared by two subgraphs', () => {
  it.each<[string, () => unknown, string | null]>([
    [
      'allows its field if both subgraphs answer and the rule returns true',
      () => ({ isLocked: false }),
      'seen',
    ],
    ['denies its field if the rule returns false', () => ({ isLocked: true }), null],
    ['denies its field if one subgraph returns null for the object', () => null, null],
    [
      'denies its field if one subgraph fails',
      () => {
        throw new Error('down');
      },
      null,
    ],
  ])('%s', async (_what, access, note) => {
    expect((await readLocked(access)).data).toEqual({ patients: [{ id: 'p1', note }] });
  });
});
