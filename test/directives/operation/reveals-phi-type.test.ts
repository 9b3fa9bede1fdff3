import { describe, expect, it } from '@jest/globals';
import { isObjectType } from 'graphql';
import { revealsPhiType } from '../../../directives/operation/reveals-phi-type.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const graph = unitGraph(`
  type Query { problem: Problem hiv: Hiv }
  interface Problem { at: String }
  type Flu implements Problem { at: String }
  type Hiv implements Problem @phi { at: String }
`);

describe('the name of the type Hiv, which is PHI,', () => {
  it.each([
    ['is shown by __typename on an interface', '{ problem { __typename } }', true],
    ['is shown in a fragment on the type', '{ problem { ... on Hiv { __typename } } }', true],
    ['is not shown by another field', '{ problem { ... on Hiv { at } } }', false],
    [
      'is not shown in a fragment on another type',
      '{ problem { ... on Flu { __typename } } }',
      false,
    ],
    ['is not shown where a field returns no other type', '{ hiv { __typename } }', false],
  ])('%s', async (_what, query, expected) => {
    const { selection } = await graph.decide({ query, roles: {} });
    const type = graph.schema.getType('Hiv');
    const [field] = selection.fields;
    if (!isObjectType(type) || !field?.on) throw new TypeError('no such type');
    const { on, selections } = field;
    expect(revealsPhiType(graph, on, { type, selections })).toBe(expected);
  });
});
