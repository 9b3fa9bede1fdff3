import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attempt } from '../support/attempt.ts';
import { AUTHORIZATION, clerk, doctor, research } from '../support/callers.ts';
import {
  callerOf,
  createInProcessGraph,
  type InProcessGraph,
} from '../support/in-process-graph.ts';

const D = '@role(anyOf: ["doctor"])';
const one = { __typename: 'Person', id: '1', name: 'Ada', nick: 'ada' };
const person = () => one;
const byId = ({ id }: { readonly id: string }) => ({ ...one, id });

/** One field for each way in which a mark applies to a field that doesn't carry it. */
const SUBGRAPHS = {
  people: {
    sdl: `
      type Query {
        person: Person @shareable somebody: Person
        being: Being named: Named anybody: Anybody
        scalar: Code scalars: [[Code!]!]! enum: Sex enums: [Sex!] union: Pair pairs: [Pair!]!
        marked: Marked allMarked: [Marked!]!
        deep: Deep soft: Soft
        provided: Person @provides(fields: "given")
        constructor: constructor
        hasOwnProperty: toString
      }
      type Person @key(fields: "id") {
        id: ID!
        ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["doctor"], deidentified: ["research"])
        hidden: String @inaccessible ${D}
        kin: Being
        moved: String @override(from: "more")
        moving: String @override(from: "more", label: "percent(50)")
        given: String @external
        nick: String
      }
      "One implementer is marked."
      interface Being { id: ID! name: String }
      type Dog implements Being @key(fields: "id") { id: ID! name: String }
      type Cat implements Being @key(fields: "id") { id: ID! name: String ${D} }
      "The interface alone is marked."
      interface Named @key(fields: "id") { id: ID! name: String ${D} }
      type Boat implements Named @key(fields: "id") { id: ID! name: String }
      "The interface behind the interface is marked."
      interface Any { id: ID! name: String ${D} }
      interface Anybody implements Any { id: ID! name: String }
      type Robot implements Anybody & Any @key(fields: "id") { id: ID! name: String }
      scalar Code ${D}
      enum Sex ${D} { F M }
      union Pair ${D} = Left | Right
      type Left { a: String }
      type Right { a: String }
      type Marked ${D} { a: String b: Int }
      type Deep { list: [Inner!] }
      type Inner { marked: Marked! }
      "All implementers are marked, otherwise each."
      interface Soft { a: String }
      type Soft1 implements Soft { a: String @role(anyOf: ["doctor"]) }
      type Soft2 implements Soft { a: String @role(anyOf: ["doctor", "clerk"]) }
      type constructor { toString: String ${D} valueOf: String kind: Kind kinds: [Kind] }
      type toString ${D} { constructor: String }
      enum Kind { constructor hasOwnProperty ${D} }
    `,
    resolvers: {
      Query: {
        person,
        somebody: person,
        being: () => ({ __typename: 'Cat', id: '2', name: 'Tom' }),
        named: () => ({ __typename: 'Boat', id: '3', name: 'Boaty' }),
        anybody: () => ({ __typename: 'Robot', id: '4', name: 'Robby' }),
        scalar: () => 'code',
        scalars: () => [['code']],
        enum: () => 'F',
        enums: () => ['M'],
        union: () => ({ __typename: 'Left', a: 'left' }),
        pairs: () => [{ __typename: 'Right', a: 'right' }],
        marked: () => ({ a: 'a', b: 1 }),
        allMarked: () => [{ a: 'a', b: 1 }],
        deep: () => ({ list: [{ marked: { a: 'a' } }] }),
        soft: () => ({ __typename: 'Soft2', a: 'soft' }),
        provided: () => ({ ...one, given: 'given' }),
        constructor: () => ({
          toString: 'own',
          valueOf: 'value',
          kind: 'hasOwnProperty',
          kinds: ['constructor'],
        }),
        hasOwnProperty: () => ({ constructor: 'built' }),
      },
      Person: {
        __resolveReference: byId,
        ssn: () => '999-00-0001',
        hidden: () => 'hidden',
        kin: () => ({ __typename: 'Cat', id: '2', name: 'Tom' }),
        moved: () => 'moved',
        moving: () => 'moving',
      },
      Being: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
      Named: {
        __resolveType: () => 'Boat',
        __resolveReference: () => ({ __typename: 'Boat', id: '3' }),
      },
      Anybody: { __resolveType: () => 'Robot' },
      Pair: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
      Soft: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    },
  },
  more: {
    sdl: `
      type Query { person: Person @shareable later: Being }
      type Person @key(fields: "id") {
        id: ID!
        ssn: String @external
        hidden: String @external
        kin: Being @external
        last4: String @requires(fields: "ssn")
        shown: String @requires(fields: "hidden")
        family: String @requires(fields: "kin { ... on Cat { name } }")
        moved: String ${D}
        moving: String ${D}
        given: String @shareable ${D}
      }
      interface Being { id: ID! name: String }
      "An implementer that was added later, in another subgraph."
      type Wolf implements Being @key(fields: "id") { id: ID! name: String ${D} }
      type Cat implements Being @key(fields: "id") { id: ID! name: String @external }
      type Dog implements Being @key(fields: "id") { id: ID! name: String @external }
      type Named @key(fields: "id") @interfaceObject { id: ID! rating: Int ${D} }
    `,
    resolvers: {
      Query: { person, later: () => ({ __typename: 'Wolf', id: '5', name: 'Wolfie' }) },
      Person: {
        __resolveReference: (reference: object) => reference,
        last4: ({ ssn }: { ssn?: string }) => ssn?.slice(-4) ?? 'none',
        shown: ({ hidden }: { hidden?: string }) => hidden ?? 'none',
        family: ({ kin }: { kin?: { name?: string } }) => kin?.name ?? 'none',
        moved: () => 'old',
        moving: () => 'old',
        given: () => 'given',
      },
      Being: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
      Named: { __resolveReference: () => ({ id: '3', rating: 5 }) },
    },
  },
  chain: {
    sdl: `
      type Query { unused: Int }
      type Person @key(fields: "id") {
        id: ID!
        last4: String @external
        shown: String @external
        twice: String @requires(fields: "last4")
        both: String @requires(fields: "shown last4")
      }
    `,
    resolvers: {
      Query: { unused: () => 1 },
      Person: {
        __resolveReference: (reference: object) => reference,
        twice: ({ last4 }: { last4?: string }) => `${last4}${last4}`,
        both: ({ last4, shown }: { last4?: string; shown?: string }) => `${last4} ${shown}`,
      },
    },
  },
};

let graph: InProcessGraph;
beforeAll(async () => void (graph = await createInProcessGraph(SUBGRAPHS, AUTHORIZATION)));
afterAll(() => graph.close());

/** Name, query, data for a doctor, and coordinates that no subgraph is asked for where a clerk asks. */
const CASES: readonly (readonly [string, string, unknown, readonly string[]])[] = [
  [
    'on a field that another field @requires',
    '{ person { last4 } }',
    { person: { last4: '0001' } },
    ['Person.ssn', 'Person.last4'],
  ],
  [
    'on the first field of a chain of @requires',
    '{ somebody { twice } }',
    { somebody: { twice: '00010001' } },
    ['Person.ssn', 'Person.last4', 'Person.twice'],
  ],
  [
    'on an @inaccessible field that another field @requires',
    '{ person { shown } }',
    { person: { shown: 'hidden' } },
    ['Person.hidden', 'Person.shown'],
  ],
  [
    'on an @inaccessible field in a chain of @requires',
    '{ somebody { both } }',
    { somebody: { both: '0001 hidden' } },
    ['Person.hidden', 'Person.ssn', 'Person.both'],
  ],
  [
    'on a field that another field @requires with a type condition',
    '{ person { family } }',
    { person: { family: 'Tom' } },
    ['Cat.name', 'Being.name', 'Person.family'],
  ],
  [
    'in the subgraph that an @override replaces',
    '{ person { moved } }',
    { person: { moved: 'moved' } },
    ['Person.moved'],
  ],
  [
    'in the subgraph that a progressive @override replaces',
    '{ person { moving } }',
    { person: { moving: expect.anything() } },
    ['Person.moving'],
  ],
  [
    'in the subgraph of a field that another subgraph @provides',
    '{ provided { given } }',
    { provided: { given: 'given' } },
    ['Person.given'],
  ],
  [
    'on one implementer of the queried interface',
    '{ being { name } }',
    { being: { name: 'Tom' } },
    ['Being.name', 'Cat.name', 'Dog.name', 'Wolf.name'],
  ],
  [
    'on one implementer of an interface, queried in a fragment on it',
    '{ being { ... on Cat { name } } }',
    { being: { name: 'Tom' } },
    ['Being.name', 'Cat.name'],
  ],
  [
    'on an implementer that another subgraph adds',
    '{ later { name } }',
    { later: { name: 'Wolfie' } },
    ['Being.name', 'Wolf.name'],
  ],
  [
    'on the field of an interface',
    '{ named { name } }',
    { named: { name: 'Boaty' } },
    ['Named.name', 'Boat.name'],
  ],
  [
    'on the field of an interface, queried in a fragment on its implementer',
    '{ named { ... on Boat { name } } }',
    { named: { name: 'Boaty' } },
    ['Named.name', 'Boat.name'],
  ],
  [
    'on the field of an interface above the queried interface',
    '{ anybody { name } }',
    { anybody: { name: 'Robby' } },
    ['Anybody.name', 'Any.name', 'Robot.name'],
  ],
  [
    'on the field of an interface above the queried interface, in fragments',
    '{ anybody { ... on Any { ... on Robot { name } } } }',
    { anybody: { name: 'Robby' } },
    ['Anybody.name', 'Any.name', 'Robot.name'],
  ],
  [
    'on a field of an @interfaceObject',
    '{ named { rating } }',
    { named: { rating: 5 } },
    ['Named.rating', 'Boat.rating'],
  ],
  [
    'on a field of an @interfaceObject, queried in a fragment on the implementer',
    '{ named { ... on Boat { rating } } }',
    { named: { rating: 5 } },
    ['Named.rating', 'Boat.rating'],
  ],
  [
    'on all implementers of an interface, with different roles',
    '{ soft { a } }',
    { soft: { a: 'soft' } },
    ['Soft.a', 'Soft1.a', 'Soft2.a'],
  ],
  ['on a scalar', '{ scalar }', { scalar: 'code' }, ['Query.scalar']],
  ['on a scalar in lists', '{ scalars }', { scalars: [['code']] }, ['Query.scalars']],
  ['on an enum', '{ enum }', { enum: 'F' }, ['Query.enum']],
  ['on an enum in a list', '{ enums }', { enums: ['M'] }, ['Query.enums']],
  [
    'on a union',
    '{ union { ... on Left { a } } }',
    { union: { a: 'left' } },
    ['Query.union', 'Left.a'],
  ],
  [
    'on a union in a list',
    '{ pairs { ... on Right { a } } }',
    { pairs: [{ a: 'right' }] },
    ['Query.pairs', 'Right.a'],
  ],
  ['on an object type', '{ marked { a } }', { marked: { a: 'a' } }, ['Query.marked', 'Marked.a']],
  [
    'on an object type of which only __typename is selected',
    '{ marked { __typename } }',
    { marked: { __typename: 'Marked' } },
    ['Query.marked'],
  ],
  [
    'on an object type in a list',
    '{ allMarked { b } }',
    { allMarked: [{ b: 1 }] },
    ['Query.allMarked', 'Marked.b'],
  ],
  [
    'on an object type below lists',
    '{ deep { list { marked { a } } } }',
    { deep: { list: [{ marked: { a: 'a' } }] } },
    ['Inner.marked', 'Marked.a'],
  ],
  [
    'on a field called toString of a type called constructor',
    '{ constructor { toString } }',
    { constructor: { toString: 'own' } },
    ['constructor.toString'],
  ],
  [
    'on a type called toString',
    '{ hasOwnProperty { constructor } }',
    { hasOwnProperty: { constructor: 'built' } },
    ['Query.hasOwnProperty', 'toString.constructor'],
  ],
];

describe('a @phi or @role directive', () => {
  it.each(CASES)(
    'gives a doctor the data and callers without its roles UNAUTHORIZED_FIELD_OR_TYPE, without asking a subgraph for the protected fields: %s',
    async (_what, query, data, protectedFields) => {
      const seen = await attempt(graph, { query, caller: doctor });
      expect(seen.data).toEqual(data);
      expect(seen.errors).toEqual([]);

      const value = JSON.stringify(seen.data);
      for (const caller of [
        clerk,
        callerOf(['constructor', '__proto__', 'toString']),
        callerOf([]),
      ]) {
        const { data: given, errors, asked } = await attempt(graph, { query, caller });
        expect(JSON.stringify(given)).not.toBe(value);
        expect(errors).toEqual([expect.stringMatching(/^UNAUTHORIZED_FIELD_OR_TYPE /)]);
        const fields = new Set(asked.map((line) => line.split(' ')[1]));
        expect(protectedFields.filter((field) => fields.has(field))).toEqual([]);
      }
    },
  );

  it('makes a marked enum value called hasOwnProperty null for a role that may not see it, and releases an unmarked value called constructor', async () => {
    const query = '{ constructor { kind kinds valueOf } }';
    const { data } = await attempt(graph, { query, caller: clerk });
    expect(data).toEqual({ constructor: { kind: null, kinds: ['constructor'], valueOf: 'value' } });
  });

  it('makes the fields that it protects null for a role that may not see them, and an unmarked field next to them is released', async () => {
    const query = '{ person { nick ssn last4 } marked { a } deep { list { marked { a } } } }';
    const { data } = await attempt(graph, { query, caller: clerk });
    expect(data).toEqual({
      person: { nick: 'ada', ssn: null, last4: null },
      marked: null,
      deep: { list: null },
    });
  });
});

describe('a field computed from one that the caller sees de-identified', () => {
  it.each([
    ['{ person { ssn } }', { person: { ssn: '0001' } }],
    ['{ person { last4 } }', { person: { last4: null } }],
    ['{ person { twice } }', { person: { twice: null } }],
    ['{ person { ssn: last4 twice } }', { person: { ssn: null, twice: null } }],
  ])(
    'is suppressed and not fetched if it has no de-identification method, while its source is released: %s gives %j',
    async (query, data) => {
      const outcome = await attempt(graph, { query, caller: research });
      expect(outcome.data).toEqual(data);
      expect(outcome.asked.filter((line) => /Person\.(last4|twice)/.test(line))).toEqual([]);
    },
  );
});
