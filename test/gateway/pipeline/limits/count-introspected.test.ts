import { describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  executeSync,
  getIntrospectionQuery,
  introspectionFromSchema,
  Kind,
  parse,
} from 'graphql';
import { countIntrospected } from '../../../../gateway/pipeline/limits/count-introspected.ts';
import { cpuTime } from '../../../support/cpu-time.ts';

const SCHEMA = buildSchema(`
  "A type that has the name of a field, of an argument and of a value."
  type Query { Query(Query: In = { a: 1 }): [Query!]! again(Query: Int): [Query!]! node: Node any: Any many: [[Kind!]!] old: Int @deprecated }
  type Mutation { m: Int }
  interface Node { id: ID! }
  type A implements Node { id: ID! }
  type B implements Node { id: ID! b: Query }
  union Any = A | B
  enum Kind { Query OTHER }
  input In { a: Int b: In }
`);
const { __schema: INTROSPECTION } = introspectionFromSchema(SCHEMA);

function count(query: string, variables: Record<string, unknown> = {}, most = Infinity): number {
  const { definitions } = parse(query);
  const fragments = new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const [operation] = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const selections = operation?.selectionSet.selections ?? [];
  return countIntrospected(INTROSPECTION, { selections, fragments, variables }, most);
}

/** The number of values in the response to a query. */
function answered(query: string, variables: Record<string, unknown> = {}): number {
  const { data, errors } = executeSync({
    schema: SCHEMA,
    document: parse(query),
    variableValues: variables,
  });
  expect(errors).toBeUndefined();
  const values = (value: unknown): number => {
    if (Array.isArray(value)) return value.map(values).reduce((a, b) => a + b, 0);
    if (typeof value !== 'object' || value === null) return 0;
    return Object.values(value)
      .map((below) => 1 + values(below))
      .reduce((a, b) => a + b, 0);
  };
  return values(data);
}

describe('the number of values that an introspection query returns, computed in advance', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['the standard query', getIntrospectionQuery(), {}],
    ['names only', '{ __schema { types { name } directives { name args { name } } } }', {}],
    [
      'the root types',
      '{ __schema { queryType { name fields(includeDeprecated: true) { name } } mutationType { fields { name } } subscriptionType { name } } }',
      {},
    ],
    [
      'one type by name',
      '{ __type(name: "Query") { fields(includeDeprecated: true) { name args { name type { name inputFields { name } } } type { ofType { ofType { ofType { fields(includeDeprecated: true) { name } } } } } } } }',
      {},
    ],
    [
      'one type by a variable',
      'query Q($n: String!) { __type(name: $n) { possibleTypes { name interfaces { name fields { name } } } } }',
      { n: 'Node' },
    ],
    ['an unknown type', '{ __type(name: "Nothing") { name fields { name } } }', {}],
    [
      'enum values and union members',
      '{ a: __type(name: "Kind") { enumValues { name } } b: __type(name: "Any") { possibleTypes { fields { name } } } }',
      {},
    ],
    [
      'fragments',
      '{ ...F ... { __schema { ...G ... on __Schema { description } } } } fragment F on Query { __typename } fragment G on __Schema { types { ...T } } fragment T on __Type { name fields(includeDeprecated: true) { name } }',
      {},
    ],
  ])('equals the number of values in the response: %s', (_what, query, variables) => {
    expect(count(query, variables)).toBe(answered(query, variables));
  });

  it('includes skipped and deprecated fields, and a repeated key twice', () => {
    expect(count('{ __type(name: "Query") { name @skip(if: true) name } }')).toBe(3);
    expect(count('{ __type(name: "Query") { fields { name } } }')).toBe(1 + 1 + 6);
  });

  it('is Infinity if it exceeds the given maximum, and takes at most 500 ms of the processor even for deep queries', async () => {
    const whole = count(getIntrospectionQuery());
    expect(count(getIntrospectionQuery(), {}, whole)).toBe(whole);
    expect(count(getIntrospectionQuery(), {}, whole - 1)).toBe(Infinity);
    const level = (levels: number): string =>
      levels === 0
        ? 'name'
        : `fields { type { ofType { ofType { ofType { ${level(levels - 1)} } } } } }`;
    const { value, cpuMs } = await cpuTime(() =>
      Promise.resolve(count(`{ __schema { types { ${level(40)} } } }`, {}, 10_000)),
    );
    expect(value).toBe(Infinity);
    expect(cpuMs).toBeLessThan(500);
  });

  it('does not include the spread of an unknown fragment', () => {
    expect(count('{ ...Missing __typename }')).toBe(1);
  });
});
