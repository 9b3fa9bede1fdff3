import { describe, expect, it } from '@jest/globals';
import { buildClientSchema, introspectionFromSchema, printSchema, validateSchema } from 'graphql';
import type { Caller } from '../../../gateway/platform/caller.ts';
import type { AuthorizationOptions } from '../../../gateway/pipeline/graph/authorization-options.ts';
import {
  AUTHORIZATION,
  clerk,
  doctor,
  callerWithoutRoles,
  p1,
  research,
  unclaimed,
} from '../../support/callers.ts';
import { callerOf } from '../../support/in-process-graph.ts';
import { coordinatesOf, introspectedSchema } from '../../support/introspected-schema.ts';

interface Case {
  readonly sdl: string;
  readonly caller: Caller;
  readonly there: readonly string[];
  readonly gone: readonly string[];
  readonly authorization?: Partial<AuthorizationOptions>;
}

/** A mark that allows doctors only. */
const DOCTOR = '@role(anyOf: ["doctor"])';

const CARE = `
  type Query { ps: [P!] n: Int @phi(category: GENETIC) @role(anyOf: ["team", "doctor"]) }
  type P @key(fields: "id") @patient(id: "id") {
    id: ID!
    a: Int @phi(category: GENETIC) @role(anyOf: ["team", "doctor"])
    b: Int @phi @role(anyOf: ["doctor"])
  }`;

const CASES: Readonly<Record<string, Case>> = {
  'omits a field that no role of the caller sees': {
    sdl: `type Query { a: Int b: Int ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.a'],
    gone: ['Query.b'],
  },
  'contains a field that a role of the caller sees': {
    sdl: `type Query { a: Int b: Int ${DOCTOR} }`,
    caller: doctor,
    there: ['Query.a', 'Query.b'],
    gone: [],
  },
  'contains a field that the caller sees de-identified, even if it is suppressed': {
    sdl: `type Query {
      a: String @phi(deidentify: YEAR) @role(anyOf: ["doctor"], deidentified: ["research"])
      b: String @phi @role(anyOf: ["doctor"], deidentified: ["research"])
    }`,
    caller: research,
    there: ['Query.a', 'Query.b'],
    gone: [],
  },
  'omits unmarked fields if the configuration denies them (unmarked: deny)': {
    sdl: `type Query { a: Int b(c: E): Int @role(anyOf: ["clerk"]) } enum E { V }`,
    caller: clerk,
    authorization: { unmarked: 'deny' },
    there: ['Query.b', 'Query.b(c:)', 'E', 'E.V'],
    gone: ['Query.a'],
  },
  'contains PHI without a role for the default roles': {
    sdl: `type Query { a: Int @phi b: Int }`,
    caller: clerk,
    authorization: { defaultRoles: ['clerk'] },
    there: ['Query.a'],
    gone: [],
  },
  'omits PHI without a role for roles other than the default roles': {
    sdl: `type Query { a: Int @phi b: Int }`,
    caller: doctor,
    authorization: { defaultRoles: ['clerk'] },
    there: ['Query.b'],
    gone: ['Query.a'],
  },
  'has a placeholder field if the query root has no visible field': {
    sdl: `type Query { a: Int ${DOCTOR} b: T } type T { c: Int ${DOCTOR} }`,
    caller: callerWithoutRoles,
    there: ['Query', 'Query._nothing'],
    gone: ['Query.a', 'Query.b', 'T'],
  },
  'keeps the query root with a placeholder field if its type is marked for other roles': {
    sdl: `type Query ${DOCTOR} { a: Int }`,
    caller: callerWithoutRoles,
    there: ['Query._nothing'],
    gone: ['Query.a'],
  },

  'omits a type marked for other roles, and the fields that return it': {
    sdl: `type Query { a: T b: [[T!]!] c: Int } type T ${DOCTOR} { d: Int }`,
    caller: clerk,
    there: ['Query.c'],
    gone: ['Query.a', 'Query.b', 'T'],
  },
  'omits a type without a visible field, and every field that leads to it': {
    sdl: `type Query { a: A z: Int } type A { b: B } type B { c: C } type C { d: Int ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Query.a', 'A', 'B', 'C'],
  },
  'omits types that no visible field leads to': {
    sdl: `type Query { a: A ${DOCTOR} z: Int } type A { b: B } type B { e(i: I): E } input I { x: S } scalar S enum E { V }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Query.a', 'A', 'B', 'E', 'I', 'S'],
  },
  'omits types that only refer to each other': {
    sdl: `type Query { a: A ${DOCTOR} z: Int } type A { b: B } type B { a: A n: Int }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['A', 'B'],
  },
  'contains a scalar unless it is marked for other roles': {
    sdl: `type Query { a: Free b: Secret } scalar Free scalar Secret ${DOCTOR}`,
    caller: clerk,
    there: ['Query.a', 'Free'],
    gone: ['Query.b', 'Secret'],
  },

  'omits the members of a union that are marked for other roles': {
    sdl: `type Query { u: U } union U = A | B type A { x: Int } type B ${DOCTOR} { y: Int }`,
    caller: clerk,
    there: ['Query.u', 'U', 'A.x'],
    gone: ['B'],
  },
  'omits a union without a visible member, and the fields that return it': {
    sdl: `type Query { u: U z: Int } union U = A | B type A ${DOCTOR} { x: Int } type B { y: Int ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Query.u', 'U', 'A', 'B'],
  },
  'omits a union marked for other roles, and the fields that return it': {
    sdl: `type Query { u: U a: A } union U ${DOCTOR} = A type A { x: Int }`,
    caller: clerk,
    there: ['Query.a', 'A.x'],
    gone: ['Query.u', 'U'],
  },
  'omits a field of an interface that the caller sees on some implementers only': {
    sdl: `type Query { i: I } interface I { x: Int y: Int }
      type A implements I { x: Int y: Int } type B implements I { x: Int y: Int ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.i', 'I.x', 'A.x', 'A.y', 'B.x'],
    gone: ['I.y', 'B.y'],
  },
  'omits an implementer of an interface if the caller never sees its objects, and keeps the other implementers':
    {
      sdl: `type Query { i: I } interface I { x: Int } type A implements I { x: Int } type B implements I { x: Int y: Int b: B ${DOCTOR} }
      type C implements I @patient(id: "x") { x: Int! }`,
      caller: callerWithoutRoles,
      there: ['I.x', 'A', 'B'],
      gone: ['C', 'B.b'],
    },
  'omits an interface without a visible implementer': {
    sdl: `type Query { i: I z: Int } interface I { x: Int } type A implements I @patient(id: "p") { x: Int p: ID! }`,
    caller: callerWithoutRoles,
    there: ['Query.z'],
    gone: ['Query.i', 'I', 'A'],
  },
  'shows an interface without a visible field as the union of its objects': {
    sdl: `type Query { i: I j: J } interface I { x: Int } interface J implements I { x: Int y: Int }
      type A implements I & J { x: Int ${DOCTOR} y: Int z: Int } type B implements I { x: Int b: Int }`,
    caller: clerk,
    there: ['Query.i', 'I = A | B', 'Query.j', 'J.y', 'A.y', 'A.z', 'B.x'],
    gone: ['I.x', 'J.x', 'A.x'],
  },
  'omits an interface without a visible field that no field returns': {
    sdl: `type Query { a: A } interface I { x: Int } type A implements I { x: Int ${DOCTOR} y: Int }`,
    caller: clerk,
    there: ['Query.a', 'A.y'],
    gone: ['I', 'A.x'],
  },
  'keeps a field of an interface, on all implementers, if its type is an interface that is shown as a union':
    {
      sdl: `type Query { k: K } interface K { i: I } interface I { x: Int } type A implements K { i: I }
      type B implements I { x: Int ${DOCTOR} b: Int }`,
      caller: clerk,
      there: ['K.i', 'A.i', 'I = B', 'B.b'],
      gone: ['I.x'],
    },
  'omits a field of an interface if its type, shown as a union, does not cover the type on an implementer':
    {
      sdl: `type Query { k: K } interface K { i: I j: J n: Int } interface I { x: Int } interface J implements I { x: Int y: Int }
      type A implements K { i: J j: J n: Int } type B implements K { i: B j: J n: Int }
      type C implements I & J { x: Int ${DOCTOR} y: Int } extend type B implements I & J { x: Int y: Int }`,
      caller: clerk,
      there: ['K.n', 'K.j', 'A.i', 'B.i', 'J.y'],
      gone: ['K.i', 'J.x', 'I'],
    },
  'omits a field of an interface that is hidden on one of its visible implementers': {
    sdl: `type Query { i: I } interface I { n: N x: Int } interface N { z: Int }
      type A implements I { n: B x: Int } type C implements I { n: N x: Int }
      type B implements N { z: Int b: Int } type D implements N { z: Int }
      type E implements I { n: F x: Int } type F implements N @patient(id: "p") { z: Int p: ID! }`,
    caller: callerWithoutRoles,
    there: ['I.x', 'A.n', 'B.z', 'C.n', 'N', 'D'],
    gone: ['I.n', 'E.n', 'F'],
  },
  'keeps a field of an interface that only a hidden implementer lacks': {
    sdl: `type Query { i: I } interface I { n: N x: Int } interface N { z: Int }
      type A implements I { n: B x: Int } type B implements N { z: Int }
      type E implements I @patient(id: "p") { n: F x: Int p: ID! } type F implements N @patient(id: "p") { z: Int p: ID! }`,
    caller: callerWithoutRoles,
    there: ['I.n', 'A.n', 'B.z'],
    gone: ['E', 'F'],
  },
  'omits an implementer that no visible field returns': {
    sdl: `type Query { a: A b: B ${DOCTOR} } interface I { x: Int } type A implements I { x: Int } type B implements I { x: Int }`,
    caller: clerk,
    there: ['A.x', 'I.x'],
    gone: ['B', 'Query.b'],
  },
  'omits an argument that no role of the caller may use': {
    sdl: `type Query { f(a: Int b: Int ${DOCTOR}): Int }`,
    caller: clerk,
    there: ['Query.f', 'Query.f(a:)'],
    gone: ['Query.f(b:)'],
  },
  'omits an argument that the caller sees de-identified only': {
    sdl: `type Query { f(a: Int b: String @phi @role(anyOf: ["doctor"], deidentified: ["research"])): Int }`,
    caller: research,
    there: ['Query.f(a:)'],
    gone: ['Query.f(b:)'],
  },
  'omits a field with a required argument that the caller may not use': {
    sdl: `type Query { f(a: Int! ${DOCTOR}): Int z: Int }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Query.f'],
  },
  'omits a field with a default argument value that the caller may not use': {
    sdl: `type Query { f(a: Int = 1 ${DOCTOR}): Int g(e: E = B): Int z: Int } enum E { B ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Query.f', 'Query.g', 'E'],
  },
  'keeps a field whose argument defaults to null, without the argument': {
    sdl: `type Query { g(e: E = null): Int } enum E { B ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.g'],
    gone: ['Query.g(e:)', 'E'],
  },
  'omits an enum value that no role of the caller sees': {
    sdl: `type Query { f(e: E): E } enum E { A B ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.f(e:)', 'E.A'],
    gone: ['E.B'],
  },
  'omits an enum without a visible value, and the fields and arguments that use it': {
    sdl: `type Query { f(e: E x: Int): Int g: E } enum E { B ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.f', 'Query.f(x:)'],
    gone: ['Query.f(e:)', 'Query.g', 'E'],
  },
  'omits an input field that no role of the caller may use': {
    sdl: `type Query { f(w: W): Int } input W { a: Int b: Int ${DOCTOR} and: [W!] }`,
    caller: clerk,
    there: ['Query.f(w:)', 'W.a', 'W.and'],
    gone: ['W.b'],
  },
  'omits an input object with a required or default field that the caller may not use': {
    sdl: `type Query { f(w: W v: V u: U!): Int g(w: W v: V): Int } input W { a: Int b: Int! ${DOCTOR} }
      input V { a: Int b: Int = 1 ${DOCTOR} } input U { w: W a: Int x: X! } input X { b: Int ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.g'],
    gone: ['Query.f', 'Query.g(w:)', 'Query.g(v:)', 'W', 'V', 'U', 'X'],
  },
  'contains an argument of an interface field only if the caller may use it on every implementer': {
    sdl: `type Query { i: I } interface I { f(e: E x: Int): Int } enum E { A }
      type A implements I { f(e: E x: Int y: Int): Int } type B implements I { f(e: E x: Int ${DOCTOR}): Int }`,
    caller: clerk,
    there: ['I.f(e:)', 'A.f(x:)', 'A.f(y:)'],
    gone: ['I.f(x:)', 'B.f(x:)'],
  },
  'keeps a field of an interface if an implementer takes more optional arguments': {
    sdl: `type Query { i: I } interface I { f: Int } type A implements I { f(x: Int! = 5, e: E! = A): Int } enum E { A B ${DOCTOR} }`,
    caller: clerk,
    there: ['I.f', 'A.f(x:)', 'A.f(e:)'],
    gone: ['E.B'],
  },
  'omits a field of an interface if an implementer would require one more argument': {
    sdl: `type Query { i: I } interface I { f(y: Int): Int z: Int } type A implements I { f(y: Int e: E! = B): Int z: Int } enum E { A B ${DOCTOR} }`,
    caller: clerk,
    there: ['I.z', 'A.f(e:)', 'E.A'],
    gone: ['I.f', 'E.B'],
  },
  'keeps a required argument of an interface': {
    sdl: `type Query { i: I } interface I { f(x: Int!): Int } type A implements I { f(x: Int!): Int }`,
    caller: callerWithoutRoles,
    there: ['I.f(x:)', 'A.f(x:)'],
    gone: [],
  },
  'omits a field on an interface and its implementer if the caller may not use its required argument on the interface':
    {
      sdl: `type Query { i: I a: A } interface I { f(x: Int! ${DOCTOR}): Int z: Int }
      type A implements I { f(x: Int!): Int z: Int }`,
      caller: clerk,
      there: ['I.z', 'A.z'],
      gone: ['I.f', 'A.f'],
    },

  'contains the mutations that the caller may run': {
    sdl: `type Query { z: Int } type Mutation { m(i: I): M ${DOCTOR} } type M { x: Int } input I { a: Int }`,
    caller: doctor,
    there: ['Mutation.m', 'M.x', 'I.a'],
    gone: [],
  },
  'omits the mutation root if the caller may run no mutation': {
    sdl: `type Query { z: Int } type Mutation { m(i: I): M ${DOCTOR} } type M { x: Int } input I { a: Int }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Mutation', 'M', 'I'],
  },
  'omits subscriptions, which are not served': {
    sdl: `type Query { z: Int } type Subscription { s: S } type S { x: Int }`,
    caller: doctor,
    there: ['Query.z'],
    gone: ['Subscription', 'S'],
  },

  'omits records of patients for a caller who may access no patient': {
    sdl: `type Query { patients: [P!] patient(id: ID! @patient): P a: A z: Int }
      type P @key(fields: "id") @patient(id: "id") { id: ID! a: A } type A { city: String }`,
    caller: unclaimed,
    there: ['Query.z', 'Query.a', 'A.city'],
    gone: ['Query.patients', 'Query.patient', 'P'],
  },
  'contains records of patients for a caller who may access a patient': {
    sdl: `type Query { patients: [P!] patient(id: ID! @patient): P }
      type P @key(fields: "id") @patient(id: "id") { id: ID! a: String @phi @role(anyOf: ["self"]) b: String @phi ${DOCTOR} }`,
    caller: p1,
    there: ['Query.patients', 'Query.patient(id:)', 'P.id', 'P.a'],
    gone: ['P.b'],
  },
  'contains records that may have no patient, without their PHI, for a caller who may access no patient':
    {
      sdl: `type Query { r: R } type R @patient(id: "p.id") { x: Int y: Int @phi @role(anyOf: ["self"]) p: P }
      type P @patient(id: "id") { id: ID! }`,
      caller: unclaimed,
      there: ['R.x'],
      gone: ['R.y', 'R.p', 'P'],
    },
  'contains, for a patient, PHI of an object without a key below the own record, and omits PHI of an object with a key':
    {
      sdl: `type Query { ps: [P!] d: D } type P @key(fields: "id") @patient(id: "id") { id: ID! a: A d: D }
      type A { city: String @phi @role(anyOf: ["self"]) }
      type D @key(fields: "id") { id: ID! city: String @phi @role(anyOf: ["self"]) }`,
      caller: p1,
      there: ['P.a', 'A.city', 'P.d', 'D.id'],
      gone: ['D.city'],
    },
  'contains records whose patient the schema hides, and omits those that always have a patient': {
    sdl: `type Query { r: R s: S } type R @patient(id: "p.id") { x: Int p: P! @inaccessible }
      type S @patient(id: "o.p.id") { x: Int o: O! } interface O { p: P! } type A implements O @patient(id: "p.id") { p: P! }
      type P @patient(id: "id") { id: ID! }`,
    caller: unclaimed,
    there: ['R.x'],
    gone: ['S', 'P', 'O'],
  },
  'omits PHI without a patient for a role that may access one patient only': {
    sdl: `type Query { n: Int @phi @role(anyOf: ["self"]) m: Int @role(anyOf: ["self"]) }`,
    caller: p1,
    there: ['Query.m'],
    gone: ['Query.n'],
  },
  'contains PHI whose patient an argument names for a role that may access one patient only': {
    sdl: `type Query {
        n(id: ID @patient): Int @phi @role(anyOf: ["self"])
        m(w: W): Int @phi @role(anyOf: ["self"])
        s(w: W, text: String @phi @role(anyOf: ["self"])): Int
      }
      type Mutation { b(ws: [W!]): Int @role(anyOf: ["self"]) }
      input W { id: ID @patient secret: Int @phi @role(anyOf: ["self"]) }`,
    caller: p1,
    there: ['Query.n', 'Query.m(w:)', 'W.id', 'W.secret', 'Query.s(text:)', 'Mutation.b(ws:)'],
    gone: [],
  },
  'omits, for a role that may access one patient only, PHI whose patient only a recursive input or a list of inputs could name':
    {
      sdl: `type Query {
        m(w: [V!]): Int @phi @role(anyOf: ["self"])
        f(w: W): Int @phi @role(anyOf: ["self"])
        s(w: W, text: String @phi @role(anyOf: ["self"])): Int
      }
      input W { id: ID @patient and: W } input V { id: ID @patient }`,
      caller: p1,
      there: ['Query.s(w:)', 'W.id'],
      gone: ['Query.m', 'Query.f', 'Query.s(text:)'],
    },
  'contains, for a role that may access one patient only, PHI of a part of a known patient, and omits PHI of what no patient is above':
    {
      sdl: `type Query { p: P d: D of(id: ID! @patient): Of f(w: W): Int }
      type P @key(fields: "id") @patient(id: "id") { id: ID! both: Both }
      type D @key(fields: "id") { id: ID! both: Both card: Card n(id: ID! @patient): Int @phi @role(anyOf: ["self"]) kind: E }
      type Both { x: Int @phi @role(anyOf: ["self"]) } type Of { x: Int @phi @role(anyOf: ["self"]) }
      type Card { x: Int @phi @role(anyOf: ["self"]) z: Int } enum E { A B @phi @role(anyOf: ["self"]) }
      input W { a: Int b: Int @phi @role(anyOf: ["self"]) }`,
      caller: p1,
      there: ['Both.x', 'Of.x', 'D.n', 'Card.z', 'E.A', 'W.a'],
      gone: ['Card.x', 'E.B', 'W.b'],
    },
  'omits inputs that name a patient for a caller who may access no patient': {
    sdl: `type Query { m(w: W a: Int): Int n(id: ID @patient a: Int): Int } input W { id: ID @patient a: Int }`,
    caller: unclaimed,
    there: ['Query.m(w:)', 'W.a', 'Query.n(a:)'],
    gone: ['W.id', 'Query.n(id:)'],
  },
  'omits PHI in filters for a caller who may not access every patient': {
    sdl: `type Query { ps(a: Int s: S x: String @phi @role(anyOf: ["self", "doctor"])): [P!] } enum S { A B @phi @role(anyOf: ["self", "doctor"]) }
      type P @key(fields: "id") @patient(id: "id") { id: ID! }`,
    caller: unclaimed,
    there: [],
    gone: ['Query.ps(x:)', 'S.B'],
  },
  "contains a lookup by a PHI key for a patient role, since the record may turn out to be that patient's":
    {
      sdl: `type Query { r(id: ID! @phi @role(anyOf: ["self"])): R e(k: K! @phi @role(anyOf: ["self"])): E f(k: K): Int }
      type R @key(fields: "id") @patient(id: "p") { id: ID! p: ID } type E @key(fields: "k") @patient(id: "p") { k: K! p: ID }
      enum K { A @phi @role(anyOf: ["self"]) }`,
      caller: unclaimed,
      there: ['Query.r(id:)', 'Query.e(k:)', 'K.A'],
      gone: [],
    },
  'omits mutations of PHI without a patient for a caller who may not access every patient': {
    sdl: `type Query { z: Int } type Mutation {
        a: Int @phi @role(anyOf: ["self", "doctor"])
        b(id: ID @patient): Int @phi @role(anyOf: ["self", "doctor"])
        c: Int
        d(id: ID! @phi @role(anyOf: ["self", "doctor"])): R
      } type R @key(fields: "id") @patient(id: "id") { id: ID! }`,
    caller: p1,
    there: ['Mutation.b', 'Mutation.c'],
    gone: ['Mutation.a', 'Mutation.d'],
  },
  'omits mutations of PHI that no role of the caller sees': {
    sdl: `type Query { z: Int } type Mutation { a: Int @phi ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Mutation'],
  },
  'contains PHI lists of records that name their patients for a role that may access one patient only':
    {
      sdl: `type Query { rs: [R!] @phi @role(anyOf: ["self"]) n: [N!] @phi @role(anyOf: ["self"]) z: Int }
      type R @key(fields: "id") @patient(id: "id") { id: ID! } type N { x: Int }`,
      caller: p1,
      there: ['Query.rs', 'R.id'],
      gone: ['Query.n', 'N'],
    },
  'contains mutations of PHI without a patient for a role that sees them and may access every patient':
    {
      sdl: `type Query { z: Int } type Mutation { a: Int @phi ${DOCTOR} }`,
      caller: doctor,
      there: ['Mutation.a'],
      gone: [],
    },

  'contains what a care-team role sees of patients, and omits PHI without a patient': {
    sdl: CARE,
    caller: callerOf(['team']),
    authorization: { reach: new Map([['team', 'care-team']]) },
    there: ['Query.ps', 'P.id', 'P.a'],
    gone: ['P.b', 'Query.n'],
  },
  'omits PHI of a category that the purpose of use excludes': {
    sdl: CARE,
    caller: callerOf(['doctor', 'team']),
    authorization: { purposes: new Map([['GENETIC', new Set(['TREAT'])]]) },
    there: ['Query.ps', 'P.id', 'P.b'],
    gone: ['P.a', 'Query.n'],
  },
  'contains PHI of a category that the purpose excludes if patients may permit it': {
    sdl: CARE,
    caller: callerOf(['doctor', 'team']),
    authorization: { purposes: new Map([['GENETIC', new Set(['TREAT'])]]), consent: true },
    there: ['Query.ps', 'P.a', 'P.b'],
    gone: ['Query.n'],
  },

  'omits directive arguments of hidden types, and directives that require one': {
    sdl: `directive @how(style: Style loud: Boolean) on FIELD directive @must(style: Style!) on FIELD
      directive @fine(kind: Kind = OPEN) on FIELD
      type Query { z: Int } enum Style { S ${DOCTOR} } enum Kind { OPEN }`,
    caller: clerk,
    there: ['@how(loud:)', '@fine(kind:)', 'Kind.OPEN'],
    gone: ['@how(style:)', '@must', 'Style'],
  },
};

describe('the schema that introspection shows a caller', () => {
  it.each(Object.entries(CASES))(
    '%s',
    async (_rule, { sdl, caller, there, gone, authorization }) => {
      const options = { ...AUTHORIZATION, ...authorization };
      const schema = await introspectedSchema({ a: sdl }, caller, options);
      const visible = coordinatesOf(schema);
      expect(there.filter((coordinate) => !visible.has(coordinate))).toEqual([]);
      expect(gone.filter((coordinate) => visible.has(coordinate))).toEqual([]);
      expect(validateSchema(schema)).toEqual([]);
      const copy = buildClientSchema(introspectionFromSchema(schema));
      expect(validateSchema(copy)).toEqual([]);
      expect(printSchema(copy)).toBe(printSchema(schema));
    },
  );

  it('omits default values with enum values or input fields that are hidden from the caller', async () => {
    const sdl = `
      type Query { f(e: E! = B o: E = B w: W = { b: 1 } v: V = { b: 1 } n: [E!] = [A]): Int @deprecated(reason: "old") }
      directive @how(e: E = B w: W! = { a: 1 }) on FIELD
      "What there is."
      enum E { A B ${DOCTOR} }
      input W { a: Int = 7 b: Int ${DOCTOR} e: E = B c: [E] = [A B] }
      input V { a: Int b: Int ${DOCTOR} }
    `;
    const schema = await introspectedSchema({ a: sdl }, clerk, AUTHORIZATION);
    expect(printSchema(schema)).toBe(
      [
        'directive @how(e: E, w: W!) on FIELD',
        '',
        '"""What there is."""',
        'enum E {',
        '  A',
        '}',
        '',
        'type Query {',
        '  f(e: E!, o: E, w: W, v: V, n: [E!] = [A]): Int @deprecated(reason: "old")',
        '}',
        '',
        'input V {',
        '  a: Int',
        '}',
        '',
        'input W {',
        '  a: Int = 7',
        '  e: E',
        '  c: [E]',
        '}',
      ].join('\n'),
    );
  });
});
