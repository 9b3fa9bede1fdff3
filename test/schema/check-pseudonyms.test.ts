import { describe } from '@jest/globals';
import { found, refuses } from './composition-cases.ts';

describe('composition checks inputs that take an identifier which a role sees as a pseudonym', () => {
  const ID =
    'id: ID! @phi(category: RECORD_NUMBER, deidentify: PSEUDONYM) @role(anyOf: ["x", "y"], deidentified: ["r"])';
  const MARK = '@phi(category: RECORD_NUMBER) @role(anyOf: ["x", "y"])';
  refuses([
    [
      'refuses an unmarked argument with the name of the identifier',
      { a: `type Query { p(id: ID!): P } type P { ${ID} }` },
      found('PSEUDONYM_ARGUMENT', 'Query.p(id:)'),
    ],
    [
      'refuses an unmarked argument of a field that returns a list',
      { a: `type Query { ps(id: [ID!]): [P!]! } type P { ${ID} }` },
      found('PSEUDONYM_ARGUMENT', 'Query.ps(id:)'),
    ],
    [
      'refuses an unmarked argument of a field that returns a union or an interface',
      {
        a: `type Query { u(id: ID): U i(id: ID): I } union U = P interface I { id: ID! } type P implements I { ${ID} }`,
      },
      found('PSEUDONYM_ARGUMENT', 'Query.u(id:)'),
      found('PSEUDONYM_ARGUMENT', 'Query.i(id:)'),
    ],
    [
      'refuses an unmarked input field at any depth',
      {
        a: `type Query { ps(where: W): [P] } input W { and: V more: W } input V { id: ID } type P { ${ID} }`,
      },
      found('PSEUDONYM_ARGUMENT', 'V.id'),
    ],
    [
      'refuses a @patient argument with another name',
      {
        a: `type Query { notes(of: ID! @patient): [N] } type N @patient(id: "p.id") { text: String p: P } type P { ${ID} }`,
      },
      found('PSEUDONYM_ARGUMENT', 'Query.notes(of:)'),
    ],
    [
      'refuses a @patient input field with another name',
      {
        a: `type Query { n: N } type Mutation { add(note: Add): Int } input Add { of: ID! @patient } type N @patient(id: "p.id") { p: P } type P { ${ID} }`,
      },
      found('PSEUDONYM_ARGUMENT', 'Add.of'),
    ],
    [
      'refuses an argument whose mark admits more roles than the identifier',
      { a: `type Query { p(id: ID! @role(anyOf: ["x", "z"])): P } type P { ${ID} }` },
      found('PSEUDONYM_ARGUMENT', 'Query.p(id:)'),
    ],
    [
      'accepts an argument with the same mark as the identifier',
      { a: `type Query { p(id: ID! ${MARK}): P } type P { ${ID} }` },
    ],
    [
      'accepts an argument with a stricter mark than the identifier',
      { a: `type Query { p(id: ID! @role(anyOf: ["y"])): P } type P { ${ID} }` },
    ],
    [
      'accepts an argument that selects an object without the identifier',
      { a: `type Query { n(id: ID!): N p: P } type N { id: ID text: String } type P { ${ID} }` },
    ],
    [
      'accepts an argument when no role sees a pseudonym',
      { a: `type Query { p(id: ID!): P } type P { ${ID.replace(', deidentified: ["r"]', '')} }` },
    ],
  ]);
});
