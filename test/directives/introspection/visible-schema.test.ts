import { describe, expect, it } from '@jest/globals';
import { buildClientSchema, introspectionFromSchema, printSchema, validateSchema } from 'graphql';
import type { Caller } from '../../../gateway/identity/caller.ts';
import type { AuthorizationOptions } from '../../../gateway/pipeline/authorization-options.ts';
import {
  AUTHORIZATION,
  clerk,
  doctor,
  nobody,
  p1,
  research,
  unclaimed,
} from '../../support/callers.ts';
import { callerOf } from '../../support/in-process-graph.ts';
import { coordinatesOf, toldTo } from '../../support/told-to.ts';

interface Case {
  readonly sdl: string;
  readonly caller: Caller;
  readonly there: readonly string[];
  readonly gone: readonly string[];
  readonly authorization?: Partial<AuthorizationOptions>;
}

/** Everything marked with it is for doctors. */
const DOCTOR = '@role(anyOf: ["doctor"])';

const CARE = `
  type Query { ps: [P!] n: Int @phi(category: GENETIC) @role(anyOf: ["team", "doctor"]) }
  type P @key(fields: "id") @patient(id: "id") {
    id: ID!
    a: Int @phi(category: GENETIC) @role(anyOf: ["team", "doctor"])
    b: Int @phi @role(anyOf: ["doctor"])
  }`;

const CASES: Readonly<Record<string, Case>> = {
  'a field that no role of the caller sees is not there': {
    sdl: `type Query { a: Int b: Int ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.a'],
    gone: ['Query.b'],
  },
  'a field is there for a role that sees it': {
    sdl: `type Query { a: Int b: Int ${DOCTOR} }`,
    caller: doctor,
    there: ['Query.a', 'Query.b'],
    gone: [],
  },
  'a field that is seen de-identified is there, also where that is nothing': {
    sdl: `type Query {
      a: String @phi(deidentify: YEAR) @role(anyOf: ["doctor"], deidentified: ["research"])
      b: String @phi @role(anyOf: ["doctor"], deidentified: ["research"])
    }`,
    caller: research,
    there: ['Query.a', 'Query.b'],
    gone: [],
  },
  'what no mark speaks of is there, unless configuration closes it': {
    sdl: `type Query { a: Int b(c: E): Int @role(anyOf: ["clerk"]) } enum E { V }`,
    caller: clerk,
    authorization: { unmarked: 'deny' },
    there: ['Query.b', 'Query.b(c:)', 'E', 'E.V'],
    gone: ['Query.a'],
  },
  'PHI without a role is there for the default roles': {
    sdl: `type Query { a: Int @phi b: Int }`,
    caller: clerk,
    authorization: { defaultRoles: ['clerk'] },
    there: ['Query.a'],
    gone: [],
  },
  'PHI without a role is there for nobody else': {
    sdl: `type Query { a: Int @phi b: Int }`,
    caller: doctor,
    authorization: { defaultRoles: ['clerk'] },
    there: ['Query.b'],
    gone: ['Query.a'],
  },
  'a query root without a field has a place holder': {
    sdl: `type Query { a: Int ${DOCTOR} b: T } type T { c: Int ${DOCTOR} }`,
    caller: nobody,
    there: ['Query', 'Query._nothing'],
    gone: ['Query.a', 'Query.b', 'T'],
  },
  'the query root stays even where its type is marked': {
    sdl: `type Query ${DOCTOR} { a: Int }`,
    caller: nobody,
    there: ['Query._nothing'],
    gone: ['Query.a'],
  },

  'a type whose objects are never shown is not there, nor is what leads to it': {
    sdl: `type Query { a: T b: [[T!]!] c: Int } type T ${DOCTOR} { d: Int }`,
    caller: clerk,
    there: ['Query.c'],
    gone: ['Query.a', 'Query.b', 'T'],
  },
  'a type without a field left is not there, nor is what leads to it, however far away': {
    sdl: `type Query { a: A z: Int } type A { b: B } type B { c: C } type C { d: Int ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Query.a', 'A', 'B', 'C'],
  },
  'a type that nothing leads to any more is not there': {
    sdl: `type Query { a: A ${DOCTOR} z: Int } type A { b: B } type B { e(i: I): E } input I { x: S } scalar S enum E { V }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Query.a', 'A', 'B', 'E', 'I', 'S'],
  },
  'types in a circle that nothing leads to are not there': {
    sdl: `type Query { a: A ${DOCTOR} z: Int } type A { b: B } type B { a: A n: Int }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['A', 'B'],
  },
  'a scalar is there where something of it is': {
    sdl: `type Query { a: Free b: Secret } scalar Free scalar Secret ${DOCTOR}`,
    caller: clerk,
    there: ['Query.a', 'Free'],
    gone: ['Query.b', 'Secret'],
  },

  'a union loses the members that are never shown': {
    sdl: `type Query { u: U } union U = A | B type A { x: Int } type B ${DOCTOR} { y: Int }`,
    caller: clerk,
    there: ['Query.u', 'U', 'A.x'],
    gone: ['B'],
  },
  'a union without a member is not there, nor is what leads to it': {
    sdl: `type Query { u: U z: Int } union U = A | B type A ${DOCTOR} { x: Int } type B { y: Int ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Query.u', 'U', 'A', 'B'],
  },
  'a mark on a union holds for what returns it': {
    sdl: `type Query { u: U a: A } union U ${DOCTOR} = A type A { x: Int }`,
    caller: clerk,
    there: ['Query.a', 'A.x'],
    gone: ['Query.u', 'U'],
  },
  'an interface loses the fields that some implementer keeps to itself': {
    sdl: `type Query { i: I } interface I { x: Int y: Int }
      type A implements I { x: Int y: Int } type B implements I { x: Int y: Int ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.i', 'I.x', 'A.x', 'A.y', 'B.x'],
    gone: ['I.y', 'B.y'],
  },
  'an interface loses the implementers that are never shown': {
    sdl: `type Query { i: I } interface I { x: Int } type A implements I { x: Int } type B implements I { x: Int y: Int b: B ${DOCTOR} }
      type C implements I @patient(id: "x") { x: Int! }`,
    caller: nobody,
    there: ['I.x', 'A', 'B'],
    gone: ['C', 'B.b'],
  },
  'an interface without an implementer left is not there': {
    sdl: `type Query { i: I z: Int } interface I { x: Int } type A implements I @patient(id: "p") { x: Int p: ID! }`,
    caller: nobody,
    there: ['Query.z'],
    gone: ['Query.i', 'I', 'A'],
  },
  'an interface without a field left is what can be used of it: the union of its objects': {
    sdl: `type Query { i: I j: J } interface I { x: Int } interface J implements I { x: Int y: Int }
      type A implements I & J { x: Int ${DOCTOR} y: Int z: Int } type B implements I { x: Int b: Int }`,
    caller: clerk,
    there: ['Query.i', 'I = A | B', 'Query.j', 'J.y', 'A.y', 'A.z', 'B.x'],
    gone: ['I.x', 'J.x', 'A.x'],
  },
  'an interface without a field left is not there where nothing leads to it': {
    sdl: `type Query { a: A } interface I { x: Int } type A implements I { x: Int ${DOCTOR} y: Int }`,
    caller: clerk,
    there: ['Query.a', 'A.y'],
    gone: ['I', 'A.x'],
  },
  'an interface keeps a field that leads to such a union on all of its implementers': {
    sdl: `type Query { k: K } interface K { i: I } interface I { x: Int } type A implements K { i: I }
      type B implements I { x: Int ${DOCTOR} b: Int }`,
    caller: clerk,
    there: ['K.i', 'A.i', 'I = B', 'B.b'],
    gone: ['I.x'],
  },
  'an interface loses a field whose interface is no longer above that of an implementer': {
    sdl: `type Query { k: K } interface K { i: I j: J n: Int } interface I { x: Int } interface J implements I { x: Int y: Int }
      type A implements K { i: J j: J n: Int } type B implements K { i: B j: J n: Int }
      type C implements I & J { x: Int ${DOCTOR} y: Int } extend type B implements I & J { x: Int y: Int }`,
    caller: clerk,
    there: ['K.n', 'K.j', 'A.i', 'B.i', 'J.y'],
    gone: ['K.i', 'J.x', 'I'],
  },
  'an interface loses a field that leads nowhere on an implementer': {
    sdl: `type Query { i: I } interface I { n: N x: Int } interface N { z: Int }
      type A implements I { n: B x: Int } type C implements I { n: N x: Int }
      type B implements N { z: Int b: Int } type D implements N { z: Int }
      type E implements I { n: F x: Int } type F implements N @patient(id: "p") { z: Int p: ID! }`,
    caller: nobody,
    there: ['I.x', 'A.n', 'B.z', 'C.n', 'N', 'D'],
    gone: ['I.n', 'E.n', 'F'],
  },
  'what an implementer that is not there lacks takes nothing from its interface': {
    sdl: `type Query { i: I } interface I { n: N x: Int } interface N { z: Int }
      type A implements I { n: B x: Int } type B implements N { z: Int }
      type E implements I @patient(id: "p") { n: F x: Int p: ID! } type F implements N @patient(id: "p") { z: Int p: ID! }`,
    caller: nobody,
    there: ['I.n', 'A.n', 'B.z'],
    gone: ['E', 'F'],
  },
  'a type that only implements an interface, and that nothing gives, is not there': {
    sdl: `type Query { a: A b: B ${DOCTOR} } interface I { x: Int } type A implements I { x: Int } type B implements I { x: Int }`,
    caller: clerk,
    there: ['A.x', 'I.x'],
    gone: ['B', 'Query.b'],
  },
  'an argument that no role of the caller may use is not there': {
    sdl: `type Query { f(a: Int b: Int ${DOCTOR}): Int }`,
    caller: clerk,
    there: ['Query.f', 'Query.f(a:)'],
    gone: ['Query.f(b:)'],
  },
  'an argument that is seen de-identified may not be used': {
    sdl: `type Query { f(a: Int b: String @phi @role(anyOf: ["doctor"], deidentified: ["research"])): Int }`,
    caller: research,
    there: ['Query.f(a:)'],
    gone: ['Query.f(b:)'],
  },
  'a field is not there without an argument that it requires': {
    sdl: `type Query { f(a: Int! ${DOCTOR}): Int z: Int }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Query.f'],
  },
  'a field is not there where the default of its argument would be denied': {
    sdl: `type Query { f(a: Int = 1 ${DOCTOR}): Int g(e: E = B): Int z: Int } enum E { B ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Query.f', 'Query.g', 'E'],
  },
  'a default of null takes nothing': {
    sdl: `type Query { g(e: E = null): Int } enum E { B ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.g'],
    gone: ['Query.g(e:)', 'E'],
  },
  'an enum value that no role may use or see is not there': {
    sdl: `type Query { f(e: E): E } enum E { A B ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.f(e:)', 'E.A'],
    gone: ['E.B'],
  },
  'an enum without a value left is not there, nor is what holds it': {
    sdl: `type Query { f(e: E x: Int): Int g: E } enum E { B ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.f', 'Query.f(x:)'],
    gone: ['Query.f(e:)', 'Query.g', 'E'],
  },
  'an input field that no role may use is not there': {
    sdl: `type Query { f(w: W): Int } input W { a: Int b: Int ${DOCTOR} and: [W!] }`,
    caller: clerk,
    there: ['Query.f(w:)', 'W.a', 'W.and'],
    gone: ['W.b'],
  },
  'an input object that requires a hidden field, or would give its default, is not there': {
    sdl: `type Query { f(w: W v: V u: U!): Int g(w: W v: V): Int } input W { a: Int b: Int! ${DOCTOR} }
      input V { a: Int b: Int = 1 ${DOCTOR} } input U { w: W a: Int x: X! } input X { b: Int ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.g'],
    gone: ['Query.f', 'Query.g(w:)', 'Query.g(v:)', 'W', 'V', 'U', 'X'],
  },
  'an argument of an interface is there where every implementer takes it': {
    sdl: `type Query { i: I } interface I { f(e: E x: Int): Int } enum E { A }
      type A implements I { f(e: E x: Int y: Int): Int } type B implements I { f(e: E x: Int ${DOCTOR}): Int }`,
    caller: clerk,
    there: ['I.f(e:)', 'A.f(x:)', 'A.f(y:)'],
    gone: ['I.f(x:)', 'B.f(x:)'],
  },
  'an interface keeps a field of which an implementer takes more': {
    sdl: `type Query { i: I } interface I { f: Int } type A implements I { f(x: Int! = 5, e: E! = A): Int } enum E { A B ${DOCTOR} }`,
    caller: clerk,
    there: ['I.f', 'A.f(x:)', 'A.f(e:)'],
    gone: ['E.B'],
  },
  'an interface loses a field of which an implementer would ask more': {
    sdl: `type Query { i: I } interface I { f(y: Int): Int z: Int } type A implements I { f(y: Int e: E! = B): Int z: Int } enum E { A B ${DOCTOR} }`,
    caller: clerk,
    there: ['I.z', 'A.f(e:)', 'E.A'],
    gone: ['I.f', 'E.B'],
  },
  'an interface keeps an argument that is required of all': {
    sdl: `type Query { i: I } interface I { f(x: Int!): Int } type A implements I { f(x: Int!): Int }`,
    caller: nobody,
    there: ['I.f(x:)', 'A.f(x:)'],
    gone: [],
  },
  'an interface loses an argument with the field that required it': {
    sdl: `type Query { i: I a: A } interface I { f(x: Int! ${DOCTOR}): Int z: Int }
      type A implements I { f(x: Int!): Int z: Int }`,
    caller: clerk,
    there: ['I.z', 'A.z'],
    gone: ['I.f', 'A.f'],
  },

  'mutations are there for those who may run one': {
    sdl: `type Query { z: Int } type Mutation { m(i: I): M ${DOCTOR} } type M { x: Int } input I { a: Int }`,
    caller: doctor,
    there: ['Mutation.m', 'M.x', 'I.a'],
    gone: [],
  },
  'without a mutation that the caller may run there is no mutation root': {
    sdl: `type Query { z: Int } type Mutation { m(i: I): M ${DOCTOR} } type M { x: Int } input I { a: Int }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Mutation', 'M', 'I'],
  },
  'subscriptions are not served, so nobody is told of them': {
    sdl: `type Query { z: Int } type Subscription { s: S } type S { x: Int }`,
    caller: doctor,
    there: ['Query.z'],
    gone: ['Subscription', 'S'],
  },

  'records of patients are not there for a caller who reaches none': {
    sdl: `type Query { patients: [P!] patient(id: ID! @patient): P a: A z: Int }
      type P @key(fields: "id") @patient(id: "id") { id: ID! a: A } type A { city: String }`,
    caller: unclaimed,
    there: ['Query.z', 'Query.a', 'A.city'],
    gone: ['Query.patients', 'Query.patient', 'P'],
  },
  'they are there for whoever reaches one': {
    sdl: `type Query { patients: [P!] patient(id: ID! @patient): P }
      type P @key(fields: "id") @patient(id: "id") { id: ID! a: String @phi @role(anyOf: ["self"]) b: String @phi ${DOCTOR} }`,
    caller: p1,
    there: ['Query.patients', 'Query.patient(id:)', 'P.id', 'P.a'],
    gone: ['P.b'],
  },
  'records that can be without a patient are there for everybody, without their PHI': {
    sdl: `type Query { r: R } type R @patient(id: "p.id") { x: Int y: Int @phi @role(anyOf: ["self"]) p: P }
      type P @patient(id: "id") { id: ID! }`,
    caller: unclaimed,
    there: ['R.x'],
    gone: ['R.y', 'R.p', 'P'],
  },
  "what has neither a patient nor a key is the patient's above it; what has a key is nobody's": {
    sdl: `type Query { ps: [P!] d: D } type P @key(fields: "id") @patient(id: "id") { id: ID! a: A d: D }
      type A { city: String @phi @role(anyOf: ["self"]) }
      type D @key(fields: "id") { id: ID! city: String @phi @role(anyOf: ["self"]) }`,
    caller: p1,
    there: ['P.a', 'A.city', 'P.d', 'D.id'],
    gone: ['D.city'],
  },
  'nor can anybody tell of a record whose patient the schema does not show': {
    sdl: `type Query { r: R s: S } type R @patient(id: "p.id") { x: Int p: P! @inaccessible }
      type S @patient(id: "o.p.id") { x: Int o: O! } interface O { p: P! } type A implements O @patient(id: "p.id") { p: P! }
      type P @patient(id: "id") { id: ID! }`,
    caller: unclaimed,
    there: ['R.x'],
    gone: ['S', 'P', 'O'],
  },
  'a role that reaches one patient alone opens no PHI that names none': {
    sdl: `type Query { n: Int @phi @role(anyOf: ["self"]) m: Int @role(anyOf: ["self"]) }`,
    caller: p1,
    there: ['Query.m'],
    gone: ['Query.n'],
  },
  'but it opens what its inputs bind to a patient': {
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
  'and not what recursive or listed inputs leave open': {
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
  'an input that names a patient is of no use to whoever reaches none': {
    sdl: `type Query { m(w: W a: Int): Int n(id: ID @patient a: Int): Int } input W { id: ID @patient a: Int }`,
    caller: unclaimed,
    there: ['Query.m(w:)', 'W.a', 'Query.n(a:)'],
    gone: ['W.id', 'Query.n(id:)'],
  },
  'PHI in a filter is for those who reach everybody': {
    sdl: `type Query { ps(a: Int s: S x: String @phi @role(anyOf: ["self", "doctor"])): [P!] } enum S { A B @phi @role(anyOf: ["self", "doctor"]) }
      type P @key(fields: "id") @patient(id: "id") { id: ID! }`,
    caller: unclaimed,
    there: [],
    gone: ['Query.ps(x:)', 'S.B'],
  },
  'a record may be looked up by its key by whoever might turn out to be its patient': {
    sdl: `type Query { r(id: ID! @phi @role(anyOf: ["self"])): R e(k: K! @phi @role(anyOf: ["self"])): E f(k: K): Int }
      type R @key(fields: "id") @patient(id: "p") { id: ID! p: ID } type E @key(fields: "k") @patient(id: "p") { k: K! p: ID }
      enum K { A @phi @role(anyOf: ["self"]) }`,
    caller: unclaimed,
    there: ['Query.r(id:)', 'Query.e(k:)', 'K.A'],
    gone: [],
  },
  'a write of PHI that names no patient is for those who reach everybody': {
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
  'and not for those of them who do not see it': {
    sdl: `type Query { z: Int } type Mutation { a: Int @phi ${DOCTOR} }`,
    caller: clerk,
    there: ['Query.z'],
    gone: ['Mutation'],
  },
  'PHI that leads to records which tell whose they are is there for their patients': {
    sdl: `type Query { rs: [R!] @phi @role(anyOf: ["self"]) n: [N!] @phi @role(anyOf: ["self"]) z: Int }
      type R @key(fields: "id") @patient(id: "id") { id: ID! } type N { x: Int }`,
    caller: p1,
    there: ['Query.rs', 'R.id'],
    gone: ['Query.n', 'N'],
  },
  'and so it is there for them': {
    sdl: `type Query { z: Int } type Mutation { a: Int @phi ${DOCTOR} }`,
    caller: doctor,
    there: ['Mutation.a'],
    gone: [],
  },

  'a patient of the care team may show what their role sees': {
    sdl: CARE,
    caller: callerOf(['team']),
    authorization: { reach: new Map([['team', 'care-team']]) },
    there: ['Query.ps', 'P.id', 'P.a'],
    gone: ['P.b', 'Query.n'],
  },
  'a category that needs a purpose is not there without it': {
    sdl: CARE,
    caller: callerOf(['doctor', 'team']),
    authorization: { purposes: new Map([['GENETIC', new Set(['TREAT'])]]) },
    there: ['Query.ps', 'P.id', 'P.b'],
    gone: ['P.a', 'Query.n'],
  },
  'but it is where a patient may permit it': {
    sdl: CARE,
    caller: callerOf(['doctor', 'team']),
    authorization: { purposes: new Map([['GENETIC', new Set(['TREAT'])]]), consent: true },
    there: ['Query.ps', 'P.a', 'P.b'],
    gone: ['Query.n'],
  },

  'a directive loses the arguments of hidden types, or goes with them': {
    sdl: `directive @how(style: Style loud: Boolean) on FIELD directive @must(style: Style!) on FIELD
      directive @fine(kind: Kind = OPEN) on FIELD
      type Query { z: Int } enum Style { S ${DOCTOR} } enum Kind { OPEN }`,
    caller: clerk,
    there: ['@how(loud:)', '@fine(kind:)', 'Kind.OPEN'],
    gone: ['@how(style:)', '@must', 'Style'],
  },
};

describe('what introspection tells a caller', () => {
  it.each(Object.entries(CASES))(
    '%s',
    async (_rule, { sdl, caller, there, gone, authorization }) => {
      const options = { ...AUTHORIZATION, ...authorization };
      const schema = await toldTo({ a: sdl }, caller, options);
      const told = coordinatesOf(schema);
      expect(there.filter((coordinate) => !told.has(coordinate))).toEqual([]);
      expect(gone.filter((coordinate) => told.has(coordinate))).toEqual([]);
      expect(validateSchema(schema)).toEqual([]);
      const copy = buildClientSchema(introspectionFromSchema(schema));
      expect(validateSchema(copy)).toEqual([]);
      expect(printSchema(copy)).toBe(printSchema(schema));
    },
  );

  it('has no default that the caller may not use', async () => {
    const sdl = `
      type Query { f(e: E! = B o: E = B w: W = { b: 1 } v: V = { b: 1 } n: [E!] = [A]): Int @deprecated(reason: "old") }
      directive @how(e: E = B w: W! = { a: 1 }) on FIELD
      "What there is."
      enum E { A B ${DOCTOR} }
      input W { a: Int = 7 b: Int ${DOCTOR} e: E = B c: [E] = [A B] }
      input V { a: Int b: Int ${DOCTOR} }
    `;
    const schema = await toldTo({ a: sdl }, clerk, AUTHORIZATION);
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
