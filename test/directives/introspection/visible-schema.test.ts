import { describe } from '@jest/globals';
import { callerWithoutRoles, clerk, doctor, research } from '../../support/callers.ts';
import { callerOf } from '../../support/in-process-graph.ts';
import { DOCTOR, shows } from './introspection-cases.ts';

const CARE = `
  type Query { ps: [P!] n: Int @phi(category: GENETIC) @role(anyOf: ["team", "doctor"]) }
  type P @key(fields: "id") @patient(id: "id") {
    id: ID!
    a: Int @phi(category: GENETIC) @role(anyOf: ["team", "doctor"])
    b: Int @phi @role(anyOf: ["doctor"])
  }`;

describe('the schema that introspection shows a caller', () => {
  shows({
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
  });
});
