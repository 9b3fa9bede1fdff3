import { describe, expect, it } from '@jest/globals';
import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { buildSchema } from 'graphql';
import { selectionOf } from '../../../../schema/subgraph-keys.ts';
import { compileEntityKey } from '../../../../gateway/pipeline/execution/entity-key.ts';

const schema = buildSchema(`
  type Query { pet: Pet }
  interface Pet { id: ID site: String number: Int name: String }
  type Dog implements Pet { id: ID site: String number: Int name: String }
  type Cat implements Pet { id: ID site: String number: Int name: String }
`);

const field = (name: string): QueryPlanSelectionNode => ({ kind: 'Field', name });
const on = (
  typeCondition: string,
  ...selections: readonly QueryPlanSelectionNode[]
): QueryPlanSelectionNode => ({
  kind: 'InlineFragment',
  typeCondition,
  selections: [...selections],
});
const KEYS = new Map(['Dog', 'Cat'].map((type) => [type, [selectionOf('site number')]]));
const CAT = { __typename: 'Cat', site: 's', number: 1, name: 'Tom' };

describe('the key by which an entity is fetched', () => {
  it.each([
    ['in one fragment', [on('Cat', field('site'), field('number'))]],
    ['in two fragments', [on('Cat', field('site')), on('Pet', field('number'))]],
    ['in a fragment inside another', [on('Pet', field('site'), on('Cat', field('number')))]],
    ['outside of fragments', [field('site'), field('number')]],
  ])('is known if the representation has all of its fields %s', (_where, requires) => {
    const findUnknownKey = compileEntityKey(requires, KEYS, schema);
    expect(findUnknownKey(CAT, () => false)).toBeNull();
    expect(findUnknownKey(CAT, (_entity, key) => key === 'number')).toBeNull();
    expect(findUnknownKey({ ...CAT, number: null }, (_entity, key) => key === 'number')).toEqual([
      'site',
      'number',
    ]);
  });

  it('is none for a type that the representation has no key of, and not checked for a type without keys', () => {
    const requires = [on('Dog', field('site'), field('number')), on('Pet', field('name'))];
    expect(compileEntityKey(requires, KEYS, schema)(CAT, () => false)).toEqual([]);
    expect(compileEntityKey(requires, new Map(), schema)(CAT, () => false)).toBeNull();
  });
});
