import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { findOperation } from '../../../gateway/pipeline/operation/find-operation.ts';
import { isKeyLookup } from '../../../directives/operation/is-key-lookup.ts';
import { select } from '../../../directives/operation/select.ts';
import { policyOf } from '../../support/compose-subgraphs.ts';

const FIELDS = `
  lab(id: ID!): Lab
  record(id: ID!): Record
  labs(id: ID!): [Lab!]
  labAt(id: ID!, skip: Int): Lab
  labOf(id: [ID!]!): Lab
  labBy(code: String): Lab
  labByNumber(number: ID!): Lab
  recordByNumber(number: ID!): Record
  staff(id: ID!): Staff
  count(id: ID!): Int
  first: Lab
`;
const TYPES = (marks: (patient: boolean) => string) => `
  interface Record { id: ID! }
  type Lab implements Record ${marks(true)} { id: ID! number: ID! code: String subject: Subject }
  type Subject { id: ID! }
  type Staff ${marks(false)} { id: ID! lab(id: ID!): Lab }
`;

const schema = buildSchema(`type Query { ${FIELDS} } ${TYPES(() => '')}`);
const policy = policyOf({
  labs: `type Query { ${FIELDS} } ${TYPES((patient) =>
    patient
      ? '@key(fields: "number") @key(fields: "id") @patient(id: "subject.id")'
      : '@key(fields: "id")',
  )}`,
});

function looksUpByKey(query: string, index = 0): boolean | undefined {
  const operation = findOperation(schema, parse(query), null);
  const field = select(operation, {}, 10).fields[index];
  return field && isKeyLookup(schema, policy, field);
}

describe('the check that a field looks up one record of a patient by its key', () => {
  it.each([
    '{ lab(id: 1) { id } }',
    '{ record(id: 1) { id } }',
    '{ labByNumber(number: 1) { id } }',
    '{ recordByNumber(number: 1) { id } }',
  ])('accepts %s', (query) => {
    expect(looksUpByKey(query)).toBe(true);
  });

  it.each<[string, string, number?]>([
    ['a field that returns a list', '{ labs(id: 1) { id } }'],
    ['a field with a second argument', '{ labAt(id: 1, skip: 1) { id } }'],
    ['an argument with a list of keys', '{ labOf(id: [1, 2]) { id } }'],
    ['an argument that is not a key', '{ labBy(code: "x") { id } }'],
    ['a field whose type has no @patient', '{ staff(id: 1) { id } }'],
    ['a field that returns a scalar', '{ count(id: 1) }'],
    ['a field without an argument', '{ first { id } }'],
    ['a field of a record', '{ staff(id: 1) { lab(id: 1) { id } } }', 1],
  ])('rejects %s', (_what, query, index = 0) => {
    expect(looksUpByKey(query, index)).toBe(false);
  });
});
