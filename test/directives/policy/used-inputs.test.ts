import { describe, expect, it } from '@jest/globals';
import { Kind, parse } from 'graphql';
import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';
import { parseFieldSet } from '../../../directives/marks/field-set.ts';
import { usedInputs } from '../../../directives/policy/used-inputs.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';

const { graph, hierarchy } = compileSubgraphs([
  {
    name: 'a',
    document: parse(`${HEAD}
      type Query { find(by: By, order: Order = NAME): Int all(by: Loop = {}): Int }
      input By { and: By any: [By] order: Order limit: Int = 3 }
      input Loop { again: Loop = {} order: Order = DATE }
      enum Order { NAME DATE SSN }
    `),
  },
]);

describe('the arguments and input fields that a @requires selection uses', () => {
  it.each([
    ['are the defaults if it gives no arguments', 'find', ['Query.find(order:)', 'Order.NAME']],
    [
      'are the arguments and enum values that it gives',
      'find(order: DATE)',
      ['Query.find(order:)', 'Order.DATE'],
    ],
    [
      'include the input fields and enum values of lists',
      'find(by: { any: [{ order: SSN }] }, order: NAME)',
      [
        'Query.find(by:)',
        'By.any',
        'By.order',
        'Order.SSN',
        'By.limit',
        'Query.find(order:)',
        'Order.NAME',
      ],
    ],
    [
      'include the input fields at every depth of a recursive input object',
      'find(by: { and: { and: { order: SSN } } }, order: NAME)',
      [
        'Query.find(by:)',
        'By.and',
        'By.order',
        'Order.SSN',
        'By.limit',
        'Query.find(order:)',
        'Order.NAME',
      ],
    ],
    [
      'include each default of a recursive input object once',
      'all',
      ['Query.all(by:)', 'Loop.again', 'Loop.order', 'Order.DATE'],
    ],
    [
      'include an argument that does not exist',
      'find(none: 1, order: NAME)',
      ['Query.find(order:)', 'Order.NAME', 'Query.find(none:)'],
    ],
  ])('%s', (_what, text, expected) => {
    const [node] = parseFieldSet(text)?.selections ?? [];
    const query = graph.types.get('Query');
    if (!query || node?.kind !== Kind.FIELD) throw new TypeError('no field');
    expect(usedInputs(query, node, hierarchy)).toEqual(expected);
  });
});
