import { describe } from '@jest/globals';
import { callerWithoutRoles, clerk } from '../../support/callers.ts';
import { DOCTOR, shows } from './introspection-cases.ts';

describe('the schema that introspection shows a caller', () => {
  shows({
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
    'contains an argument of an interface field only if the caller may use it on every implementer':
      {
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
  });
});
