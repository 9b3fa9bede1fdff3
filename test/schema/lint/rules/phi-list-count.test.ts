import { describe, expect, it } from '@jest/globals';
import { lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

const MARK = '@phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor"])';
const PATIENT = 'type Patient @key(fields: "id") @patient(id: "id")';
const CONDITIONS = `union Condition = Flu | Hiv type Flu { at: String } type Hiv ${MARK} { at: String }`;
const CONNECTION = `type Labs { edges: [LabEdge] totalCount: Int pageInfo: PageInfo }\ntype LabEdge { cursor: String node: Lab }\ntype PageInfo { endCursor: String }`;
const LAB = `type Lab ${MARK} { code: String }`;

function found(a: string) {
  const findings = lintMarked({ a });
  return linesOfRule('PHI_LIST_COUNT', findings);
}

describe('lint rule PHI_LIST_COUNT', () => {
  it.each<[string, string, string[]]>([
    [
      'everything of a connection whose nodes can be denied',
      `type Query { p: Patient }\n${PATIENT} { id: ID labs: Labs }\n${CONNECTION}\n${LAB}`,
      ['Labs.edges @ a:3', 'Labs.totalCount @ a:3', 'Labs.pageInfo @ a:3', 'LabEdge.cursor @ a:4'],
    ],
    [
      'a connection if the mark is on the field of the node',
      `type Query { p: Patient }\n${PATIENT} { id: ID labs: Labs }\n${CONNECTION.replace('node: Lab', `node: Lab ${MARK}`)}\ntype Lab { code: String }`,
      ['Labs.edges @ a:3', 'Labs.totalCount @ a:3', 'Labs.pageInfo @ a:3', 'LabEdge.cursor @ a:4'],
    ],
    [
      'a connection that only one of two fields protects',
      `type Query { p: Patient labs: Labs ${MARK} }\n${PATIENT} { id: ID labs: Labs }\ntype Labs { nodes: [Lab] totalCount: Int }\n${LAB}`,
      ['Labs.totalCount @ a:3'],
    ],
    [
      'a count beside a list of a union with a member that can be denied',
      `type Query { p: Patient }\n${PATIENT} { id: ID found: Found }\ntype Found { items: [Condition!]! count: Int }\n${CONDITIONS}`,
      ['Found.count @ a:3'],
    ],
    [
      'a count of a marked list of a record, by its name',
      `type Query { p: Patient }\n${PATIENT} { id: ID labs: [Lab]\n labCount: Int\n roomCount: Int rooms: [Int] }\n${LAB}`,
      ['Patient.labCount @ a:3'],
    ],
    [
      'a count for more roles than its list',
      `type Query { p: Patient }\n${PATIENT} { id: ID labs: [Lab]\n labCount: Int @phi(category: SEXUAL_HEALTH) @role(anyOf: ["doctor", "clerk"]) }\n${LAB}`,
      ['Patient.labCount @ a:3'],
    ],
  ])('reports %s', (_what, sdl, expected) => {
    expect(found(sdl)).toEqual(expected);
  });

  it('says what the count reveals, and which marks it needs', () => {
    const a = `type Query { p: Patient } ${PATIENT} { id: ID labs: Found } type Found { nodes: [Lab] totalCount: Int } ${LAB}`;
    const [finding] = lintMarked({ a }).filter(({ code }) => code === 'PHI_LIST_COUNT');
    expect(finding).toMatchObject({
      severity: 'warning',
      message:
        'Found.totalCount reveals to callers who may not see Found.nodes, Lab how many there are.',
      fix: `Mark it, or the type of the connection, as what it counts: ${MARK}.`,
    });
  });

  it.each<[string, string]>([
    [
      'a connection whose type has the marks of its nodes',
      `type Query { p: Patient } ${PATIENT} { id: ID labs: Labs } ${CONNECTION.replace('type Labs', `type Labs ${MARK}`)} ${LAB}`,
    ],
    [
      'a connection whose marks are on every field that returns it',
      `type Query { p: Patient } ${PATIENT} { id: ID labs: Labs ${MARK} } type Labs { nodes: [Lab] totalCount: Int } ${LAB}`,
    ],
    [
      'a marked count',
      `type Query { p: Patient } ${PATIENT} { id: ID labs: Labs } type Labs { nodes: [Lab] totalCount: Int ${MARK} } ${LAB}`,
    ],
    [
      'a connection without PHI',
      `type Query { labs: Labs } ${CONNECTION} type Lab @role(anyOf: ["doctor"]) { code: String }`,
    ],
    [
      'a count that another rule reports already',
      `type Query { found: Found } type Found { items: [Lab] totalCount: Int } type Lab @key(fields: "id") @patient(id: "owner") ${MARK} { id: ID owner: ID }`,
    ],
  ])('does not report %s', (_what, sdl) => {
    expect(found(sdl)).toEqual([]);
  });
});
