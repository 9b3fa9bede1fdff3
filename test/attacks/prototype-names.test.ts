import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, doctor, p1, research } from '../support/callers.ts';
import { CLINIC } from '../support/clinic.ts';
import {
  createInProcessGraph,
  type InProcessGraph,
  type TestSubgraph,
} from '../support/in-process-graph.ts';

let clinic: InProcessGraph;
beforeAll(async () => {
  clinic = await createInProcessGraph(CLINIC, AUTHORIZATION);
});
afterAll(() => clinic.close());

describe('names that JavaScript or federation gives a meaning to, such as "constructor"', () => {
  it.each([
    ['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf'],
    ['representations', '_entities', 'data', 'errors', 'then'],
  ])('work as aliases of a released and of a denied field: %s …', async (...names) => {
    const aliases = names.map((name) => `${name}: ssn`).join(' ');
    const query = `{ patient(id: "p1") { ${aliases} nick } }`;
    const full = await attempt(clinic, { query, caller: doctor });
    expect(full.data).toEqual({
      patient: { nick: 'nick0', ...Object.fromEntries(names.map((name) => [name, '999-00-0000'])) },
    });
    const denied = await attempt(clinic, { query, caller: research });
    expect(denied.data).toEqual({
      patient: { nick: 'nick0', ...Object.fromEntries(names.map((name) => [name, null])) },
    });
    expect(denied.asked).not.toContain('people Patient.ssn');
  });

  it.each(['constructor', 'toString', 'representations', '__proto__', 'hasOwnProperty'])(
    'work as variables for a patient id: a patient in reach is returned, one out of reach is null and not fetched: $%s',
    async (name) => {
      const query = `query($${name}: ID!) { patient(id: $${name}) { nick labs { code } } }`;
      const variables = JSON.parse(`{ "${name}": "p2" }`) as Record<string, unknown>;
      const own = await attempt(clinic, { query, variables, caller: doctor });
      expect(own.data).toEqual({ patient: { nick: 'nick1', labs: [{ code: 'code-1' }] } });
      const foreign = await attempt(clinic, { query, variables, caller: p1 });
      expect(foreign).toMatchObject({ data: { patient: null }, sent: [] });
    },
  );

  it('work as the name of a variable without a value', async () => {
    const query =
      'query($constructor: Int) { patient(id: "p1") { labs(n: $constructor) { code } } }';
    const { data, errors } = await attempt(clinic, { query, caller: doctor });
    expect({ data, errors }).toEqual({
      data: { patient: { labs: [{ code: 'code-0' }] } },
      errors: [],
    });
  });
});

const fieldsOf = (names: readonly string[]) =>
  names.map((name) => `${name}: String @phi @role(anyOf: ["doctor"])`).join(' ');
const valuesOf = (names: readonly string[], value: string | null) =>
  Object.fromEntries(names.map((name) => [name, value]));

describe('schema fields named like Object.prototype properties', () => {
  const NAMES = ['constructor', 'toString', 'valueOf', 'hasOwnProperty'];
  const OTHERS = ['isPrototypeOf', 'toLocaleString', 'propertyIsEnumerable'];
  const ODD: Readonly<Record<string, TestSubgraph>> = {
    a: {
      sdl: `type Query { thing: Thing ${fieldsOf(NAMES)} } type Thing @key(fields: "id") { id: ID! ${fieldsOf(NAMES)} }`,
      resolvers: {
        Query: {
          thing: () => ({ id: 1, ...valuesOf(NAMES, 'a') }),
          ...Object.fromEntries(NAMES.map((name) => [name, () => 'root'])),
        },
      },
    },
    b: {
      sdl: `type Thing @key(fields: "id") { id: ID! ${fieldsOf(OTHERS)} }`,
      resolvers: {
        Thing: { __resolveReference: (thing: object) => ({ ...thing, ...valuesOf(OTHERS, 'b') }) },
      },
    },
  };
  const QUERY = `{ ${NAMES.join(' ')} thing { ${[...NAMES, ...OTHERS].join(' ')} } }`;
  let odd: InProcessGraph;
  beforeAll(async () => {
    odd = await createInProcessGraph(ODD, AUTHORIZATION);
  });
  afterAll(() => odd.close());

  it('are released, denied and recorded like any other field', async () => {
    const full = await attempt(odd, { query: QUERY, caller: doctor });
    expect(full).toMatchObject({
      data: {
        ...valuesOf(NAMES, 'root'),
        thing: { ...valuesOf(NAMES, 'a'), ...valuesOf(OTHERS, 'b') },
      },
      errors: [],
    });
    expect(full.released).toHaveLength(2 * NAMES.length + OTHERS.length);
    const denied = await attempt(odd, { query: QUERY, caller: research });
    expect(denied.data).toEqual({
      ...valuesOf(NAMES, null),
      thing: valuesOf([...NAMES, ...OTHERS], null),
    });
    expect(denied.asked).toEqual(['a Query.thing']);
  });

  it('are null when a subgraph leaves them out', async () => {
    odd.tamper((name) =>
      JSON.stringify({
        data: name === 'a' ? { thing: { __typename: 'Thing', id: 1 } } : { _entities: [{}] },
      }),
    );
    const { data } = await attempt(odd, { query: QUERY, caller: doctor });
    odd.tamper(null);
    expect(data).toEqual({
      ...valuesOf(NAMES, null),
      thing: valuesOf([...NAMES, ...OTHERS], null),
    });
  });
});
