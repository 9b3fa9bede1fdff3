import { describe } from '@jest/globals';
import { holdsFor } from './holds-for.ts';

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
