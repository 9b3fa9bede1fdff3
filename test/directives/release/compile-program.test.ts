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

describe("the access to an object's type, whose name is PHI,", () => {
  const problems = unitGraph(`
    input Match { patient: ID @patient or: [Match] }
    type Query { matched(by: Match): Problem person: Person }
    type Person @key(fields: "id") @patient(id: "id") { id: ID! comparedTo(other: ID @patient): Problem }
    interface Problem { at: String }
    type Flu implements Problem { at: String }
    type Hiv implements Problem @phi @role(anyOf: ["doctor"]) { at: String }
  `);
  const hiv = { __typename: 'Hiv' };

  it.each<[string, string, object, (string | null)[]]>([
    [
      'names no patient if the argument of a field above names one but does not limit the field',
      '{ matched(by: { patient: "p1" }) { __typename } }',
      { _phi_0: hiv },
      [null],
    ],
    [
      'names the patient of the object above and the one that the argument of a field names',
      '{ person { comparedTo(other: "p1") { __typename } } }',
      { person: { __typename: 'Person', id: 'p2', _phi_0: hiv } },
      ['p2', 'p1'],
    ],
  ])('%s', async (_what, query, fetched, patients) => {
    const { release } = await problems.decide({ query, roles: { doctor: 'all' } });
    expect(release(fetched).accesses.map(({ patient }) => patient)).toEqual(patients);
  });
});

describe('an object of no patient whose type needs a role and whose name is not PHI', () => {
  const { decide } = unitGraph(`
    type Query { leaflet: Leaflet }
    type Leaflet @role(anyOf: ["self"]) { text: String }
  `);

  it('is released to a role that reaches only some patients', async () => {
    const { release } = await decide({ query: '{ leaflet { __typename text } }', ...P1 });
    const leaflet = { __typename: 'Leaflet', text: 'Drink water.' };
    expect(release({ leaflet }).data).toEqual({ leaflet });
  });
});

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
