import { describe, expect, it } from '@jest/globals';
import { unitGraph, type UnitRequest } from '../../support/unit-graph.ts';

const graph = unitGraph(`
  type Query { clinic: Clinic desk: Desk }
  type Mutation {
    sign(of: ID @patient): String @phi @role(anyOf: ["doctor", "self"])
    count: Int @phi @role(anyOf: ["doctor", "self"])
  }
  type Clinic { name(form: String): String note(of: ID @patient): String @phi @role(anyOf: ["doctor", "self"]) }
  type Desk {
    total(year: Int): Int @phi @role(anyOf: ["doctor", "self"])
    note(of: ID @patient): String @phi @role(anyOf: ["doctor", "self"])
  }
`);
const P1: Omit<UnitRequest, 'query'> = { roles: { self: 'self' }, claims: { self: ['p1'] } };

describe('PHI of a patient who is named only by an argument', () => {
  it.each<[string, string, object, object]>([
    [
      'is released on the mutation root, even if another field there is PHI without a patient',
      'mutation { sign(of: "p1") }',
      { _phi_0: 'flu' },
      { sign: 'flu' },
    ],
    [
      'is released in an object that only groups fields',
      '{ clinic { note(of: "p1") } }',
      { clinic: { __typename: 'Clinic', _phi_0: 'flu' } },
      { clinic: { note: 'flu' } },
    ],
    [
      'is denied in an object with PHI that names no patient: the object can belong to another patient',
      '{ desk { note(of: "p1") } }',
      { desk: { __typename: 'Desk', _phi_0: 'flu' } },
      { desk: { note: null } },
    ],
  ])('%s', async (_what, query, fetched, expected) => {
    const { release } = await graph.decide({ query, ...P1 });
    expect(release(fetched).data).toEqual(expected);
  });
});
