import { expect, it } from '@jest/globals';
import { GraphQLObjectType, GraphQLString } from 'graphql';
import { ALL_ROLES } from '../../../directives/operation/effective-roles.ts';
import { compileStep } from '../../../directives/release/compile-step.ts';
import { NO_PATIENT_LINK } from '../../../directives/release/patient-link.ts';
import { rootSelections } from '../../../directives/release/program.ts';
import { typeCoordinate } from '../../../directives/coordinate.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const graph = unitGraph('type Query { name: String }');

it("the release step for a field that the object's type does not define uses the type that the field was selected with", async () => {
  const { selection, decisions } = await graph.decide({ query: '{ name }', roles: {} });
  const [field] = selection.fields;
  if (!field) throw new TypeError('no field');
  const facts = {
    type: new GraphQLObjectType({ name: 'Query', fields: { other: { type: GraphQLString } } }),
    coordinate: typeCoordinate('Query'),
    isEntity: false,
    isRoot: false,
    patientLink: NO_PATIENT_LINK,
    patientPaths: [],
    isRecordHashed: false,
    recordPaths: [],
    programs: new Map(),
  };
  const plan = {
    schema: graph.schema,
    decisions,
    dispositions: ['fetch'] as const,
    argumentRolesIds: new Map(),
    boundToOne: new Set<number>(),
    recordInputs: new Map(),
    customRules: new Map(),
    weights: new Map(),
  };
  const merged = rootSelections(selection.root, selection.selections);
  const target = { merged, deidentifiedAbove: false, facts, rolesId: ALL_ROLES, recorded: [] };
  expect(compileStep(plan, target, { key: 'name', occurrences: [field] })).toMatchObject({
    kind: 'leaf',
    type: GraphQLString,
  });
});
