import { describe, expect, it } from '@jest/globals';
import { lintMarked, toldOf } from '../../../support/lint-subgraphs.ts';

const TYPES = `
  type V @key(fields: "id") @patient(id: "of") { id: ID of: ID pulse: Int @phi @role(anyOf: ["r"]) }
  type Scan { pulse: Int @phi @role(anyOf: ["r"]) }
  type Clinic @key(fields: "id") { id: ID }
  input Where { id: ID }
  input Data { of: ID @patient pulse: Int }
  input Both { id: ID of: ID @patient }
  input Deep { at: Where of: ID @patient }
  input Filter { of: ID @patient and: [Filter!] }
`;

function findings(fields: string, root = 'Mutation') {
  const query = root === 'Query' ? '' : 'type Query { a: Int }';
  return lintMarked({ a: `type ${root} { ${fields} } ${query} ${TYPES}` });
}

const found = (fields: string, root?: string) =>
  toldOf('PATIENT_BESIDE_ID', findings(fields, root)).map((line) => line.replace(/ @ .*/, ''));

describe('An id that can select a record beside a @patient input is reported', () => {
  it.each([
    ['in two input objects of a mutation', 'm(where: Where, data: Data): V'],
    ['in two input objects, and nothing comes back', 'm(where: Where, data: Data): Boolean'],
    ['in one input object', 'm(input: Both!): V'],
    ['in a list of input objects', 'm(inputs: [Both!]!): V'],
    ['deeper in the input object', 'm(input: Deep): V'],
    ['in two arguments', 'm(id: ID!, of: ID @patient): V'],
    ['in an argument and an input object', 'm(vId: ID!, data: Data): V'],
    ['as a list of ids', 'm(ids: [ID!]!, data: Data): V'],
    ['as the id of another record of a patient', 'm(v_id: ID!, data: Data): Clinic'],
  ])('%s', (_what, field) => {
    expect(found(field)).toEqual(['Mutation.m']);
  });

  it.each([
    ['a scalar', 'm(id: ID!, of: ID @patient): Int @phi @role(anyOf: ["r"])'],
    ['an object that tells no patient', 'm(where: Where, data: Data): Scan'],
  ])('in a query for %s', (_what, field) => {
    expect(found(field, 'Query')).toEqual(['Query.m']);
  });

  it('with both inputs, and with what the gateway confirms only after the write', () => {
    const [held] = findings('m(where: Where, data: Data): V').filter(
      ({ code }) => code === 'PATIENT_BESIDE_ID',
    );
    expect(held?.severity).toBe('warning');
    expect(held?.message).toBe(
      "Mutation.m is about the patient of Data.of, yet Where.id can select a record: that it is this patient's rests on the subgraph's own check. The gateway holds the @patient path of the answer against it, but the write is done by then.",
    );
    for (const field of [
      'm(where: Where, data: Data): Boolean',
      'm(where: Where, data: Data): Scan',
    ])
      expect(findings(field).find(({ code }) => code === 'PATIENT_BESIDE_ID')?.message).toMatch(
        / own check\. Nothing in the answer confirms it\.$/,
      );
  });

  it('unless its author says that the subgraph checks it', () => {
    const field = `
      # phi-gateway-ignore PATIENT_BESIDE_ID: The update matches on both columns.
      m(where: Where, data: Data): V`;
    expect(
      findings(field).flatMap(({ code, suppressed }) =>
        code === 'PATIENT_BESIDE_ID' ? [suppressed] : [],
      ),
    ).toEqual(['The update matches on both columns.']);
  });
});

describe('No id beside a @patient input is reported', () => {
  it.each([
    ['where there is none', 'm(data: Data): V', 'Mutation'],
    ['where it is the patient itself', 'm(of: ID! @patient): V', 'Mutation'],
    ['where nothing names a patient', 'm(where: Where): V', 'Mutation'],
    ['where the patient binds nothing', 'm(id: ID, filter: Filter): V', 'Mutation'],
    [
      'where a list of input objects binds no query',
      'm(inputs: [Both!]!): Int @phi @role(anyOf: ["r"])',
      'Query',
    ],
    ['where it names what is no patient\u2019s', 'm(clinicId: ID!, data: Data): V', 'Mutation'],
    ['where it names the request', 'm(clientMutationId: ID, data: Data): V', 'Mutation'],
    ['where the answer of a query tells its patient', 'm(where: Where, data: Data): V', 'Query'],
    ['where the answer of a query is no PHI', 'm(where: Where, data: Data): Int', 'Query'],
  ])('%s', (_what, field, root) => {
    expect(found(field, root)).toEqual([]);
  });
});
