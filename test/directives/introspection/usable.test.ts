import { describe, expect, it } from '@jest/globals';
import { isObjectType } from 'graphql';
import { usableBy } from '../../../directives/introspection/usable.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const graph = unitGraph(`
  type Query { lab: Lab }
  type Lab @key(fields: "id") @patient(id: "id") { id: ID! text: String @role(anyOf: ["nurse"]) }
`);

describe('a field of a type with a @patient path, in the schema shown to a caller without patients,', () => {
  it.each<[readonly string[], boolean]>([
    [['id'], false],
    [['id', 'nothing'], true],
    [['nothing'], true],
  ])(
    'is hidden if that path is never null, and shown if it can be null, as with an unknown field: path %j, shown: %j',
    async (path, isUsable) => {
      const { decisions, reach } = await graph.decide({
        query: '{ lab { id } }',
        roles: { nurse: 'self' },
      });
      const policy = { ...decisions.policy, patients: new Map([['Lab', path]]) };
      const usable = usableBy(graph.schema, { decisions: { ...decisions, policy }, reach });
      const lab = graph.schema.getType('Lab');
      const definition = isObjectType(lab) ? lab.getFields()['text'] : undefined;
      if (!isObjectType(lab) || !definition) throw new TypeError('no such field');
      expect(usable.field({ parent: lab, definition })).toBe(isUsable);
    },
  );
});
