import { describe, expect, it } from '@jest/globals';
import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { buildSchema } from 'graphql';
import {
  compileRepresentation,
  type Representations,
  representObjects,
} from '../../../../gateway/pipeline/execution/representation.ts';

const SCHEMA = buildSchema(`
  type Query { node: Node }
  interface Node { id: ID }
  type Person implements Node { id: ID name: String site: Site }
  type Site { id: ID }
`);

const field = (
  name: string,
  selections?: readonly QueryPlanSelectionNode[],
): QueryPlanSelectionNode => ({
  kind: 'Field',
  name,
  ...(selections && { selections: [...selections] }),
});
const fragment = (
  typeCondition: string,
  ...selections: readonly QueryPlanSelectionNode[]
): QueryPlanSelectionNode => ({
  kind: 'InlineFragment',
  typeCondition,
  selections: [...selections],
});

const KEYS: readonly (readonly QueryPlanSelectionNode[])[] = [
  [fragment('Person', field('__typename'), field('id'))],
  [fragment('Person', field('__typename'), field('id'), field('name'))],
  [fragment('Node', field('id'), field('__typename'))],
  [fragment('Person', field('id'))],
  [fragment('Person', field('__typename'), field('__typename'), field('id'))],
  [fragment('Person', field('__typename'), field('constructor'), field('id'))],
  [fragment('Person', field('__typename'), field('__proto__'), field('id'))],
  [fragment('Person', field('__typename'), field('site', [field('id')]))],
  [fragment('Person', field('__typename'), field('id')), fragment('Node', field('name'))],
];

const VALUES: readonly unknown[] = [
  'p1',
  '"\\\n\ud800',
  '',
  0,
  -0,
  Infinity,
  Number.NaN,
  true,
  null,
  undefined,
  [],
  ['a', null, { b: 1 }],
  { id: 1, x: { y: [undefined] } },
];

/** Entities with each value in each place, some parsed from JSON with keys that have a meaning in JavaScript. */
const ENTITIES: readonly Record<string, unknown>[] = [
  ...VALUES.flatMap((value) => [
    { __typename: 'Person', id: value },
    { __typename: 'Person', id: 'p1', name: value, site: value },
    { __typename: value, id: 'p1', name: 'n' },
    { __typename: 'Person', id: 'p1', name: 'n', site: value },
    { id: value },
  ]),
  { __typename: 'Node', id: 'p1' },
  { __typename: 'Site', id: 'p1' },
  { __typename: 'constructor', id: 'p1' },
  JSON.parse('{"__typename":"Person","__proto__":{"id":"p2"},"constructor":1}') as Record<
    string,
    unknown
  >,
  {},
];

function textOf({ keyOf, textOf: write }: Representations, entity: Record<string, unknown>) {
  const key = keyOf(entity);
  return key === undefined ? null : write(key);
}

describe('a representation', () => {
  it('is the same text whether it is written at once or built as an object first', () => {
    const written = new Set<string>();
    for (const requires of KEYS)
      for (const entity of ENTITIES) {
        const text = textOf(compileRepresentation(requires, null, SCHEMA)(false), entity);
        expect(text).toBe(representObjects(requires, null, SCHEMA)(entity));
        if (text !== null) written.add(text);
      }
    expect(written.size).toBeGreaterThan(20);
    expect(written).toContain('{"__typename":"Person","id":"p1","name":"n"}');
  });

  it('is the same text after other entities of the batch', () => {
    for (const requires of KEYS) {
      const represent = compileRepresentation(requires, null, SCHEMA)(true);
      for (const entity of [...ENTITIES, ...ENTITIES.toReversed()])
        expect(textOf(represent, entity)).toBe(representObjects(requires, null, SCHEMA)(entity));
    }
  });

  it('has the same key for equal entities', () => {
    const entity = { __typename: 'Person', id: 'p1', name: 'n', site: { id: 1 } };
    for (const requires of KEYS) {
      const { keyOf } = compileRepresentation(requires, null, SCHEMA)(false);
      expect(keyOf(entity)).toBe(keyOf(structuredClone(entity)));
    }
  });
});
