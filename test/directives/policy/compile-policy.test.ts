import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { memberCoordinate } from '../../../directives/coordinate.ts';
import type { Policy } from '../../../directives/policy/policy.ts';
import { HEAD, needOf, policyOf } from '../../support/compose-subgraphs.ts';
import { subgraphPolicy } from '../../support/policies.ts';

type Case = readonly [
  rule: string,
  subgraphs: Readonly<Record<string, string>>,
  needs: Readonly<Record<string, string>>,
];

/** Every graph here is composed, so each case holds for the supergraph and for the subgraphs alike. */
function holdsFor(cases: readonly Case[]): void {
  it.each(cases)('%s', (_rule, subgraphs, needs) => {
    const policy = policyOf(subgraphs);
    const found = Object.keys(needs).map((at) => [at, needOf(policy, at)]);
    expect(Object.fromEntries(found)).toEqual(needs);
  });
}

describe('the requirement (roles and PHI categories) of a field from its own directives', () => {
  holdsFor([
    [
      'is empty for a field without directives',
      { a: `type Query { a: String }` },
      { 'Query.a': 'open', Query: 'open' },
    ],
    [
      'is the list of roles, without PHI categories, if @role is the only directive',
      { a: `type Query { a: String @role(anyOf: ["nurse", "physician"]) }` },
      { 'Query.a': 'nurse|physician [] SUPPRESS' },
    ],
    [
      'has the category CLINICAL and the default roles for @phi without arguments and without @role',
      { a: `type Query { a: String @phi }` },
      { 'Query.a': 'default [CLINICAL] SUPPRESS' },
    ],
    [
      'has the roles of @role in place of the default roles',
      { a: `type Query { a: String @phi(category: SSN) @role(anyOf: ["x"]) }` },
      { 'Query.a': 'x [SSN] SUPPRESS' },
    ],
    [
      'allows no role if @role has an empty list',
      { a: `type Query { a: String @phi @role(anyOf: []) }` },
      { 'Query.a': ' [CLINICAL] SUPPRESS' },
    ],
    [
      'combines several @role and @phi directives on the field',
      {
        a: `type Query { a: String @role(anyOf: ["x"]) @role(anyOf: ["y"]) @phi(category: SSN) @phi(category: NAME) }`,
      },
      { 'Query.a': 'x & y [NAME SSN] SUPPRESS' },
    ],
    [
      'combines the @role directives of several subgraphs',
      {
        a: `type Query { a: String @shareable @role(anyOf: ["ADMIN"]) }`,
        b: `type Query { a: String @shareable @role(anyOf: ["USER"]) }`,
        c: `type Query { a: String @shareable @role(anyOf: ["USER"]) }`,
      },
      { 'Query.a': 'ADMIN & USER [] SUPPRESS' },
    ],
    [
      'combines the @role directives of several subgraphs on one argument',
      {
        a: `type Query { f(a: Int @role(anyOf: ["x"])): Int @shareable }`,
        b: `type Query { f(a: Int @role(anyOf: ["y"])): Int @shareable }`,
      },
      { 'Query.f(a:)': 'x & y [] SUPPRESS' },
    ],
    [
      'is one list of roles if two subgraphs list the same roles in another order',
      {
        a: `type Query { a: String @shareable @role(anyOf: ["x", "y"]) }`,
        b: `type Query { a: String @shareable @role(anyOf: ["y", "x", "y"]) }`,
      },
      { 'Query.a': 'x|y [] SUPPRESS' },
    ],
    [
      'has the role that @role(anyOf:) names without a list',
      { a: `type Query { a: String @role(anyOf: "x") }` },
      { 'Query.a': 'x [] SUPPRESS' },
    ],
  ]);
});

describe('the requirement (roles and PHI categories) that directives on types give', () => {
  holdsFor([
    [
      'from an object type applies to its fields, to fields that return it and to the type',
      {
        a: `type Query { p: P all: [P!]! } type P @phi @role(anyOf: ["x"]) { name: String @phi(category: NAME) }`,
      },
      {
        'P.name': 'x [CLINICAL NAME] SUPPRESS',
        'Query.p': 'x [CLINICAL] SUPPRESS',
        'Query.all': 'x [CLINICAL] SUPPRESS',
        P: 'x [CLINICAL] SUPPRESS',
      },
    ],
    [
      'includes the directives on a type extension',
      { a: `type Query { p: P } type P { name: String } extend type P @role(anyOf: ["x"])` },
      { 'P.name': 'x [] SUPPRESS', P: 'x [] SUPPRESS' },
    ],
    [
      'from a scalar applies to fields that return lists and non-null values of it',
      {
        a: `type Query { a: [[Code!]]! b: String } scalar Code @phi(category: GENETIC) @role(anyOf: ["x"])`,
      },
      { 'Query.a': 'x [GENETIC] SUPPRESS', 'Query.b': 'open', Code: 'x [GENETIC] SUPPRESS' },
    ],
    [
      'from an enum applies to fields that return it and to each of its values',
      { a: `type Query { a: Sex } enum Sex @phi @role(anyOf: ["x"]) { F M @role(anyOf: ["y"]) }` },
      {
        'Query.a': 'x [CLINICAL] SUPPRESS',
        'Sex.F': 'x [CLINICAL] SUPPRESS',
        'Sex.M': 'x & y [CLINICAL] SUPPRESS',
      },
    ],
    [
      'from a union applies to fields that return it, and not to its members',
      {
        a: `type Query { u: U m: M } union U @role(anyOf: ["x"]) = M | N type M { a: String } type N @role(anyOf: ["y"]) { a: String }`,
      },
      {
        'Query.u': 'x [] SUPPRESS',
        U: 'x [] SUPPRESS',
        'Query.m': 'open',
        'M.a': 'open',
        M: 'open',
        'N.a': 'y [] SUPPRESS',
      },
    ],
    [
      'from a root type applies to all of its fields',
      { a: `type Query { a: String } type Mutation @role(anyOf: ["x"]) { b: String }` },
      { 'Mutation.b': 'x [] SUPPRESS', 'Query.a': 'open' },
    ],
    [
      'from a root type with another name than Query applies to Query, in every subgraph',
      {
        a: `extend schema { query: Root } type Root @role(anyOf: ["x"]) { a: String self: Root }`,
        b: `type Query { b: String }`,
      },
      { 'Query.a': 'x [] SUPPRESS', 'Query.b': 'x [] SUPPRESS', 'Query.self': 'x [] SUPPRESS' },
    ],
  ]);
});

describe('the requirement (roles and PHI categories) of interfaces and implementers', () => {
  const ANIMALS = `interface Animal { name: String } type Dog implements Animal { name: String bark: String } type Cat implements Animal { name: String }`;
  holdsFor([
    [
      'applies the directives of an interface to every implementer and its fields',
      {
        a: `type Query { i: I t: T } interface I @phi @role(anyOf: ["x"]) { name: String } type T implements I { name: String other: String }`,
      },
      {
        'Query.i': 'x [CLINICAL] SUPPRESS',
        'Query.t': 'x [CLINICAL] SUPPRESS',
        'T.name': 'x [CLINICAL] SUPPRESS',
        'T.other': 'x [CLINICAL] SUPPRESS',
        'I.name': 'x [CLINICAL] SUPPRESS',
        T: 'x [CLINICAL] SUPPRESS',
      },
    ],
    [
      'applies the directives of an interface field to that field on every implementer',
      {
        a: `type Query { i: I } interface I { name: String @role(anyOf: ["x"]) } type T implements I { name: String other: String }`,
      },
      {
        'I.name': 'x [] SUPPRESS',
        'T.name': 'x [] SUPPRESS',
        'T.other': 'open',
        'Query.i': 'open',
      },
    ],
    [
      'applies the @role of one implementer to the fields of the interface',
      { a: `type Query { i: Animal } ${ANIMALS} extend type Dog @role(anyOf: ["x"])` },
      {
        'Animal.name': 'x [] SUPPRESS',
        'Dog.name': 'x [] SUPPRESS',
        'Cat.name': 'open',
        Animal: 'open',
        'Query.i': 'open',
      },
    ],
    [
      'combines the directives of all implementers on a field of the interface',
      {
        a: `type Query { i: I } interface I { name: String } type S implements I { name: String @role(anyOf: ["x"]) } type T implements I { name: String @role(anyOf: ["y"]) @phi(category: NAME) }`,
      },
      {
        'I.name': 'x & y [NAME] SUPPRESS',
        'S.name': 'x [] SUPPRESS',
        'T.name': 'y [NAME] SUPPRESS',
      },
    ],
    [
      'keeps the default roles of one implementer on a field of the interface',
      {
        a: `type Query { i: I } interface I { name: String } type S implements I { name: String @phi } type T implements I { name: String @role(anyOf: ["y"]) }`,
      },
      { 'I.name': 'default & y [CLINICAL] SUPPRESS', 'T.name': 'y [] SUPPRESS' },
    ],
    [
      'applies @role directives through every level of interfaces, up and down',
      {
        a: `type Query { t: Top } interface Top { a: String @role(anyOf: ["top"]) } interface Mid implements Top @role(anyOf: ["mid"]) { a: String } type T implements Mid & Top { a: String @role(anyOf: ["leaf"]) }`,
      },
      {
        'T.a': 'leaf & mid & top [] SUPPRESS',
        'Mid.a': 'leaf & mid & top [] SUPPRESS',
        'Top.a': 'leaf & mid & top [] SUPPRESS',
        T: 'mid [] SUPPRESS',
        Top: 'open',
      },
    ],
    [
      'includes an implementer that another subgraph adds',
      {
        a: `type Query { i: I } interface I { name: String } type S implements I { name: String }`,
        b: `interface I { name: String } type T implements I { name: String @role(anyOf: ["y"]) }`,
      },
      { 'I.name': 'y [] SUPPRESS', 'S.name': 'open' },
    ],
    [
      'applies the @role of an argument from an interface to its implementers and back',
      {
        a: `type Query { i: I } interface I { f(a: Int @role(anyOf: ["x"]), b: Int): Int } type T implements I { f(a: Int, b: Int @role(anyOf: ["y"])): Int }`,
      },
      {
        'I.f(a:)': 'x [] SUPPRESS',
        'T.f(a:)': 'x [] SUPPRESS',
        'I.f(b:)': 'y [] SUPPRESS',
        'T.f(b:)': 'y [] SUPPRESS',
        'T.f': 'open',
      },
    ],
    [
      'applies the directives of an @interfaceObject and its field to every implementer',
      {
        a: `type Query { m: Media } interface Media @key(fields: "id") @role(anyOf: ["x"]) { id: ID! } type Book implements Media @key(fields: "id") { id: ID! }`,
        b: `type Media @interfaceObject @key(fields: "id") @role(anyOf: ["y"]) { id: ID! stars: Int @phi @role(anyOf: ["z"]) }`,
      },
      {
        'Media.stars': 'x & y & z [CLINICAL] SUPPRESS',
        'Book.stars': 'x & y & z [CLINICAL] SUPPRESS',
        'Book.id': 'x & y [] SUPPRESS',
        'Query.m': 'x & y [] SUPPRESS',
      },
    ],
    [
      'is that of the more general type if subgraphs declare different types for a field',
      {
        a: `type Query { i: Animal @shareable } ${ANIMALS.replace('Dog implements Animal { name: String', 'Dog implements Animal { name: String @shareable')}`,
        b: `type Query { i: Dog @shareable } interface Animal { name: String } type Dog implements Animal @role(anyOf: ["d"]) { name: String @shareable }`,
      },
      { 'Query.i': 'open', Dog: 'd [] SUPPRESS', 'Animal.name': 'd [] SUPPRESS' },
    ],
    [
      'is that of the union if another subgraph declares one of its members',
      {
        a: `type Query { u: U @shareable } union U @role(anyOf: ["u"]) = Dog | Cat type Dog { a: Int @shareable } type Cat { a: Int }`,
        b: `type Query { u: Dog @shareable } type Dog @role(anyOf: ["d"]) { a: Int @shareable }`,
      },
      { 'Query.u': 'u [] SUPPRESS', Dog: 'd [] SUPPRESS' },
    ],
  ]);
});

describe('the requirement (roles and PHI categories) of a computed field', () => {
  const P = `type Query { p: P } type P @key(fields: "id") { id: ID! ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["x"], deidentified: ["r"]) }`;
  holdsFor([
    [
      'has the roles and categories of its source, never the de-identification method',
      {
        a: P,
        b: `type P @key(fields: "id") { id: ID! ssn: String @external last4: String @requires(fields: "ssn") }`,
      },
      { 'P.ssn': 'x~r [SSN] LAST4', 'P.last4': 'x~r [SSN] SUPPRESS' },
    ],
    [
      'keeps the de-identification method of the computed field itself',
      {
        a: P,
        b: `type P @key(fields: "id") { id: ID! ssn: String @external mask: String @requires(fields: "ssn") @phi(deidentify: INITIALS) }`,
      },
      { 'P.mask': 'x~r [CLINICAL SSN] INITIALS' },
    ],
    [
      'ignores the de-identification method of its scalar if some role sees the source de-identified',
      {
        a: P,
        b: `scalar Date @phi(category: DATE, deidentify: YEAR) type P @key(fields: "id") { id: ID! ssn: String @external born: Date @requires(fields: "ssn") plain: Date }`,
      },
      { 'P.born': 'x~r [DATE SSN] SUPPRESS', 'P.plain': 'default [DATE] YEAR' },
    ],
    [
      'keeps the de-identification method of its scalar if no role sees the source de-identified',
      {
        a: P.replace(', deidentified: ["r"]', ''),
        b: `scalar Date @phi(category: DATE, deidentify: YEAR) type P @key(fields: "id") { id: ID! ssn: String @external born: Date @requires(fields: "ssn") @role(anyOf: ["x"], deidentified: ["r"]) }`,
      },
      { 'P.born': 'x & x~r [DATE SSN] YEAR' },
    ],
    [
      'includes that of indirect sources, through @inaccessible fields too',
      {
        a: P,
        b: `type P @key(fields: "id") { id: ID! ssn: String @external mid: String @requires(fields: "ssn") @inaccessible }`,
        c: `type P @key(fields: "id") { id: ID! mid: String @external end: String @requires(fields: "mid") }`,
      },
      { 'P.end': 'x~r [SSN] SUPPRESS', 'P.mid': 'x~r [SSN] SUPPRESS' },
    ],
    [
      'includes that of the scalar that the source holds',
      {
        a: `scalar Date @phi(category: DATE) @role(anyOf: ["d"]) type Query { p: P } type P @key(fields: "id") { id: ID! born: Date }`,
        b: `scalar Date type P @key(fields: "id") { id: ID! born: Date @external age: Int @requires(fields: "born") }`,
      },
      { 'P.age': 'd [DATE] SUPPRESS' },
    ],
    [
      'keeps the default roles of the source',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! ssn: String @phi }`,
        b: `type P @key(fields: "id") { id: ID! ssn: String @external last4: String @requires(fields: "ssn") @role(anyOf: ["y"]) }`,
      },
      { 'P.last4': 'default & y [CLINICAL] SUPPRESS' },
    ],
    [
      'from a nested selection includes every field on the way and every type of its conditions',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! home: Place @role(anyOf: ["h"]) }
          interface Place @role(anyOf: ["i"]) { zip: String @role(anyOf: ["z"]) } type Flat implements Place @role(anyOf: ["f"]) { zip: String floor: Int @role(anyOf: ["l"]) } type House implements Place @role(anyOf: ["o"]) { zip: String }`,
        b: `type P @key(fields: "id") { id: ID! home: Place @external risk: Int @requires(fields: "home { ... on Flat { __typename floor } }") all: Int @requires(fields: "{ home { ... { zip } } }") }
          interface Place { zip: String } type Flat implements Place { zip: String @external floor: Int @external } type House implements Place { zip: String @external }`,
      },
      {
        'P.risk': 'f & h & i & l & o [] SUPPRESS',
        'P.all': 'f & h & i & o & z [] SUPPRESS',
      },
    ],
    [
      'includes every enum value and every possible type of the source',
      {
        a: `type Query { p: P } enum Status { OK ILL @phi(category: SEXUAL_HEALTH) @role(anyOf: ["s"]) }
          type P @key(fields: "id") { id: ID! status: [Status] visit: Visit }
          union Visit = Psych | Plain type Psych @role(anyOf: ["m"]) { at: Int } type Plain @shareable { at: Int }`,
        b: `enum Status { OK ILL } union Visit = Plain type Plain @shareable { at: Int }
          type P @key(fields: "id") { id: ID! status: [Status] @external visit: Visit @external
            mood: String @requires(fields: "status") kind: String @requires(fields: "visit { __typename }") }`,
      },
      { 'P.mood': 's [SEXUAL_HEALTH] SUPPRESS', 'P.kind': 'm [] SUPPRESS', 'P.status': 'open' },
    ],
    [
      'includes arguments, input fields and enum values given to the source, and those given by default',
      {
        a: `type Query { p: P } enum Order { UP DOWN @role(anyOf: ["o"]) }
          input Where { code: String @role(anyOf: ["c"]) open: Boolean = true @role(anyOf: ["n"]) any: [Where!] }
          type P @key(fields: "id") { id: ID! f1(first: Int, orders: [Order]): Int f2(a: String @role(anyOf: ["a"]), orders: [Order]): Int f3(orders: [Order]): Int
            f4(where: Where): Int f5(where: Where): Int g(orders: [Order] = [DOWN]): Int }`,
        b: `enum Order { UP DOWN } input Where { code: String open: Boolean = true any: [Where!] }
          type P @key(fields: "id") { id: ID! f1(first: Int, orders: [Order]): Int @external f2(a: String, orders: [Order]): Int @external f3(orders: [Order]): Int @external
            f4(where: Where): Int @external f5(where: Where): Int @external g(orders: [Order] = [DOWN]): Int @external
            none: Int @requires(fields: "f1(first: 1, orders: [UP])")
            text: Int @requires(fields: "f2(a: null)")
            down: Int @requires(fields: "f3(orders: [UP, DOWN])")
            deep: Int @requires(fields: "f4(where: { open: false, any: [{ open: false }, { code: \\"x\\" }] })")
            byDefault: Int @requires(fields: "f5(where: {})")
            unasked: Int @requires(fields: "g") }`,
      },
      {
        'P.none': 'open',
        'P.text': 'a [] SUPPRESS',
        'P.down': 'o [] SUPPRESS',
        'P.deep': 'c & n [] SUPPRESS',
        'P.byDefault': 'n [] SUPPRESS',
        'P.unasked': 'o [] SUPPRESS',
      },
    ],
    [
      'on an @interfaceObject field includes its source on each implementer',
      {
        a: `type Query { m: Media } interface Media @key(fields: "id") { id: ID! title: String } type Book implements Media @key(fields: "id") { id: ID! title: String @role(anyOf: ["t"]) } type Film implements Media @key(fields: "id") { id: ID! title: String }`,
        b: `type Media @interfaceObject @key(fields: "id") { id: ID! title: String @external stars: Int @requires(fields: "title") }`,
      },
      { 'Media.stars': 't [] SUPPRESS', 'Book.stars': 't [] SUPPRESS', 'Film.stars': 'open' },
    ],
  ]);
});

describe('the requirement (roles and PHI categories) of a field that moves between subgraphs', () => {
  holdsFor([
    [
      'keeps the @role of the overridden subgraph',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: String @role(anyOf: ["old"]) }`,
        b: `type P @key(fields: "id") { id: ID! a: String @override(from: "a") }`,
      },
      { 'P.a': 'old [] SUPPRESS' },
    ],
    [
      'combines the @role directives of both subgraphs of a progressive @override',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: String @role(anyOf: ["old"]) }`,
        b: `type P @key(fields: "id") { id: ID! a: String @override(from: "a", label: "percent(5)") @role(anyOf: ["new"]) }`,
      },
      { 'P.a': 'new & old [] SUPPRESS' },
    ],
    [
      'is not changed by @provides',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: String @shareable @role(anyOf: ["x"]) }`,
        b: `type Query { q: P @provides(fields: "a") } type P @key(fields: "id") { id: ID! a: String @external }`,
      },
      { 'P.a': 'x [] SUPPRESS', 'Query.q': 'open' },
    ],
  ]);
});

describe('the requirement (roles and PHI categories) of arguments and input fields', () => {
  holdsFor([
    [
      'is that of each argument or input field and of its type, not of nested input fields',
      {
        a: `scalar Code @role(anyOf: ["code"]) enum Order @role(anyOf: ["order"]) { UP }
          input Where { code: Code plain: String @phi @role(anyOf: ["plain"]) order: Order deeper: Where }
          type Query { f(where: Where, code: Code @role(anyOf: ["arg"]), orders: [Order!]): Int }`,
      },
      {
        'Query.f(where:)': 'open',
        'Query.f(code:)': 'arg & code [] SUPPRESS',
        'Query.f(orders:)': 'order [] SUPPRESS',
        'Where.code': 'code [] SUPPRESS',
        'Where.plain': 'plain [CLINICAL] SUPPRESS',
        'Where.order': 'order [] SUPPRESS',
        'Where.deeper': 'open',
        'Order.UP': 'order [] SUPPRESS',
        'Query.f': 'open',
        Where: 'open',
      },
    ],
    [
      'is empty for arguments, input fields and enum values that composition removes',
      {
        a: `type Query { f(a: Int @shareableInput, b: Int @role(anyOf: ["x"])): Int @shareable } input I { a: Int b: Int @role(anyOf: ["x"]) } enum E { A B @role(anyOf: ["x"]) }`.replace(
          ' @shareableInput',
          '',
        ),
        b: `type Query { f(a: Int): Int @shareable g(i: I, e: E): Int } input I { a: Int } enum E { A }`,
      },
      { 'Query.f(b:)': 'open', 'I.b': 'open', 'E.B': 'open' },
    ],
  ]);
});

describe('the de-identification method of a field', () => {
  const D = `scalar Date @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["x"], deidentified: ["r"])`;
  holdsFor([
    [
      'is its own, else that of its scalar, else SUPPRESS',
      {
        a: `${D} type Query { a: Date b: String @phi @role(anyOf: ["x"], deidentified: ["r"]) c: Date @phi(deidentify: SUPPRESS) d: String @phi(deidentify: INITIALS) }`,
      },
      {
        'Query.a': 'x~r [DATE] YEAR',
        'Query.b': 'x~r [CLINICAL] SUPPRESS',
        'Query.c': 'x~r [CLINICAL DATE] SUPPRESS',
        'Query.d': 'default [CLINICAL] INITIALS',
      },
    ],
    [
      'is its own even if @phi on its object type names SUPPRESS, and SUPPRESS without one of its own',
      {
        a: `type Query { p: P } type P @phi(category: NAME, deidentify: SUPPRESS) @role(anyOf: ["x"], deidentified: ["r"]) { a: String b: String @phi(deidentify: LAST4) }`,
      },
      { 'P.a': 'x~r [NAME] SUPPRESS', 'P.b': 'x~r [CLINICAL NAME] LAST4' },
    ],
    [
      'is that of the interface field on the implementers',
      {
        a: `type Query { i: I } interface I { a: String @phi(deidentify: INITIALS) } type T implements I { a: String @role(anyOf: ["x"]) }`,
      },
      { 'T.a': 'x [CLINICAL] INITIALS', 'I.a': 'x [CLINICAL] INITIALS' },
    ],
    [
      'on an interface field is the one that all implementers with @phi share, else SUPPRESS',
      {
        a: `type Query { i: I } interface I { a: String b: String } type S implements I { a: String @phi(deidentify: INITIALS) b: String @phi(deidentify: INITIALS) } type T implements I { a: String @phi(deidentify: INITIALS) b: String @phi(deidentify: LAST4) } type U implements I { a: String b: String }`,
      },
      { 'I.a': 'default [CLINICAL] INITIALS', 'I.b': 'default [CLINICAL] SUPPRESS' },
    ],
  ]);
});

describe('@patient', () => {
  it('on a type, or on an interface that it implements, names the patient of its objects', () => {
    const policy = policyOf({
      a: `type Query { r: Record } interface Record @patient(id: "subject.id") { subject: Patient } interface Note implements Record { subject: Patient } type Letter implements Note & Record { subject: Patient } type Scan implements Record @patient(id: "subject.id") { subject: Patient } type Patient @key(fields: "id") @patient(id: "id") { id: ID! }`,
    });
    expect(policy.patients).toEqual(
      new Map([
        ['Letter', ['subject', 'id']],
        ['Scan', ['subject', 'id']],
        ['Patient', ['id']],
      ]),
    );
  });

  it('on an argument or input field makes it name a patient, on the interface and all implementers alike', () => {
    const policy = policyOf({
      a: `type Query { r: R } type Mutation { add(note: Add!): Int } input Add { of: ID! @patient text: String }
        interface R { f(of: ID @patient, by: ID): Int } interface S implements R { f(of: ID, by: ID): Int } type T implements R & S { f(of: ID, by: ID @patient): Int }`,
    });
    expect([...policy.patientInputs].toSorted()).toEqual([
      'Add.of',
      'R.f(by:)',
      'R.f(of:)',
      'S.f(by:)',
      'S.f(of:)',
      'T.f(by:)',
      'T.f(of:)',
    ]);
  });
});

describe('the clauses of a requirement, one per set of roles', () => {
  it.each([
    ['x', 'y'],
    ['y', 'x'],
  ])('are sorted whatever the order of the directives: %s, %s', (one, other) => {
    const marks = `@role(anyOf: ["${one}"]) @role(anyOf: ["${other}"])`;
    const policy = policyOf({ a: `type Query { a: String ${marks} }` });
    const { clauses } = policy.requirements.get(memberCoordinate('Query', 'a')) ?? {};
    expect(clauses?.map(({ anyOf }) => anyOf)).toEqual([['x'], ['y']]);
  });
});

describe('the compiled policy', () => {
  it('has keys for object types only, not for interfaces', () => {
    const policy = policyOf({
      a: `type Query { m: Media } interface Media @key(fields: "id") { id: ID! } type Book implements Media @key(fields: "id") { id: ID! }`,
    });
    expect([...policy.keys]).toEqual([['Book', ['id']]]);
  });

  it('lists input objects and enums apart from types with output fields', () => {
    const policy = policyOf({
      a: `type Query { f(w: W): E s: S } input W { a: Int } enum E { A } scalar S`,
    });
    expect(policy.inputTypes).toEqual(new Set(['W', 'E']));
  });
});

it('compiling a requirement ends even if a default value of an input object contains itself', () => {
  const policy = subgraphPolicy([
    {
      name: 'a',
      document: parse(`${HEAD}type Query { p: P }
        input F { deeper: F = {} code: String = "x" @role(anyOf: ["c"]) }
        type P @key(fields: "id") { id: ID! f(where: F = {}): Int d: Int @requires(fields: "f") }`),
    },
  ]);
  expect(needOf(policy, 'P.d')).toBe('c [] SUPPRESS');
});

function graphOf(name: string): string {
  return `type Query { ${name}(${name}: Int @role(anyOf: ["${name}"])): ${name} e(e: E): E } type ${name} @key(fields: "${name}") { ${name}: ID! @phi @role(anyOf: ["${name}"]) } enum E { ${name} @role(anyOf: ["${name}"]) }`;
}

function needsNamed(policy: Policy, name: string): unknown {
  const at = [`${name}.${name}`, `Query.${name}`, `Query.${name}(${name}:)`, `E.${name}`];
  return [at.map((each) => needOf(policy, each)), [...policy.keys], policy.roles];
}

function ordinary(name: string): unknown {
  const role = `${name} [] SUPPRESS`;
  return [[`${name} [CLINICAL] SUPPRESS`, 'open', role, role], [[name, [name]]], [name]];
}

describe('a schema with names like "constructor" and "toString"', () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

  it.each(names)('gets the same policy as with any other name: %s', (name) => {
    const document = parse(HEAD + graphOf(name));
    const policy = subgraphPolicy([{ name, document }]);
    expect(needsNamed(policy, name)).toEqual(ordinary(name));
  });

  it.each(names.filter((name) => !name.startsWith('__')))(
    'gets the same policy as with any other name when composed: %s',
    (name) => {
      expect(needsNamed(policyOf({ a: graphOf(name) }), name)).toEqual(ordinary(name));
    },
  );
});
