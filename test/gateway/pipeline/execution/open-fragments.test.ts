import { describe, expect, it } from '@jest/globals';
import { buildSchema, Kind, parse, visit } from 'graphql';
import { openFragments } from '../../../../gateway/pipeline/execution/open-fragments.ts';

const TYPES = ['A', 'B', 'C', 'D', 'E', 'F'];
const SCHEMA = buildSchema(`
  type Query { node: Node }
  interface Node { id: ID node: Node }
  interface Named { node: Node }
  ${TYPES.map((name) => `type ${name} implements Node & Named { id: ID node: Node }`).join('\n')}
`);

function open(levels: number) {
  const query = `{ node { ${'... on Named { node { '.repeat(levels)} id ${'} }'.repeat(levels)} } }`;
  return openFragments(parse(query), SCHEMA, new Set(['Node']));
}

describe('nested fragments on an interface, below fields that return an @interfaceObject', () => {
  it('become a fragment for each type at each level', () => {
    let fields = 0;
    visit(open(3), { [Kind.FIELD]: () => void (fields += 1) });
    expect(fields).toBe(1 + 6 + 6 ** 2 + 2 * 6 ** 3);
  });

  it('are refused with OPERATION_TOO_COMPLEX where they would become more than 20,000 fields', () => {
    expect(() => open(6)).toThrow(expect.objectContaining({ code: 'OPERATION_TOO_COMPLEX' }));
  });
});
