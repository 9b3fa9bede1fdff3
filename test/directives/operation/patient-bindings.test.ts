import { describe, expect, it } from '@jest/globals';
import { unitGraph } from '../../support/unit-graph.ts';

const graph = unitGraph(`
  type Query {
    one(patient: ID @patient): Int
    some(patients: [[ID]] @patient, where: Filter): Int
    by(by: By, also: By, order: [Order!], where: Filter, lists: [By]): Int
  }
  type Mutation { batch(by: [By], one: By, tags: [Tag!]): Int many(by: [[By]]): Int }
  input By { patient: ID @patient patients: [ID] @patient text: String }
  input Filter { text: String not: Filter }
  input Order { by: String }
  input Tag { text: String @phi }
`);

/** Whether the first field of an operation is bound to a patient, regardless of the caller's reach. */
async function isBound(query: string): Promise<boolean> {
  const { judgement } = await graph.decide({ query, roles: { doctor: 'all' } });
  return judgement.bound.has(0);
}

describe('a field is bound to a patient', () => {
  it.each([
    '{ one(patient: "p1") }',
    '{ some(patients: ["p1"]) }',
    '{ some(patients: [["p1", "p1"]], where: {}) }',
    '{ by(by: {patient: "p1"}) }',
    '{ by(by: {patients: ["p1"]}) }',
    '{ by(by: {patient: "p1"}, also: {patient: "p1"}) }',
    '{ by(by: {patient: "p1"}, order: [{by: "x"}]) }',
    '{ by(by: {patient: "p1"}, also: null, where: null) }',
    'mutation { batch(by: [{patient: "p1"}, {patients: ["p1"]}]) }',
    'mutation { batch(by: {patient: "p1"}) }',
    'mutation { many(by: [[{patient: "p1"}], [{patient: "p1"}]]) }',
  ])('by %s', async (query) => {
    expect(await isBound(query)).toBe(true);
  });
});

describe('a field is bound to no patient', () => {
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
  ])('by %s', async (query) => {
    expect(await isBound(query)).toBe(false);
  });
});
