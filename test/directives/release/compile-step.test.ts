import { expect, it } from '@jest/globals';
import { GraphQLObjectType, GraphQLString } from 'graphql';
import { ANYONE } from '../../../directives/operation/standing.ts';
import { stepCompiler } from '../../../directives/release/compile-step.ts';
import { ROOT_HOLDER } from '../../../directives/release/holder.ts';
import { rootGroup } from '../../../directives/release/program.ts';
import { typeCoordinate } from '../../../directives/coordinate.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const graph = unitGraph('type Query { name: String }');

it('a field that the type of the object lacks has the type that it was selected with', async () => {
  const { selection, decisions } = await graph.decide({ query: '{ name }', roles: {} });
  const [field] = selection.fields;
  if (!field) throw new TypeError('no field');
  const facts = {
    type: new GraphQLObjectType({ name: 'Query', fields: { other: { type: GraphQLString } } }),
    coordinate: typeCoordinate('Query'),
    isEntity: false,
    holder: ROOT_HOLDER,
    patientPaths: [],
    isRecordHashed: false,
    recordPaths: [],
    programs: new Map(),
  };
  const plan = {
    schema: graph.schema,
    decisions,
    fates: ['fetch'] as const,
    argumentStandings: new Map(),
    bound: new Set<number>(),
    ownRules: new Map(),
  };
  const group = rootGroup(selection.root, selection.selections);
  const compile = stepCompiler(plan, { group, facts, standing: ANYONE, recorded: [] });
  expect(compile('name', [field])).toMatchObject({ kind: 'leaf', type: GraphQLString });
});
