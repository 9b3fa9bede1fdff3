import { describe, expect, it } from '@jest/globals';
import type { FieldDisposition } from '../../../directives/operation/field-disposition.ts';
import {
  findLookups,
  lookupDispositions,
  lookupSelection,
} from '../../../directives/operation/lookups.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const GRAPH = unitGraph(`
  interface Door { lab(id: ID!): Lab }
  type Query implements Door {
    lab(id: ID!): Lab
    patient(id: ID! @patient): Patient
    labOf(patient: ID! @patient, kind: String): Lab!
    latest: Lab
    labs(first: Int): [Lab!]
    labsById(ids: [ID!]!): [Lab!]
    node(id: ID!): Node
    doctor(id: ID!): Doctor
    count(id: ID!): Int
    clinic: Clinic
    clinics: [Clinic!]
    clinicAt(place: String): Clinic
    onCall: Doctor
    chart: Chart
    version: String
    query: Query
  }
  type Chart @patient(id: "of") { of: ID lab(id: ID!): Lab }
  type Clinic { lab(id: ID!): Lab }
  interface Node { id: ID! }
  type Lab implements Node @key(fields: "id") @patient(id: "owner") { id: ID! owner: ID note(id: ID): Lab }
  type Doctor implements Node @key(fields: "id") { id: ID! lab(id: ID!): Lab }
  type Patient @key(fields: "id") @patient(id: "id") { id: ID! lab(id: ID!): Lab }
`);

async function lookups(
  query: string,
  disposition: (path: string) => FieldDisposition = () => 'fetch',
) {
  const { selection } = await GRAPH.decide({ query, roles: {} });
  const dispositions = selection.fields.map(({ path }) => disposition(path.join('.')));
  const lookedUp = lookupSelection(selection, dispositions);
  const found = findLookups(lookedUp, { dispositions, policy: GRAPH.policy });
  const asked = lookupDispositions(selection, found);
  return {
    found: found.map(({ innerPath }) => innerPath.map((key) => key.replace(/^.*_/, '_')).join('.')),
    asked: selection.fields
      .filter(({ index }) => asked[index] === 'fetch')
      .map(({ path }) => path.join('.')),
  };
}

describe('the list of fields that look up records of patients', () => {
  it.each([
    [
      'a field that returns one object by an argument',
      '{ lab(id: 1) { id note(id: 2) { id } } }',
      ['lab'],
    ],
    [
      'a field that returns an interface that a record of a patient implements',
      '{ node(id: 1) { id } }',
      ['node'],
    ],
    [
      'a field that returns an object by its patient and another argument',
      '{ labOf(patient: 1, kind: "x") { id } }',
      ['labOf'],
    ],
    ['a field that returns a list by ids', '{ labsById(ids: [1]) { id } }', ['labsById']],
    [
      'a field in a fragment on an interface of the root',
      '{ ... on Door { lab(id: 1) { id } } }',
      ['lab'],
    ],
    ['a field of the query root below itself', '{ query { lab(id: 1) { id } } }', ['query.lab']],
    ['a field of a namespace object', '{ clinic { lab(id: 1) { id } } }', ['clinic', 'clinic.lab']],
  ])('contains %s, and the lookup fetches no fields below it', async (_what, query, asked) => {
    expect(await lookups(query)).toMatchObject({ asked });
  });

  it.each([
    [
      'a field that returns an object by its patient alone',
      '{ patient(id: 1) { id lab(id: 2) { id } } }',
    ],
    ['a field that returns an object and has no arguments', '{ latest { id } }'],
    ['a field that returns a page of a list', '{ labs(first: 1) { id } }'],
    [
      'a field that returns an object that has no patient',
      '{ doctor(id: 1) { id lab(id: 2) { id } } }',
    ],
    ['a field that returns a scalar', '{ count(id: 1) }'],
    ['a field below a list', '{ clinics { lab(id: 1) { id } } }'],
    [
      'a field below a field that has arguments itself',
      '{ clinicAt(place: "x") { lab(id: 1) { id } } }',
    ],
    ['a field below an object that has a key', '{ onCall { lab(id: 1) { id } } }'],
    ['a field below an object that has a patient', '{ chart { lab(id: 1) { id } } }'],
    ['a field that returns a scalar and has no arguments', '{ version }'],
  ])('leaves out %s', async (_what, query) => {
    expect(await lookups(query)).toEqual({ found: [], asked: [] });
  });

  it.each([
    ['a denied field', '{ lab(id: 1) { id } }', 'lab'],
    [
      'a field of the query root below itself, if that is denied',
      '{ query { lab(id: 1) { id } } }',
      'query',
    ],
  ])('leaves out %s', async (_what, query, denied) => {
    const found = await lookups(query, (path) => (path === denied ? 'denied' : 'fetch'));
    expect(found).toEqual({ found: [], asked: [] });
  });
});
