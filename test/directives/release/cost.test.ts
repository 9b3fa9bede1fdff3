import { describe, expect, it } from '@jest/globals';
import { memberCoordinate, typeCoordinate } from '../../../directives/coordinate.ts';
import { unitGraph, type UnitRequest } from '../../support/unit-graph.ts';
import { DOCTOR, graph, lab, P1 } from './record-graph.ts';

const WEIGHTS = new Map([
  [memberCoordinate('Lab', 'text'), 10],
  [typeCoordinate('Site'), 5],
  [memberCoordinate('Query', 'rows'), 3],
]);

async function costOf(
  query: string,
  data: unknown,
  who: Omit<UnitRequest, 'query'> = DOCTOR,
): Promise<number> {
  const decided = await graph.decide({ query, weights: WEIGHTS, ...who });
  return decided.release(data).cost;
}

describe('the cost of a response', () => {
  const site = { __typename: 'Site', area: 'a' };

  it.each<[string, string, unknown, number]>([
    ['1 for each object and nothing for its leaves', '{ labs { id code } }', [lab('p1')], 1],
    ['the weight of a leaf that is null', '{ labs { text } }', [lab('p1', { text: null })], 11],
    ['nothing for an empty list', '{ labs { id } }', [], 0],
    ['nothing for an object that is null', '{ labs { id } }', [null, lab('p1')], 1],
    ['nothing for __typename', '{ labs { __typename } }', [lab('p1')], 1],
    ['the weight of a field', '{ labs { text } }', [lab('p1'), lab('p2')], 22],
  ])('counts %s', async (_what, query, labs, cost) => {
    expect(await costOf(query, { labs })).toBe(cost);
  });

  it('counts the weight of a type for each of its objects', async () => {
    expect(await costOf('{ sites { area } }', { sites: [site, site] })).toBe(10);
  });

  it('counts the weight of a leaf for each item of the innermost lists, nulls included', async () => {
    expect(await costOf('{ rows }', { rows: [[1, null], [2], null, []] })).toBe(9);
  });

  it('counts the weight of a leaf once for each of two response keys', async () => {
    const data = { labs: [lab('p1', { _phi_0: 'x' })] };
    expect(await costOf('{ labs { text copy: text } }', data)).toBe(21);
  });

  it('does not count objects of patients whom the caller does not reach', async () => {
    const labs = [lab('p1'), lab('p2'), lab('p3')];
    const mine = await costOf('{ labs { id } }', { labs }, P1);
    expect(mine).toBe(await costOf('{ labs { id } }', { labs: [lab('p1')] }, P1));
  });

  it('does not count what was released inside a list that becomes null', async () => {
    expect(await costOf('{ must rows }', { must: [1, 2, null], rows: [] })).toBe(0);
  });

  it('does not count what was released inside an object or list that becomes null, whatever it held', async () => {
    const { decide } = unitGraph(`
      type Query { plots: [Plot!] plot: Plot }
      type Plot { trees: [Tree] name: String! }
      type Tree { age: Int }
    `);
    const tree = { __typename: 'Tree', age: 1 };
    const plot = (name: unknown) => ({ __typename: 'Plot', trees: [tree, tree], name });
    const query = '{ plots { trees { age } name } plot { trees { age } name } }';
    const decided = await decide({ query, roles: {} });
    expect(decided.release({ plots: [plot('a'), plot('b')], plot: plot('c') }).cost).toBe(9);
    expect(decided.release({ plots: [plot('a'), plot(null)], plot: plot(null) }).cost).toBe(0);
  });
});
