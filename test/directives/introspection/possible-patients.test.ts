import { describe } from '@jest/globals';
import { clerk, doctor, p1, unclaimed } from '../../support/callers.ts';
import { DOCTOR, shows } from './introspection-cases.ts';

describe('the schema that introspection shows a caller', () => {
  shows({
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
  });
});
