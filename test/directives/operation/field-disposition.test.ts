import { describe, expect, it } from '@jest/globals';
import type { ReachKind } from '../../../directives/operation/effective-roles.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const graph = unitGraph(`
  type Query {
    patient(id: ID @patient): Patient
    patients: [Patient!]!
    person: Person
    thing: Thing
    total: Int @phi @role(anyOf: ["doctor"])
    totalOf(id: ID @patient): Int @phi @role(anyOf: ["doctor"])
    report: Report @role(anyOf: ["doctor"], deidentified: ["research"])
  }
  interface Person { id: ID! badge: String! name: String born: String @role(anyOf: ["doctor"], deidentified: ["research"]) self: Person }
  type Patient implements Person @key(fields: "id") @patient(id: "id") {
    id: ID!
    name: String @phi @role(anyOf: ["doctor"], deidentified: ["research"])
    born: String @phi(deidentify: YEAR) @role(anyOf: ["doctor"], deidentified: ["research"])
    code: String! @phi @role(anyOf: ["doctor"])
    badge: String! @role(anyOf: ["doctor", "research"])
    reports(of: ID @patient): [Report!]!
    address: Address @phi(category: GEOGRAPHY) @role(anyOf: ["doctor"], deidentified: ["research"])
    friend: Patient
    friends: [Patient]
    self: Patient @role(anyOf: ["doctor", "research"])
  }
  type Nurse implements Person @key(fields: "id") {
    id: ID!
    badge: String! @role(anyOf: ["doctor"])
    name: String
    born: String @role(anyOf: ["doctor"])
    self: Nurse @role(anyOf: ["doctor"])
  }
  union Thing = Patient | Nurse
  type Address { zip: String @phi(category: GEOGRAPHY, deidentify: ZIP3) @role(anyOf: ["doctor"], deidentified: ["research"]) street: String lead: Nurse }
  type Report { text: String nurse: Nurse lines: [Line] }
  type Line { text: String }
`);

const ROLES: Readonly<Record<string, Readonly<Record<string, ReachKind>>>> = {
  doctor: { doctor: 'all' },
  research: { research: 'all' },
  noRoles: {},
  own: { doctor: 'self' },
};

describe('a selected field', () => {
  it.each<[string, string, string, Readonly<Record<string, string>>]>([
    [
      'is fetched if a role sees it',
      'doctor',
      '{ patients { name code } }',
      { patients: 'fetch', 'patients.@.name': 'fetch', 'patients.@.code': 'fetch' },
    ],
    [
      'is suppressed if a role sees it de-identified and no method is given',
      'research',
      '{ patients { name born } }',
      { patients: 'fetch', 'patients.@.name': 'suppressed', 'patients.@.born': 'fetch' },
    ],
    [
      'is denied if no role sees it, and what is selected below it is not fetched',
      'noRoles',
      '{ patients { name address { zip } } }',
      {
        patients: 'fetch',
        'patients.@.name': 'denied',
        'patients.@.address': 'denied',
        'patients.@.address.zip': 'skipped',
      },
    ],
    [
      'is denied at the root if it is PHI and no role of the caller may access every patient',
      'own',
      '{ total }',
      { total: 'denied' },
    ],
    [
      'is fetched at the root if it is PHI and a role of the caller may access every patient',
      'doctor',
      '{ total }',
      { total: 'fetch' },
    ],
    [
      'is fetched if its argument names a patient in reach',
      'own',
      '{ totalOf(id: "p1") }',
      { totalOf: 'fetch' },
    ],
    [
      'has the disposition reach if its argument names a patient out of reach',
      'own',
      '{ totalOf(id: "p2") patient(id: "p2") { id } }',
      { totalOf: 'reach', patient: 'reach', 'patient.id': 'skipped' },
    ],
    [
      'becomes null if a denied field below it is non-null',
      'research',
      '{ patient { id code } }',
      { patient: 'nulled', 'patient.id': 'fetch', 'patient.code': 'denied' },
    ],
    [
      'is kept if a denied field below it is nullable',
      'noRoles',
      '{ patient { id name } }',
      { patient: 'fetch', 'patient.id': 'fetch', 'patient.name': 'denied' },
    ],
    [
      'is not fetched below a list whose objects all become null',
      'research',
      '{ patients { id friends { __typename id code friend { id } ... on Person { name self { name } key: id } } } }',
      {
        patients: 'fetch',
        'patients.@.id': 'fetch',
        'patients.@.friends': 'fetch',
        'patients.@.friends.@.id': 'skipped',
        'patients.@.friends.@.code': 'denied',
        'patients.@.friends.@.friend': 'skipped',
        'patients.@.friends.@.friend.id': 'skipped',
        'patients.@.friends.@.name': 'suppressed',
        'patients.@.friends.@.self': 'denied',
        'patients.@.friends.@.self.name': 'skipped',
        'patients.@.friends.@.key': 'skipped',
      },
    ],
    [
      'becomes null if the selection for its only type has a denied non-null field',
      'research',
      '{ patient { ... on Person { id ... on Patient { code } } } }',
      { patient: 'nulled', 'patient.id': 'fetch', 'patient.code': 'denied' },
    ],
    [
      'is kept if the denied non-null field is of one possible type among several',
      'research',
      '{ thing { ... on Patient { code } ... on Nurse { id } } }',
      { thing: 'fetch', 'thing.code': 'denied', 'thing.id': 'fetch' },
    ],
    [
      'is kept if one response key is denied on one type and fetched on another',
      'research',
      '{ thing { ... on Patient { x: code } ... on Nurse { x: id } } }',
      { thing: 'fetch', 'thing.x': 'fetch' },
    ],
    [
      'is kept if another occurrence of it has no denied field',
      'research',
      '{ patient { id } patient { code } }',
      { patient: 'fetch', 'patient.code': 'denied', 'patient.id': 'fetch' },
    ],
    [
      'is denied if no role sees it, also if it is selected twice',
      'noRoles',
      '{ patients { name } patients { name } }',
      { patients: 'fetch', 'patients.@.name': 'denied' },
    ],
    [
      'is kept if a non-null list below it is about a patient out of reach, which gives an empty list',
      'own',
      '{ patients { id reports(of: "p2") { text } } }',
      {
        patients: 'fetch',
        'patients.@.id': 'fetch',
        'patients.@.reports': 'reach',
        'patients.@.reports.@.text': 'skipped',
      },
    ],
    [
      'is kept if a denied non-null field of an interface is selected on one type among several',
      'research',
      '{ thing { ... on Patient { ... on Person { badge } } ... on Nurse { id } } }',
      { thing: 'fetch', 'thing.badge': 'denied', 'thing.id': 'fetch' },
    ],
    [
      'is fetched if its type grants what the interface above denies',
      'research',
      '{ patient { ... on Person { badge } badge } }',
      { patient: 'fetch', 'patient.badge': 'fetch' },
    ],
    [
      'is suppressed below an object that a role sees de-identified if no method is given',
      'research',
      '{ patients { address { zip street lead { name } } } }',
      {
        patients: 'fetch',
        'patients.@.address': 'fetch',
        'patients.@.address.zip': 'fetch',
        'patients.@.address.street': 'suppressed',
        'patients.@.address.lead': 'fetch',
        'patients.@.address.lead.name': 'fetch',
      },
    ],
    [
      'is fetched or suppressed below a field that is denied on an interface and granted on one type',
      'research',
      '{ person { self { id } ... on Patient { self { name } } } }',
      {
        person: 'fetch',
        'person.self': 'fetch',
        'person.self.id': 'fetch',
        'person.self.name': 'suppressed',
      },
    ],
  ])('%s', async (_what, who, query, dispositions) => {
    const roles = ROLES[who] ?? {};
    const decided = await graph.decide({ query, roles, claims: { doctor: ['p1'] } });
    expect(decided.dispositions).toEqual(dispositions);
  });
});
