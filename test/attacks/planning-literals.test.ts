import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { planInThread } from '../../gateway/pipeline/execution/plan-thread.ts';
import { attempt, refusedWith } from '../support/attempt.ts';
import { AUTHORIZATION, doctor } from '../support/callers.ts';
import { startEdge, tokenFor } from '../support/edge.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';

let graph: InProcessGraph;
beforeAll(async () => {
  graph = await createInProcessGraph(
    {
      records: {
        sdl: `
          type Query {
            json(in: JSON): String
            filtered(by: Filter): String
            typed(id: ID, state: State = ON, ratio: Float, ids: [ID!], matrix: [[Int]], required: Int! = 3): String
            strict(n: Int!): String
            record: Record
          }
          type Mutation { write(in: JSON, state: State): String }
          scalar JSON
          enum State { ON OFF }
          input Filter { and: [Filter!] not: Filter state: State text: String = "none" id: ID }
          type Record @key(fields: "id") { id: ID! }
        `,
        resolvers: {
          Query: {
            ...Object.fromEntries(
              ['json', 'filtered', 'typed', 'strict'].map((name) => [name, echo]),
            ),
            record: () => ({ id: 'r1' }),
          },
          Mutation: { write: echo },
        },
      },
      notes: {
        sdl: `
          type Record @key(fields: "id") { id: ID! note(in: JSON): String }
          scalar JSON
        `,
        resolvers: { Record: { note: echo } },
      },
    },
    AUTHORIZATION,
    { planning: planInThread },
  );
});
afterAll(() => graph.close());

function echo(_source: unknown, args: unknown): string {
  return JSON.stringify(args);
}

const ask = (query: string, variables: Record<string, unknown> = {}) =>
  attempt(graph, { query, variables, caller: doctor });

const LISTS = `${'['.repeat(30)}1${']'.repeat(30)}`;
const OBJECTS = `${'{ a: ['.repeat(20)}1${'] }'.repeat(20)}`;
const FILTERS = `${'{ and: [{ not: '.repeat(12)}{}${'}] }'.repeat(12)}`;

describe('an argument with nested literals', () => {
  it.each([
    ['lists in a custom scalar', `{ json(in: ${LISTS}) }`],
    ['objects in a custom scalar', `{ json(in: ${OBJECTS}) }`],
    ['an input object in itself', `{ filtered(by: ${FILTERS}) }`],
    ['lists in an argument of another subgraph', `{ record { note(in: ${LISTS}) } }`],
    ['lists in an argument of a mutation', `mutation { write(in: ${LISTS}) }`],
    ['lists in the default of a variable', `query ($in: JSON = ${LISTS}) { json(in: $in) }`],
    ['lists around a variable', `query ($x: JSON = 1) { json(in: ${LISTS.replace('1', '$x')}) }`],
    ['lists in a fragment', `{ ...F } fragment F on Query { json(in: ${LISTS}) }`],
  ])('is planned in less than a second: %s', async (_what, query) => {
    const since = performance.now();
    const { refused, errors, sent } = await ask(query);
    expect(performance.now() - since).toBeLessThan(1_000);
    expect({ refused, errors }).toEqual({ refused: null, errors: [] });
    // No literal, in any place.
    expect(sent.map(({ query: text }) => text).join()).not.toMatch(/\[\[|\d\]|: ?\{/);
  });
});

describe('a subgraph', () => {
  it.each([
    ['{ typed(id: 12345678901234567890) }', '{"id":"12345678901234567890"}'],
    ['{ typed(id: "a", state: OFF) }', '{"id":"a","state":"OFF"}'],
    ['{ typed(state: null, ratio: 1) }', '{"state":null,"ratio":1}'],
    ['{ typed(ids: 7, matrix: [1, [2, null]]) }', '{"ids":["7"],"matrix":[[1],[2,null]]}'],
    ['query ($n: Int) { typed(matrix: [[$n, 1]]) }', '{"matrix":[[null,1]]}'],
    ['query ($n: Int) { typed(required: $n) }', '{}'],
    ['query ($n: Int = 5) { strict(n: $n) typed(required: $n) }', '{"required":5}'],
    ['{ json(in: { a: [ON, null, 1.5, "x"], b: {} }) }', '{"in":{"a":["ON",null,1.5,"x"],"b":{}}}'],
    ['query ($constructor: Int) { json(in: { a: $constructor }) }', '{"in":{}}'],
    [
      'query ($t: String, $s: State = OFF) { filtered(by: { not: { text: $t, state: $s } }) }',
      '{"by":{"text":"none","not":{"text":"none","state":"OFF"}}}',
    ],
  ])('receives the coerced arguments of %s', async (query, args) => {
    const { data, errors } = await ask(query);
    expect(errors).toEqual([]);
    const defaults = query.includes('typed') ? { state: 'ON', required: 3 } : {};
    const received: unknown = JSON.parse(String(Object.values(Object(data)).at(-1)));
    expect(received).toEqual(Object.assign(defaults, JSON.parse(args)));
  });

  it('is sent nothing if a variable with a default is null for a non-null argument: BAD_USER_INPUT', async () => {
    const query = 'query ($n: Int = 5) { strict(n: $n) }';
    expect(await ask(query, { n: null })).toMatchObject(refusedWith('BAD_USER_INPUT'));
    expect((await ask(query)).data).toEqual({ strict: '{"n":5}' });
  });

  it('receives one query for all operations that differ only in literals, each with its own values', async () => {
    const sent = [];
    for (const query of [
      '{ json(in: "a") typed(id: "i") }',
      '{ json(in: [1]) typed(id: 7) }',
      'query ($v: JSON = 2) { json(in: { x: $v }) typed(id: null) }',
    ])
      sent.push(...(await ask(query)).sent);
    expect(new Set(sent.map(({ query }) => query)).size).toBe(1);
    expect(sent.map(({ variables }) => Object.values(variables))).toEqual([
      ['a', 'i'],
      [[1], '7'],
      [{ x: 2 }, null],
    ]);
  });
});

const nestedIn = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

describe('values of a document', () => {
  it.each([
    ['a literal', (depth: number) => `{ echo(text: ${nestedIn(depth)}) }`],
    [
      'the default of a variable',
      (depth: number) => `query ($t: String = ${nestedIn(depth)}) { echo(text: $t) }`,
    ],
    [
      'the type of a variable',
      (depth: number) => `query ($t: ${nestedIn(depth).replace('[]', '[Int]')}) { echo(text: $t) }`,
    ],
    [
      'an input object',
      (depth: number) => `{ echo(text: ${'{ a: '.repeat(depth)}1${'}'.repeat(depth)}) }`,
    ],
    [
      'an argument of a directive',
      (depth: number) => `{ echo(text: "a") @skip(if: ${nestedIn(depth)}) }`,
    ],
  ])(
    'may be nested 64 deep, as JSON; deeper they are refused with OPERATION_TOO_COMPLEX: %s',
    async (_what, document) => {
      const edge = await startEdge();
      const send = async (depth: number) => {
        const response = await fetch(`${edge.url}/graphql`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${tokenFor('ada')}`,
          },
          body: JSON.stringify({ query: document(depth) }),
        });
        return [response.status, await response.text()];
      };
      expect(await send(64)).toEqual([400, expect.stringContaining('GRAPHQL_VALIDATION_FAILED')]);
      expect(await send(65)).toEqual([400, expect.stringContaining('OPERATION_TOO_COMPLEX')]);
      await edge.close();
    },
  );
});
