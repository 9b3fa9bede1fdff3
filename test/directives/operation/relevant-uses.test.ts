import { describe, expect, it } from '@jest/globals';
import { createInputReaders, readInputs } from '../../../directives/operation/inputs.ts';
import { relevantUses } from '../../../directives/operation/relevant-uses.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const graph = unitGraph(`
  type Query {
    labs(of: ID @patient, code: String @role(anyOf: ["clerk"]), text: String @role(anyOf: ["doctor"])): [Lab]
    sealed(of: ID @patient): Lab @role(anyOf: ["clerk"])
    clinic: Clinic
    office: Clinic @role(anyOf: ["clerk"])
    offices: [Clinic] @role(anyOf: ["clerk"])
    place: Place
  }
  interface Place { ward: Ward }
  type Clinic implements Place { ward: Ward labs(of: ID @patient): [Lab] }
  type Home implements Place { ward: Ward @role(anyOf: ["clerk"]) }
  type Ward { labs(of: ID @patient): [Lab] }
  type Lab @key(fields: "id") { id: ID }
`);

/** The paths of the fields whose patients can change the result, for a doctor. Rules deny the fields in `denied`. */
async function relevant(query: string, denied: readonly string[] = []): Promise<readonly string[]> {
  const { selection, decisions } = await graph.decide({ query, roles: { doctor: 'all' } });
  const uses = readInputs(createInputReaders(graph.schema, graph.policy)(selection), {});
  const deniedFields = selection.fields.filter(({ path }) => denied.includes(path.join('.')));
  const context = { decisions, deniedByRule: deniedFields.map(({ index }) => index) };
  return relevantUses(selection, uses, context).map(({ field }) => field.path.join('.'));
}

describe('a patient named by an argument counts as able to change the result', () => {
  it.each([
    ['if a role sees the field', '{ labs(of: "p1") { id } }', ['labs']],
    ['if a role may use the other arguments', '{ labs(of: "p1", text: "x") { id } }', ['labs']],
    ['below a field that a role sees', '{ clinic { labs(of: "p1") { id } } }', ['clinic.labs']],
    [
      'below a field that a role sees on one type, even if it is denied on the interface',
      '{ place { ward { labs(of: "p1") { id } } ... on Clinic { ward { labs(of: "p2") { id } } } } }',
      ['place.ward.labs', 'place.ward.labs'],
    ],
    [
      'next to another field that no role sees',
      '{ sealed(of: "p1") { id } labs(of: "p2") { id } }',
      ['labs'],
    ],
  ])('%s', async (_where, query, expected) => {
    expect(await relevant(query)).toEqual(expected);
  });
});

describe('a patient named by an argument counts as unable to change the result', () => {
  it.each([
    ['if no role sees the field', '{ sealed(of: "p1") { id } }'],
    ['if no role may use the other arguments', '{ labs(of: "p1", code: "x") { id } }'],
    [
      'if a role may use some of the other arguments only',
      '{ labs(of: "p1", text: "x", code: "x") { id } }',
    ],
    ['below a field that no role sees', '{ office { labs(of: "p1") { id } } }'],
    ['below a list that no role sees', '{ offices { labs(of: "p1") { id } } }'],
    ['if the argument for the patient is left out', '{ labs(text: "x") { id } }'],
  ])('%s', async (_where, query) => {
    expect(await relevant(query)).toEqual([]);
  });

  it.each([
    ['if a rule denies the field', 'clinic.labs'],
    ['below a field that a rule denies', 'clinic'],
  ])('%s', async (_where, denied) => {
    expect(await relevant('{ clinic { labs(of: "p1") { id } } }', [denied])).toEqual([]);
  });
});
