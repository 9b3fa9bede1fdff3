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

describe('a field needs what its marks say', () => {
  holdsFor([
    [
      'an unmarked field is open',
      { a: `type Query { a: String }` },
      { 'Query.a': 'open', Query: 'open' },
    ],
    [
      'a role mark alone protects, but is no PHI',
      { a: `type Query { a: String @role(anyOf: ["nurse", "physician"]) }` },
      { 'Query.a': 'nurse|physician [] SUPPRESS' },
    ],
    [
      'PHI without a category is CLINICAL, and without a role the default roles stand in',
      { a: `type Query { a: String @phi }` },
      { 'Query.a': 'default [CLINICAL] SUPPRESS' },
    ],
    [
      'a role on the field takes the place of the default roles',
      { a: `type Query { a: String @phi(category: SSN) @role(anyOf: ["x"]) }` },
      { 'Query.a': 'x [SSN] SUPPRESS' },
    ],
    [
      'a role for nobody is a role',
      { a: `type Query { a: String @phi @role(anyOf: []) }` },
      { 'Query.a': ' [CLINICAL] SUPPRESS' },
    ],
    [
      'several applications in one place are all required',
      {
        a: `type Query { a: String @role(anyOf: ["x"]) @role(anyOf: ["y"]) @phi(category: SSN) @phi(category: NAME) }`,
      },
      { 'Query.a': 'x & y [NAME SSN] SUPPRESS' },
    ],
    [
      'the applications of several subgraphs are all required',
      {
        a: `type Query { a: String @shareable @role(anyOf: ["ADMIN"]) }`,
        b: `type Query { a: String @shareable @role(anyOf: ["USER"]) }`,
        c: `type Query { a: String @shareable @role(anyOf: ["USER"]) }`,
      },
      { 'Query.a': 'ADMIN & USER [] SUPPRESS' },
    ],
    [
      'the applications of several subgraphs on one argument are all required',
      {
        a: `type Query { f(a: Int @role(anyOf: ["x"])): Int @shareable }`,
        b: `type Query { f(a: Int @role(anyOf: ["y"])): Int @shareable }`,
      },
      { 'Query.f(a:)': 'x & y [] SUPPRESS' },
    ],
    [
      'the order of roles does not make two applications of one',
      {
        a: `type Query { a: String @shareable @role(anyOf: ["x", "y"]) }`,
        b: `type Query { a: String @shareable @role(anyOf: ["y", "x", "y"]) }`,
      },
      { 'Query.a': 'x|y [] SUPPRESS' },
    ],
    [
      'a single role needs no list',
      { a: `type Query { a: String @role(anyOf: "x") }` },
      { 'Query.a': 'x [] SUPPRESS' },
    ],
  ]);
});

describe('a field needs what its type says', () => {
  holdsFor([
    [
      'a mark on a type holds for its fields, for the fields that return it, and for the type',
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
      'marks on an extension are marks on the type',
      { a: `type Query { p: P } type P { name: String } extend type P @role(anyOf: ["x"])` },
      { 'P.name': 'x [] SUPPRESS', P: 'x [] SUPPRESS' },
    ],
    [
      'a mark on a scalar holds through lists and non-null',
      {
        a: `type Query { a: [[Code!]]! b: String } scalar Code @phi(category: GENETIC) @role(anyOf: ["x"])`,
      },
      { 'Query.a': 'x [GENETIC] SUPPRESS', 'Query.b': 'open', Code: 'x [GENETIC] SUPPRESS' },
    ],
    [
      'a mark on an enum holds for the fields that return it and for each of its values',
      { a: `type Query { a: Sex } enum Sex @phi @role(anyOf: ["x"]) { F M @role(anyOf: ["y"]) }` },
      {
        'Query.a': 'x [CLINICAL] SUPPRESS',
        'Sex.F': 'x [CLINICAL] SUPPRESS',
        'Sex.M': 'x & y [CLINICAL] SUPPRESS',
      },
    ],
    [
      'a mark on a union holds for the fields that return it; its members decide for themselves',
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
      'a mark on a root type holds for all of its fields',
      { a: `type Query { a: String } type Mutation @role(anyOf: ["x"]) { b: String }` },
      { 'Mutation.b': 'x [] SUPPRESS', 'Query.a': 'open' },
    ],
    [
      'a root type under another name is the root type',
      {
        a: `extend schema { query: Root } type Root @role(anyOf: ["x"]) { a: String self: Root }`,
        b: `type Query { b: String }`,
      },
      { 'Query.a': 'x [] SUPPRESS', 'Query.b': 'x [] SUPPRESS', 'Query.self': 'x [] SUPPRESS' },
    ],
  ]);
});

describe('interfaces and their implementers', () => {
  const ANIMALS = `interface Animal { name: String } type Dog implements Animal { name: String bark: String } type Cat implements Animal { name: String }`;
  holdsFor([
    [
      'a mark on an interface is a mark on every implementer and its fields',
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
      'a mark on an interface field is a mark on that field of every implementer',
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
      'a field selected on an interface needs what one marked implementer needs',
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
      'a field selected on an interface needs what all implementers need',
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
      'an implementer that PHI leaves to the default roles keeps them on the interface',
      {
        a: `type Query { i: I } interface I { name: String } type S implements I { name: String @phi } type T implements I { name: String @role(anyOf: ["y"]) }`,
      },
      { 'I.name': 'default & y [CLINICAL] SUPPRESS', 'T.name': 'y [] SUPPRESS' },
    ],
    [
      'marks pass through every level, down and up',
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
      'an implementer that another subgraph adds later counts',
      {
        a: `type Query { i: I } interface I { name: String } type S implements I { name: String }`,
        b: `interface I { name: String } type T implements I { name: String @role(anyOf: ["y"]) }`,
      },
      { 'I.name': 'y [] SUPPRESS', 'S.name': 'open' },
    ],
    [
      'an argument of an interface field is that of its implementers, both ways',
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
      'a field of an @interfaceObject is one of every implementer, and its marks add up',
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
      'a field that subgraphs type more or less exactly needs what the more general type needs',
      {
        a: `type Query { i: Animal @shareable } ${ANIMALS.replace('Dog implements Animal { name: String', 'Dog implements Animal { name: String @shareable')}`,
        b: `type Query { i: Dog @shareable } interface Animal { name: String } type Dog implements Animal @role(anyOf: ["d"]) { name: String @shareable }`,
      },
      { 'Query.i': 'open', Dog: 'd [] SUPPRESS', 'Animal.name': 'd [] SUPPRESS' },
    ],
    [
      'a union is more general than its members',
      {
        a: `type Query { u: U @shareable } union U @role(anyOf: ["u"]) = Dog | Cat type Dog { a: Int @shareable } type Cat { a: Int }`,
        b: `type Query { u: Dog @shareable } type Dog @role(anyOf: ["d"]) { a: Int @shareable }`,
      },
      { 'Query.u': 'u [] SUPPRESS', Dog: 'd [] SUPPRESS' },
    ],
  ]);
});

describe('a field needs what the fields need that it is computed from', () => {
  const P = `type Query { p: P } type P @key(fields: "id") { id: ID! ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["x"], deidentified: ["r"]) }`;
  holdsFor([
    [
      '@requires brings roles and categories, never the method',
      {
        a: P,
        b: `type P @key(fields: "id") { id: ID! ssn: String @external last4: String @requires(fields: "ssn") }`,
      },
      { 'P.ssn': 'x~r [SSN] LAST4', 'P.last4': 'x~r [SSN] SUPPRESS' },
    ],
    [
      'its own method stands',
      {
        a: P,
        b: `type P @key(fields: "id") { id: ID! ssn: String @external mask: String @requires(fields: "ssn") @phi(deidentify: INITIALS) }`,
      },
      { 'P.mask': 'x~r [CLINICAL SSN] INITIALS' },
    ],
    [
      "its scalar's method is not its own",
      {
        a: P,
        b: `scalar Date @phi(category: DATE, deidentify: YEAR) type P @key(fields: "id") { id: ID! ssn: String @external born: Date @requires(fields: "ssn") plain: Date }`,
      },
      { 'P.born': 'x~r [DATE SSN] SUPPRESS', 'P.plain': 'default [DATE] YEAR' },
    ],
    [
      'a source that nobody sees de-identified leaves the method alone',
      {
        a: P.replace(', deidentified: ["r"]', ''),
        b: `scalar Date @phi(category: DATE, deidentify: YEAR) type P @key(fields: "id") { id: ID! ssn: String @external born: Date @requires(fields: "ssn") @role(anyOf: ["x"], deidentified: ["r"]) }`,
      },
      { 'P.born': 'x & x~r [DATE SSN] YEAR' },
    ],
    [
      'chains are followed to their end, through fields that nobody can query',
      {
        a: P,
        b: `type P @key(fields: "id") { id: ID! ssn: String @external mid: String @requires(fields: "ssn") @inaccessible }`,
        c: `type P @key(fields: "id") { id: ID! mid: String @external end: String @requires(fields: "mid") }`,
      },
      { 'P.end': 'x~r [SSN] SUPPRESS', 'P.mid': 'x~r [SSN] SUPPRESS' },
    ],
    [
      'a source that holds a scalar of the graph’s own needs what that needs',
      {
        a: `scalar Date @phi(category: DATE) @role(anyOf: ["d"]) type Query { p: P } type P @key(fields: "id") { id: ID! born: Date }`,
        b: `scalar Date type P @key(fields: "id") { id: ID! born: Date @external age: Int @requires(fields: "born") }`,
      },
      { 'P.age': 'd [DATE] SUPPRESS' },
    ],
    [
      'a source that PHI leaves to the default roles keeps them on what is computed',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! ssn: String @phi }`,
        b: `type P @key(fields: "id") { id: ID! ssn: String @external last4: String @requires(fields: "ssn") @role(anyOf: ["y"]) }`,
      },
      { 'P.last4': 'default & y [CLINICAL] SUPPRESS' },
    ],
    [
      'a nested selection needs every field on the way and every type of its conditions',
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
      'an enum as a source needs every value that it can be, and an abstract type every type',
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
      'the arguments, input fields and enum values that a source is asked with are needed, defaults included',
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
      'a field of an @interfaceObject that is computed needs its sources on every implementer',
      {
        a: `type Query { m: Media } interface Media @key(fields: "id") { id: ID! title: String } type Book implements Media @key(fields: "id") { id: ID! title: String @role(anyOf: ["t"]) } type Film implements Media @key(fields: "id") { id: ID! title: String }`,
        b: `type Media @interfaceObject @key(fields: "id") { id: ID! title: String @external stars: Int @requires(fields: "title") }`,
      },
      { 'Media.stars': 't [] SUPPRESS', 'Book.stars': 't [] SUPPRESS', 'Film.stars': 'open' },
    ],
  ]);
});

describe('whoever serves a field, its marks stay', () => {
  holdsFor([
    [
      '@override keeps the marks of the subgraph that it takes the field from',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: String @role(anyOf: ["old"]) }`,
        b: `type P @key(fields: "id") { id: ID! a: String @override(from: "a") }`,
      },
      { 'P.a': 'old [] SUPPRESS' },
    ],
    [
      'a progressive @override keeps both',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: String @role(anyOf: ["old"]) }`,
        b: `type P @key(fields: "id") { id: ID! a: String @override(from: "a", label: "percent(5)") @role(anyOf: ["new"]) }`,
      },
      { 'P.a': 'new & old [] SUPPRESS' },
    ],
    [
      '@provides changes nothing',
      {
        a: `type Query { p: P } type P @key(fields: "id") { id: ID! a: String @shareable @role(anyOf: ["x"]) }`,
        b: `type Query { q: P @provides(fields: "a") } type P @key(fields: "id") { id: ID! a: String @external }`,
      },
      { 'P.a': 'x [] SUPPRESS', 'Query.q': 'open' },
    ],
  ]);
});

describe('inputs need what their marks and their types say', () => {
  holdsFor([
    [
      'an argument, an input field and their types are judged each by itself',
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
      "inputs that composition leaves out are nobody's concern",
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

describe('how a field is de-identified', () => {
  const D = `scalar Date @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["x"], deidentified: ["r"])`;
  holdsFor([
    [
      "its own method, else its scalar's or enum's, else SUPPRESS",
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
      "a type's mark brings category and roles, not a method",
      {
        a: `type Query { p: P } type P @phi(category: NAME, deidentify: SUPPRESS) @role(anyOf: ["x"], deidentified: ["r"]) { a: String b: String @phi(deidentify: LAST4) }`,
      },
      { 'P.a': 'x~r [NAME] SUPPRESS', 'P.b': 'x~r [CLINICAL NAME] LAST4' },
    ],
    [
      'the method of an interface field is that of its implementers',
      {
        a: `type Query { i: I } interface I { a: String @phi(deidentify: INITIALS) } type T implements I { a: String @role(anyOf: ["x"]) }`,
      },
      { 'T.a': 'x [CLINICAL] INITIALS', 'I.a': 'x [CLINICAL] INITIALS' },
    ],
    [
      'a method that all marked implementers share is that of the interface field, any other is suppressed',
      {
        a: `type Query { i: I } interface I { a: String b: String } type S implements I { a: String @phi(deidentify: INITIALS) b: String @phi(deidentify: INITIALS) } type T implements I { a: String @phi(deidentify: INITIALS) b: String @phi(deidentify: LAST4) } type U implements I { a: String b: String }`,
      },
      { 'I.a': 'default [CLINICAL] INITIALS', 'I.b': 'default [CLINICAL] SUPPRESS' },
    ],
  ]);
});

describe('whose record an object is', () => {
  it('is said by its type or by an interface above, through every level', () => {
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

  it('is asked for by arguments and input fields, on an interface and on its implementers alike', () => {
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

describe('a requirement names its roles', () => {
  it.each([
    ['x', 'y'],
    ['y', 'x'],
  ])('in one order, however they are written: %s, %s', (one, other) => {
    const marks = `@role(anyOf: ["${one}"]) @role(anyOf: ["${other}"])`;
    const policy = policyOf({ a: `type Query { a: String ${marks} }` });
    const { clauses } = policy.requirements.get(memberCoordinate('Query', 'a')) ?? {};
    expect(clauses?.map(({ anyOf }) => anyOf)).toEqual([['x'], ['y']]);
  });
});

describe('what has no marks of its own is told apart by its kind', () => {
  it('an entity is an object type with a key, never an interface', () => {
    const policy = policyOf({
      a: `type Query { m: Media } interface Media @key(fields: "id") { id: ID! } type Book implements Media @key(fields: "id") { id: ID! }`,
    });
    expect([...policy.keys]).toEqual([['Book', ['id']]]);
  });

  it('members of input objects and enums are no output fields', () => {
    const policy = policyOf({
      a: `type Query { f(w: W): E s: S } input W { a: Int } enum E { A } scalar S`,
    });
    expect(policy.inputTypes).toEqual(new Set(['W', 'E']));
  });
});

it('a default that gives itself again comes to an end', () => {
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

describe('names that mean something elsewhere mean nothing here', () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

  it.each(names)('%s', (name) => {
    const document = parse(HEAD + graphOf(name));
    const policy = subgraphPolicy([{ name, document }]);
    expect(needsNamed(policy, name)).toEqual(ordinary(name));
  });

  it.each(names.filter((name) => !name.startsWith('__')))('%s, composed', (name) => {
    expect(needsNamed(policyOf({ a: graphOf(name) }), name)).toEqual(ordinary(name));
  });
});
