import { describe } from '@jest/globals';
import { clerk, research } from '../../support/callers.ts';
import { DOCTOR, shows } from './introspection-cases.ts';

describe('the schema that introspection shows a caller', () => {
  shows({
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
    'omits directive arguments of hidden types, and directives that require one': {
      sdl: `directive @how(style: Style loud: Boolean) on FIELD directive @must(style: Style!) on FIELD
      directive @fine(kind: Kind = OPEN) on FIELD
      type Query { z: Int } enum Style { S ${DOCTOR} } enum Kind { OPEN }`,
      caller: clerk,
      there: ['@how(loud:)', '@fine(kind:)', 'Kind.OPEN'],
      gone: ['@how(style:)', '@must', 'Style'],
    },
  });
});
