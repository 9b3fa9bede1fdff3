import { describe, expect, it } from '@jest/globals';
import { lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

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
  linesOfRule('PATIENT_BESIDE_ID', findings(fields, root)).map((line) => line.replace(/ @ .*/, ''));

describe('lint rule PATIENT_BESIDE_ID reports an id next to a @patient argument', () => {
  it.each([
    ['in two input objects of a mutation', 'm(where: Where, data: Data): V'],
    [
      'in two input objects of a mutation that returns no record',
      'm(where: Where, data: Data): Boolean',
    ],
    ['in one input object', 'm(input: Both!): V'],
    ['in a list of input objects', 'm(inputs: [Both!]!): V'],
    ['deeper in the input object', 'm(input: Deep): V'],
    ['in two arguments', 'm(id: ID!, of: ID @patient): V'],
    ['in an argument next to an input object', 'm(vId: ID!, data: Data): V'],
    ['as a list of ids', 'm(ids: [ID!]!, data: Data): V'],
    [
      'as an id named after another type than the one that the mutation returns',
      'm(v_id: ID!, data: Data): Clinic',
    ],
  ])('%s', (_what, field) => {
    expect(found(field)).toEqual(['Mutation.m']);
  });

  it.each([
    ['a PHI scalar', 'm(id: ID!, of: ID @patient): Int @phi @role(anyOf: ["r"])'],
    ['an object without a patient', 'm(where: Where, data: Data): Scan'],
  ])('in a query for %s', (_what, field) => {
    expect(found(field, 'Query')).toEqual(['Query.m']);
  });

  it('as a warning that names both inputs and says what the gateway can check, and when', () => {
    const [finding] = findings('m(where: Where, data: Data): V').filter(
      ({ code }) => code === 'PATIENT_BESIDE_ID',
    );
    expect(finding?.severity).toBe('warning');
    expect(finding?.message).toBe(
      "Mutation.m is bound to the patient of Data.of, but Where.id can select a record. Only the subgraph can check that the record is this patient's. The gateway compares the @patient path of the result, but only after the write.",
    );
    for (const field of [
      'm(where: Where, data: Data): Boolean',
      'm(where: Where, data: Data): Scan',
    ])
      expect(findings(field).find(({ code }) => code === 'PATIENT_BESIDE_ID')?.message).toMatch(
        / is this patient's\. The result has no @patient path to compare\.$/,
      );
  });

  it('as suppressed, with the reason, under a phi-gateway-ignore comment', () => {
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

describe('lint rule PATIENT_BESIDE_ID reports nothing', () => {
  it.each([
    ['when there is no id', 'm(data: Data): V', 'Mutation'],
    ['when the id is the patient itself', 'm(of: ID! @patient): V', 'Mutation'],
    ['when no input names a patient', 'm(where: Where): V', 'Mutation'],
    [
      'when the @patient field is in a recursive input object, which does not limit the operation to that patient',
      'm(id: ID, filter: Filter): V',
      'Mutation',
    ],
    [
      'when id and patient are in a list of input objects, which does not limit a query to that patient',
      'm(inputs: [Both!]!): Int @phi @role(anyOf: ["r"])',
      'Query',
    ],
    [
      'when the id names an object that belongs to no patient',
      'm(clinicId: ID!, data: Data): V',
      'Mutation',
    ],
    ['when the id is clientMutationId', 'm(clientMutationId: ID, data: Data): V', 'Mutation'],
    ['when the result of a query carries its patient', 'm(where: Where, data: Data): V', 'Query'],
    ['when the result of a query is not PHI', 'm(where: Where, data: Data): Int', 'Query'],
  ])('%s', (_what, field, root) => {
    expect(found(field, root)).toEqual([]);
  });
});
