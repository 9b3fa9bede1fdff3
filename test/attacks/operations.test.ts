import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { findOperation } from '../../gateway/pipeline/operation/find-operation.ts';
import { attempt, refusedWith } from '../support/attempt.ts';
import { AUTHORIZATION, doctor, research } from '../support/callers.ts';
import { CLINIC } from '../support/clinic.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';

let clinic: InProcessGraph;
beforeAll(async () => {
  clinic = await createInProcessGraph(CLINIC, AUTHORIZATION);
});
afterAll(() => clinic.close());

const TWO = 'query A { patient(id: "p1") { nick } } query B { patient(id: "p2") { nick } }';

describe('the document of a GraphQL request', () => {
  it.each<[string, string, string | null, string]>([
    ['several operations without an operation name', TWO, null, 'OPERATION_RESOLUTION_FAILURE'],
    ['several operations with an empty name', TWO, '', 'OPERATION_RESOLUTION_FAILURE'],
    ['several operations with an unknown name', TWO, 'C', 'OPERATION_RESOLUTION_FAILURE'],
    [
      'several operations with the name of an Object.prototype property',
      TWO,
      'constructor',
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['one operation with an empty name', '{ count }', '', 'OPERATION_RESOLUTION_FAILURE'],
    ['one operation with another name', 'query A { count }', 'B', 'OPERATION_RESOLUTION_FAILURE'],
  ])(
    'is refused with OPERATION_RESOLUTION_FAILURE before anything is sent: %s',
    async (_what, query, operationName, code) => {
      expect(await attempt(clinic, { query, operationName, caller: doctor })).toMatchObject({
        ...refusedWith(code),
        records: [],
      });
    },
  );

  it('is refused with OPERATION_RESOLUTION_FAILURE for an empty operation name, even if it ran without one before', async () => {
    const query = '{ patient(id: "p3") { nick } }';
    expect(await attempt(clinic, { query, caller: doctor })).toMatchObject({ refused: null });
    expect(await attempt(clinic, { query, operationName: '', caller: doctor })).toMatchObject(
      refusedWith('OPERATION_RESOLUTION_FAILURE'),
    );
  });

  it('runs its operation of the given name, even if its other operation ran before', async () => {
    for (const [operationName, nick] of [
      ['A', 'nick0'],
      ['B', 'nick1'],
      ['A', 'nick0'],
    ] as const) {
      const { data } = await attempt(clinic, { query: TWO, operationName, caller: doctor });
      expect(data).toEqual({ patient: { nick } });
    }
  });

  it('is refused with OPERATION_NOT_SUPPORTED for a subscription if the schema has none', () => {
    const { schema } = clinic.parts.current().graph;
    for (const text of ['subscription { count }', 'subscription S { __typename }'])
      expect(() => findOperation(schema, parse(text), null)).toThrow(
        expect.objectContaining({ code: 'OPERATION_NOT_SUPPORTED' }),
      );
  });

  it.each(['mutation { __typename }', 'mutation { nothing }', 'mutation M { ... { a { b } } }'])(
    'is refused with OPERATION_NOT_SUPPORTED for a mutation if the schema has none: %s',
    async (query) => {
      const reading = await createInProcessGraph(
        { only: { sdl: 'type Query { hello: String }', resolvers: {} } },
        AUTHORIZATION,
      );
      expect(await attempt(reading, { query, caller: doctor })).toMatchObject({
        ...refusedWith('OPERATION_NOT_SUPPORTED'),
        records: [],
      });
      await reading.close();
    },
  );

  it.each([
    '{ a(number: 1e400) }',
    `{ a(number: ${'9'.repeat(400)}) }`,
    '{ a(blob: -1e400) }',
    '{ a(blob: { deep: [1e400] }) }',
    'query($number: Float = 1e400) { a(number: $number) }',
    'query($blobs: [Blob] = [1e400]) { a(blobs: $blobs) }',
    '{ ...F } fragment F on Query { a(input: { blob: 1e400 }) }',
  ])(
    'is refused with GRAPHQL_VALIDATION_FAILED for a number that JSON cannot represent: %s',
    async (query) => {
      const sdl = `scalar Blob input In { blob: Blob }
      type Query { a(number: Float, blob: Blob, blobs: [Blob], input: In): String }`;
      const graph = await createInProcessGraph({ only: { sdl, resolvers: {} } }, AUTHORIZATION);
      expect(await attempt(graph, { query, caller: doctor })).toMatchObject({
        ...refusedWith('GRAPHQL_VALIDATION_FAILED'),
        records: [],
      });
      await graph.close();
    },
  );

  it('is refused with OPERATION_RESOLUTION_FAILURE if it has no operations', () => {
    const { schema } = clinic.parts.current().graph;
    expect(() => findOperation(schema, parse('fragment F on Patient { nick }'), null)).toThrow(
      expect.objectContaining({ code: 'OPERATION_RESOLUTION_FAILURE' }),
    );
  });
});

const SSN = '999-00-0000';

describe('invalid variables', () => {
  const LABS = 'query($n: Int!) { patient(id: "p1") { nick labs(n: $n) { value } } }';
  const LEFT_OUT =
    'query($n: Int!) { patient(id: "p1") { nick labs(n: $n) @skip(if: true) { value } } }';

  it.each<[string, string, Record<string, unknown>]>([
    ['missing, and used by a selected field', LABS, {}],
    ['missing, and used by a skipped field', LEFT_OUT, {}],
    [
      'missing, with the name of an Object.prototype property',
      LABS.replaceAll('$n', '$toString'),
      {},
    ],
    ['of another type', LABS, { n: SSN }],
    ['of another type, and used by a skipped field', LEFT_OUT, { n: SSN }],
    ['null for an Int!', LABS, { n: null }],
    ['an object for an Int!', LABS, { n: { ssn: SSN } }],
    ['a list for an Int!', LABS, { n: [[1]] }],
  ])(
    'are refused with BAD_USER_INPUT before anything is sent, and the error does not repeat their values: %s',
    async (_what, query, variables) => {
      for (const caller of [doctor, research]) {
        const outcome = await attempt(clinic, { query, variables, caller });
        expect(outcome).toMatchObject({ ...refusedWith('BAD_USER_INPUT'), records: [] });
      }
      const thrown = await clinic.run({ query, variables, caller: doctor }).catch(String);
      expect(thrown).not.toContain(SSN);
    },
  );

  it('are refused with BAD_USER_INPUT even for a field that the caller may not see', async () => {
    const query = 'query($id: ID!) { patient(id: "p1") { ssn } other: patient(id: $id) { ssn } }';
    const { refused } = await attempt(clinic, { query, variables: { id: {} }, caller: research });
    expect(refused).toBe('BAD_USER_INPUT');
  });

  it('are refused with BAD_USER_INPUT if null overrides the default of a variable that is used for a non-null argument', async () => {
    const query = 'query($id: ID = "p1") { patient(id: $id) { nick } }';
    const outcome = await attempt(clinic, { query, variables: { id: null }, caller: doctor });
    expect(outcome).toMatchObject({ ...refusedWith('BAD_USER_INPUT'), records: [] });
  });
});

describe('valid variables', () => {
  it.each<[Record<string, unknown>, string]>([
    [{}, 'nick1'],
    [{ id: 'p1' }, 'nick0'],
  ])('take their defaults if left out, and keep given values: %j', async (variables, nick) => {
    const query = 'query($id: ID = "p2") { patient(id: $id) { nick } }';
    const { data, errors } = await attempt(clinic, { query, variables, caller: doctor });
    expect({ data, errors }).toEqual({ data: { patient: { nick } }, errors: [] });
  });

  it('are accepted even if an earlier request with the same document had invalid values', async () => {
    const { inner } = clinic.parts.current().graph;
    const operation = inner.prepare(parse('query($n: Int) { patients(first: $n) { id } }'));
    await expect(inner.plan(operation, { n: {} })).rejects.toThrow('has no plan');
    const planned = await inner.plan(operation, { n: 1 });
    const { data } = await inner.fetch(planned, { n: 1 }, null);
    expect(data).toEqual({ patients: [expect.objectContaining({ id: 'p1' })] });
  });

  it('are sent to a subgraph only if a field that is not skipped uses them', async () => {
    const query = `query($text: String!, $n: Int) {
      patient(id: "p1") { ssn @skip(if: true) label(text: $text) @skip(if: true) labs(n: $n) { id } }
    }`;
    const variables = { text: SSN, n: 2 };
    const { sent } = await attempt(clinic, { query, variables, caller: doctor });
    expect(JSON.stringify(sent)).not.toContain(SSN);
    expect(JSON.stringify(sent)).toContain('"v_n":2');
  });
});
