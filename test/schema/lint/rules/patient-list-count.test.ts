import { describe, expect, it } from '@jest/globals';
import { lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

function found(a: string): readonly string[] {
  return linesOfRule('PATIENT_LIST_COUNT', lintMarked({ a }));
}

const PATIENT = 'type Patient @key(fields: "id") @patient(id: "id") { id: ID }';

describe('lint rule PATIENT_LIST_COUNT', () => {
  it.each<[string, string, string[]]>([
    [
      'a count next to a list of patients',
      `type Query { search: Found }\ntype Found { items: [Patient] totalCount: Int }\n${PATIENT}`,
      ['Found.totalCount @ a:2'],
    ],
    [
      'an edge without a patient, and the page information',
      `type Query { patients: Connection }\ntype Connection { edges: [Edge] pageInfo: PageInfo }\ntype Edge { cursor: String node: Patient }\ntype PageInfo { endCursor: String }\n${PATIENT}`,
      ['Connection.pageInfo @ a:2', 'Edge @ a:3'],
    ],
    [
      'a cursor next to a list of patients',
      `type Query { search: Found }\ntype Found { items: [Patient] nextCursor: String }\n${PATIENT}`,
      ['Found.nextCursor @ a:2'],
    ],
    [
      'a count of patients at the root',
      `type Query {\n patients: [Patient]\n patientCount: Int\n roomCount: Int }\n${PATIENT}`,
      ['Query.patientCount @ a:3'],
    ],
    [
      'a count in a connection that is also used outside a patient',
      `type Query { all: Found }\ntype Found { items: [Lab] totalCount: Int }\ntype Lab @key(fields: "id") @patient(id: "owner") { id: ID owner: ID }\ntype Patient @key(fields: "id") @patient(id: "id") { id: ID labs: Found }`,
      ['Found.totalCount @ a:2'],
    ],
  ])('reports %s', (_what, sdl, expected) => {
    expect(found(sdl)).toEqual(expected);
  });

  it.each<[string, string]>([
    [
      'an edge with the patient of its node',
      `type Query { patients: Connection } type Connection { edges: [Edge] } type Edge @patient(id: "node.id") { cursor: String node: Patient } ${PATIENT}`,
    ],
    [
      'a marked count',
      `type Query { search: Found } type Found { items: [Patient] totalCount: Int @phi @role(anyOf: ["x"]) } ${PATIENT}`,
    ],
    [
      'a count of the records of one patient',
      `type Query { patient: Patient } type Patient @key(fields: "id") @patient(id: "id") { id: ID labs: Found labCount: Int } type Found { items: [Lab] totalCount: Int next: Found } type Lab @key(fields: "id") @patient(id: "owner") { id: ID owner: ID }`,
    ],
    [
      'a count of objects that belong to no patient',
      'type Query { rooms: Found } type Found { items: [Room] totalCount: Int } type Room { id: ID }',
    ],
    [
      'a value that is neither a count nor a cursor, next to a list of patients',
      `type Query { search: Found } type Found { items: [Patient] took: Int by: Info } type Info { name: String } ${PATIENT}`,
    ],
  ])('does not report %s', (_what, sdl) => {
    expect(found(sdl)).toEqual([]);
  });
});
