import { describe } from '@jest/globals';
import { holdsFor } from './holds-for.ts';

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
