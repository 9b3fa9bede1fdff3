import { describe, expect, it } from '@jest/globals';
import { lintMarked, toldOf } from '../../../support/lint-subgraphs.ts';

function found(a: string): readonly string[] {
  return toldOf('PATIENT_LIST_COUNT', lintMarked({ a }));
}

const PATIENT = 'type Patient @key(fields: "id") @patient(id: "id") { id: ID }';

describe('What tells of patients who are left out of a list is reported', () => {
  it.each<[string, string, string[]]>([
    [
      'a count beside a list',
      `type Query { search: Found }\ntype Found { items: [Patient] totalCount: Int }\n${PATIENT}`,
      ['Found.totalCount @ a:2'],
    ],
    [
      'an edge without a patient, and the information on the page',
      `type Query { patients: Connection }\ntype Connection { edges: [Edge] pageInfo: PageInfo }\ntype Edge { cursor: String node: Patient }\ntype PageInfo { endCursor: String }\n${PATIENT}`,
      ['Connection.pageInfo @ a:2', 'Edge @ a:3'],
    ],
    [
      'a cursor beside a list',
      `type Query { search: Found }\ntype Found { items: [Patient] nextCursor: String }\n${PATIENT}`,
      ['Found.nextCursor @ a:2'],
    ],
    [
      'a count of such a list at the root',
      `type Query {\n patients: [Patient]\n patientCount: Int\n roomCount: Int }\n${PATIENT}`,
      ['Query.patientCount @ a:3'],
    ],
    [
      'a count where the connection is not only below patients',
      `type Query { all: Found }\ntype Found { items: [Lab] totalCount: Int }\ntype Lab @key(fields: "id") @patient(id: "owner") { id: ID owner: ID }\ntype Patient @key(fields: "id") @patient(id: "id") { id: ID labs: Found }`,
      ['Found.totalCount @ a:2'],
    ],
  ])('%s', (_what, sdl, expected) => {
    expect(found(sdl)).toEqual(expected);
  });

  it.each<[string, string]>([
    [
      'an edge that goes with its node',
      `type Query { patients: Connection } type Connection { edges: [Edge] } type Edge @patient(id: "node.id") { cursor: String node: Patient } ${PATIENT}`,
    ],
    [
      'a count that is marked',
      `type Query { search: Found } type Found { items: [Patient] totalCount: Int @phi @role(anyOf: ["x"]) } ${PATIENT}`,
    ],
    [
      'a count of one patient’s own records',
      `type Query { patient: Patient } type Patient @key(fields: "id") @patient(id: "id") { id: ID labs: Found labCount: Int } type Found { items: [Lab] totalCount: Int next: Found } type Lab @key(fields: "id") @patient(id: "owner") { id: ID owner: ID }`,
    ],
    [
      'a count of what is no patient’s',
      'type Query { rooms: Found } type Found { items: [Room] totalCount: Int } type Room { id: ID }',
    ],
    [
      'another value beside a list',
      `type Query { search: Found } type Found { items: [Patient] took: Int by: Info } type Info { name: String } ${PATIENT}`,
    ],
  ])('but not %s', (_what, sdl) => {
    expect(found(sdl)).toEqual([]);
  });
});
