import { describe, expect, it } from '@jest/globals';
import { isObjectType } from 'graphql';
import { createPatientBindings } from '../../../directives/operation/patient-bindings.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const graph = unitGraph(`
  type Query {
    one(patient: ID @patient): Int
    some(patients: [[ID]] @patient, where: Filter): Int
    by(by: By, also: By, order: [Order!], where: Filter, lists: [By]): Int
    both(patients: [ID] @patient, by: By, text: String): Int
    kinds(by: By, kinds: [Kind!]): Int
  }
  type Mutation { batch(by: [By], one: By, tags: [Tag!]): Int many(by: [[By]]): Int match(by: Nested): Int }
  input Nested { patient: ID @patient or: [Nested] }
  input By { patient: ID @patient patients: [ID] @patient text: String }
  input Filter { text: String not: Filter }
  input Order { by: String }
  input Tag { text: String @phi }
  enum Kind { OPEN SEALED @phi }
`);

/** Whether the first field of an operation is bound to a patient, regardless of the caller's reach. */
async function isBound(query: string): Promise<boolean> {
  const { judgment } = await graph.decide({ query, roles: { doctor: 'all' } });
  return judgment.boundToOne.has(0);
}

describe('arguments that limit a field to the named patient', () => {
  it.each([
    '{ one(patient: "p1") }',
    '{ some(patients: ["p1"]) }',
    '{ some(patients: [["p1", "p1"]], where: {}) }',
    '{ by(by: {patient: "p1"}) }',
    '{ by(by: {patients: ["p1"]}) }',
    '{ by(by: {patient: "p1"}, also: {patient: "p1"}) }',
    '{ by(by: {patient: "p1"}, order: [{by: "x"}]) }',
    '{ by(by: {patient: "p1"}, also: null, where: null) }',
    '{ both(patients: [], by: {patient: "p1"}) }',
    '{ both(by: {patient: "p1"}, text: "x") }',
    '{ kinds(by: {patient: "p1"}, kinds: [SEALED]) }',
    'mutation { batch(by: [{patient: "p1"}, {patients: ["p1"]}]) }',
    'mutation { batch(by: {patient: "p1"}) }',
    'mutation { many(by: [[{patient: "p1"}], [{patient: "p1"}]]) }',
  ])('include %s', async (query) => {
    expect(await isBound(query)).toBe(true);
  });
});

describe('arguments that do not limit a field to a patient', () => {
  it.each([
    '{ one }',
    '{ one(patient: null) }',
    '{ some(patients: []) }',
    '{ some(patients: [["p1"], [null]]) }',
    '{ some(patients: [["p1"], null]) }',
    '{ by(by: {}) }',
    '{ by(by: {patient: null, text: "p1"}) }',
    '{ by(by: {patients: ["p1", null]}) }',
    '{ by(by: {patient: "p1"}, also: {}) }',
    '{ by(by: {patient: "p1"}, where: {}) }',
    '{ by(by: {patient: "p1"}, lists: []) }',
    '{ by(lists: [{patient: "p1"}]) }',
    'mutation { batch(by: []) }',
    'mutation { batch(by: [{patient: "p1"}, null]) }',
    'mutation { batch(by: [{patient: "p1"}, {text: "p1"}]) }',
    'mutation { batch(by: [{patient: "p1"}], one: {text: "x"}) }',
    'mutation { batch(one: {patient: "p1"}, tags: [{text: "x"}]) }',
    'mutation { match(by: {patient: "p1"}) }',
  ])('include %s', async (query) => {
    expect(await isBound(query)).toBe(false);
  });
});

const bindingFor = createPatientBindings(graph.schema, graph.policy);

function bindingOf(typeName: string, name: string) {
  const parent = graph.schema.getType(typeName);
  const definition = isObjectType(parent) && parent.getFields()[name];
  if (!isObjectType(parent) || !definition) throw new TypeError('no such field');
  return bindingFor({ parent, definition });
}

it.each([
  ['of patients', 'Query', 'some', 'patients'],
  ['of objects', 'Mutation', 'batch', 'by'],
])('an empty list %s does not limit a field to a patient', (_what, type, name, argument) => {
  const { canBind, isBound: binds } = bindingOf(type, name);
  expect([canBind, binds(new Map([[argument, []]]))]).toEqual([true, false]);
});

it('a recursive input object that names a patient does not limit a field to that patient', () => {
  expect(bindingOf('Mutation', 'match').canBind).toBe(false);
});
