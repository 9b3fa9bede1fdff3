import { describe, expect, it } from '@jest/globals';
import { buildSchema, Kind, OperationTypeNode, parse } from 'graphql';
import { select, SelectionError, type Operation } from '../../../directives/operation/select.ts';
import type { Selected } from '../../../directives/operation/selection.ts';

const SCHEMA = buildSchema(`
  type Query { person(id: ID): Person people: [[Person!]!] find(by: By): Person any: Any }
  input By { a: Int b: [By] }
  interface Any { id: ID }
  type Person implements Any { id: ID name: String friend: Person label(text: String): String }
  union Thing = Person
`);

function operationOf(text: string): Operation {
  const { definitions } = parse(text);
  const node = definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (!node) throw new Error('no operation');
  const fragments = definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION);
  return {
    schema: SCHEMA,
    node,
    fragments: new Map(fragments.map((one) => [one.name.value, one])),
  };
}

const selectAll = (text: string, variables: Record<string, unknown> = {}, max = 100) =>
  select(operationOf(text), variables, max);

/** `inner key/client's key`, nested. */
function keys(selections: readonly Selected[]): unknown[] {
  return selections.map((selected) => {
    if (selected.kind === 'fragment')
      return { [`on ${selected.on.name}`]: keys(selected.selections) };
    if (selected.kind !== 'field') return `${selected.kind} ${selected.responseKey}`;
    const key = `${selected.innerKey}/${selected.responseKey}`;
    return selected.selections ? { [key]: keys(selected.selections) } : key;
  });
}

describe('the response keys that the gateway requests from subgraphs', () => {
  it.each<[string, string, unknown]>([
    ['the field name', '{ any { id } }', [{ 'any/any': ['id/id'] }]],
    ['a private key for an alias', '{ any { name: id } }', [{ 'any/any': ['_phi_0/name'] }]],
    [
      'the field name for an alias that equals it',
      '{ any { id: id } }',
      [{ 'any/any': ['id/id'] }],
    ],
    [
      'a private key for a field with arguments',
      '{ person { id } }',
      [{ '_phi_0/person': ['id/id'] }],
    ],
    [
      'one key for equal arguments',
      '{ person(id: 1) { id } person(id: 1) { name } }',
      [{ '_phi_0/person': ['id/id'] }, { '_phi_0/person': ['name/name'] }],
    ],
    [
      'one key for input objects that differ only in the order of fields',
      '{ find(by: { a: 1, b: [{ a: 2, b: [] }] }) { id } find(by: { b: [{ b: [], a: 2 }], a: 1 }) { id } }',
      [{ '_phi_0/find': ['id/id'] }, { '_phi_0/find': ['id/id'] }],
    ],
    [
      'two keys for different arguments',
      '{ a: person(id: 1) { id } b: person(id: 2) { id } }',
      [{ '_phi_0/a': ['id/id'] }, { '_phi_1/b': ['id/id'] }],
    ],
    [
      'no key for __typename',
      '{ any { __typename x: __typename __isAny: __typename } }',
      [{ 'any/any': ['typename __typename', 'typename x', 'typename __isAny'] }],
    ],
    [
      'no key for introspection',
      '{ __schema { types { name } } t: __type(name: "Person") { name } }',
      ['introspection __schema', 'introspection t'],
    ],
  ])('are chosen by the gateway, not by the client: %s', (_what, text, expected) => {
    expect(keys(selectAll(text).selections)).toEqual(expected);
  });

  it.each([
    '{ any { _phi_0: id } }',
    '{ any { __typename: id } }',
    '{ any { __id: id } }',
    '{ __x: __schema { __typename } }',
    '{ any { __proto__: __typename } }',
  ])(
    'cannot be taken by an alias of a client, nor can keys that start with two underscores (private-key): %s',
    (text) => {
      expect(() => selectAll(text)).toThrow(new SelectionError('private-key'));
    },
  );
});

describe('reading the selections of an operation', () => {
  it.each<[string, string, Record<string, unknown>, unknown]>([
    [
      'replaces fragments on the type of their parent by their fields',
      '{ any { ... { id } ... on Any { x: id } } }',
      {},
      ['id/id', '_phi_0/x'],
    ],
    [
      'keeps fragments on types other than that of their parent',
      '{ any { ... on Person { name ...F } } } fragment F on Any { id }',
      {},
      [{ 'on Person': ['name/name', { 'on Any': ['id/id'] }] }],
    ],
    [
      'drops fragments that become empty',
      '{ any { id ... on Person { name @skip(if: true) } } }',
      {},
      ['id/id'],
    ],
    [
      'drops fields whose @skip or @include condition excludes them',
      'query($b: Boolean!) { any { id @include(if: $b) x: id @skip(if: $b) } }',
      { b: true },
      ['id/id'],
    ],
    [
      'treats a missing condition variable as false',
      '{ any { id @include(if: $b) x: id @skip(if: $b) } }',
      {},
      ['_phi_0/x'],
    ],
    [
      'drops a field with @include without an argument',
      '{ any { id @include x: id } }',
      {},
      ['_phi_0/x'],
    ],
    [
      'resolves literal conditions',
      '{ any { id @skip(if: false) x: id @include(if: false) } }',
      {},
      ['id/id'],
    ],
    [
      'ignores directives other than @skip and @include',
      '{ any { id @other(if: true) } }',
      {},
      ['id/id'],
    ],
    [
      'ignores arguments of @include other than if',
      '{ any { id @include(than: false, if: true) } }',
      {},
      ['id/id'],
    ],
  ])('%s', (_what, text, variables, expected) => {
    expect(keys(selectAll(text, variables).selections)).toEqual([{ 'any/any': expected }]);
  });

  it('gives each field its path, with @ for each list, and its index', () => {
    const { fields } = selectAll('{ people { x: friend { ... on Any { id } } } }');
    expect(fields.map(({ path }) => path.join('.'))).toEqual([
      'people',
      'people.@.@.x',
      'people.@.@.x.id',
    ]);
    expect(fields.map(({ index }) => index)).toEqual([0, 1, 2]);
  });
});

describe('reading the selections of an invalid operation', () => {
  it('fails with the reason too-large if its fragments expand to more fields than allowed', () => {
    const text =
      '{ any { ...A ...A } } fragment A on Any { ...B ...B } fragment B on Any { x: id }';
    expect(selectAll(text, {}, 5).fields).toHaveLength(5);
    expect(() => selectAll(text, {}, 4)).toThrow(new SelectionError('too-large'));
  });

  const INVALID = new TypeError('the operation was not validated');
  it.each([
    ['an unknown field', '{ nothing }', INVALID],
    ['a field of a union', '{ any { ... on Thing { id } } }', INVALID],
    ['an object without a selection', '{ any }', INVALID],
    ['an unknown fragment', '{ any { ...Nothing } }', INVALID],
    ['an unknown type', '{ any { ... on Nothing { id } } }', INVALID],
    [
      'a type condition on an input type',
      '{ any { ... on By { a } } }',
      new TypeError('a type condition is not composite'),
    ],
  ])('throws a TypeError for %s', (_what, text, error) => {
    expect(() => selectAll(text)).toThrow(error);
  });

  it('throws an error for an operation type that the schema does not have', () => {
    const operation = operationOf('mutation { any { id } }');
    expect(operation.node.operation).toBe(OperationTypeNode.MUTATION);
    expect(() => select(operation, {}, 10)).toThrow('no root type');
  });
});
