import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { memberCoordinate } from '../../../directives/coordinate.ts';
import type { Policy } from '../../../directives/policy/policy.ts';
import { HEAD, needOf, policyOf } from '../../support/compose-subgraphs.ts';
import { subgraphPolicy } from '../../support/policies.ts';
import { holdsFor } from './holds-for.ts';

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
