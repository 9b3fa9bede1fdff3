import { describe, expect, it } from '@jest/globals';
import { typeCoordinate } from '../../../directives/coordinate.ts';
import { compileScopes } from '../../../directives/operation/compile-scopes.ts';
import type { ScopeTable } from '../../../directives/operation/scope-needs.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const { schema, policy } = unitGraph(`
  type Query {
    patient(id: ID! @patient @phi(category: RECORD_NUMBER) @role(anyOf: ["any"])): Patient
    tagged: [Lab] @phi(category: OTHER_ID) @role(anyOf: ["any"])
    patients(ssn: String @phi(category: SSN) @role(anyOf: ["any"]), city: String): [Patient!]
    lab(id: ID! @phi(category: OTHER_ID) @role(anyOf: ["any"])): Lab
    records: [Record]
    found(filter: Filter): [Lab]
    newest: Record
    counted: LabPage
    connected(first: Int): LabConnection
    mine: Mine
    ward: Ward
    visit: Visit
    box: LabBox
    doctors: DoctorPage
    members: MemberPage
    size: Int
    secret: String @phi @role(anyOf: ["any"])
    summary: [Lab] @phi(category: FINANCIAL) @role(anyOf: ["any"])
  }
  type Mutation {
    addLab(patient: ID! @patient, text: String @phi @role(anyOf: ["any"])): Lab
    clear: Boolean
  }
  input Filter { ssn: String @phi(category: SSN) @role(anyOf: ["any"]) of: ID @patient page: Int }
  input LabInput {
    text: String @phi @role(anyOf: ["any"])
    of: ID @patient @phi @role(anyOf: ["any"])
    page: Int
  }
  scalar Code @phi @role(anyOf: ["any"])
  interface Record { id: ID! code: String @phi @role(anyOf: ["any"]) }
  enum Kind { PLAIN TEST @phi @role(anyOf: ["any"]) DRUG @phi(category: SUBSTANCE_USE) @role(anyOf: ["any"]) }
  type Patient @key(fields: "id") @patient(id: "id") {
    id: ID!
    name: String @phi(category: NAME) @role(anyOf: ["any"])
    active: Boolean
    code: Code
    pay: Int @phi(category: FINANCIAL) @role(anyOf: ["any"])
    labs: [Lab!]
    connected: LabConnection
    newest: Lab
    home: Address
    team: [Member!]
    doctor: Doctor
  }
  type Lab implements Record @key(fields: "id") @patient(id: "patient.id") @phi @role(anyOf: ["any"]) {
    id: ID!
    code: String
    patient: Patient
    cost: Int @phi(category: FINANCIAL)
    kind: Kind
    matches(code: String @phi @role(anyOf: ["any"])): Boolean
  }
  type Note implements Record @key(fields: "id") @phi @role(anyOf: ["any"]) { id: ID! code: String }
  type LabPage { labs: [Lab!] total: Int }
  type LabConnection { edges: [LabEdge!] page: PageInfo total: Int }
  type LabEdge { node: Lab cursor: String above: LabConnection }
  type PageInfo { next: Boolean all: Query }
  type Ward @key(fields: "id") { id: ID! labs: [Lab!] }
  type Visit { labs: [Lab!] }
  type LabBox { lab: Lab }
  type DoctorPage { doctors: [Doctor!] total: Int }
  type MemberPage { members: [Member!] total: Int }
  type Mine { labs: [Lab!] records: [Record!] size: Int }
  type Address { zip: String @phi(category: GEOGRAPHY) @role(anyOf: ["any"]) country: String }
  type Member @phi @role(anyOf: ["any"]) { doctor: Doctor }
  type Doctor @key(fields: "id") { id: ID! name: String }
`);

const TABLE: ScopeTable = {
  resources: new Map([
    ['Patient', { types: ['Patient'], categories: ['NAME', 'SSN'] }],
    ['Observation', { types: ['Lab', 'LabInput'], categories: ['CLINICAL', 'OTHER_ID'] }],
    ['Observation?category=note', { types: ['Note'], categories: ['CLINICAL'] }],
    ['Practitioner', { types: ['Doctor', 'Visit'], categories: [] }],
  ]),
  mutations: new Map([['addLab', { resource: 'Observation', letters: 'c' }]]),
};
/** Compiles the table in each test, so that a run of one test shows what it checks (`npm run mutate`). */
const grant = (scopes: Readonly<Record<string, string>>, name = 'test') =>
  compileScopes(schema, policy, { name, table: TABLE })(new Map(Object.entries(scopes)));
const admitted = (scopes: Readonly<Record<string, string>>, ...coordinates: readonly string[]) => {
  const { admits } = grant(scopes);
  return coordinates.filter((at) => admits(typeCoordinate(at)));
};

describe('what scopes admit of a graph', () => {
  it.each<[string, Record<string, string>, readonly string[], readonly string[]]>([
    [
      'fields of a type need r or s of its resource, marked or not',
      { Patient: 'r' },
      ['Patient', 'Patient.name', 'Patient.active', 'Patient.id', 'Code'],
      ['Lab', 'Lab.code', 'Doctor.name', 'Patient.code'],
    ],
    [
      'the write letters c, u and d alone admit no field for reading',
      { Patient: 'cud' },
      [],
      ['Patient.name', 'Patient.active'],
    ],
    [
      'lists of objects need s',
      { Patient: 'r', Observation: 'r' },
      ['Query.lab', 'Patient.newest'],
      ['Query.patients', 'Patient.labs', 'LabPage.labs'],
    ],
    [
      'fields that return a page of PHI objects need s of these objects, and no scope of the type above or of the page',
      { Observation: 's' },
      [
        'Query.counted',
        'Query.connected',
        'Patient.connected',
        'LabConnection.edges',
        'LabConnection.total',
        'LabConnection.page',
        'LabEdge.above',
      ],
      ['Patient.name', 'LabEdge.node'],
    ],
    [
      'fields that return a page of PHI objects are closed to scopes of other resources, so that no count can be queried',
      { Patient: 'rs' },
      [
        'LabConnection.total',
        'Query.mine',
        'Mine.size',
        'Query.ward',
        'Query.visit',
        'Query.box',
        'Query.doctors',
      ],
      [
        'Query.members',
        'LabBox.lab',
        'Mine.labs',
        'Mine.records',
        'Query.counted',
        'Query.connected',
        'Patient.connected',
        'LabConnection.edges',
      ],
    ],
    [
      'single PHI objects need r',
      { Observation: 's' },
      ['Patient.labs', 'Lab.code', 'LabPage.labs'],
      ['Query.lab', 'Patient.newest'],
    ],
    [
      'single objects without PHI of their own are a path, and show nothing of the resource',
      { Observation: 'rs' },
      ['Query.patient', 'Lab.patient', 'Patient.doctor', 'Patient'],
      ['Patient.name', 'Patient.active', 'Patient.home', 'Doctor.name', 'Query.patients'],
    ],
    [
      'PHI of a category that the resource does not have stays closed',
      { Patient: 'rs', Observation: 'rs' },
      ['Patient.name', 'Lab.code', 'Query.tagged'],
      ['Patient.pay', 'Lab.cost', 'Query.summary'],
    ],
    [
      'PHI of a type that belongs to no resource stays closed, and the rest of the type does not',
      { Patient: 'rs', Practitioner: 'rs' },
      ['Patient.home', 'Address.country', 'Query.size', 'LabPage.total'],
      ['Address.zip', 'Member', 'Member.doctor', 'Patient.team', 'Query.secret'],
    ],
    [
      'interfaces need scopes for all their types, and a scope without search parameters covers those with them',
      { Observation: 'rs' },
      ['Record.code', 'Query.records', 'Query.newest', 'Note.code'],
      [],
    ],
    [
      'a scope with search parameters admits only the types of the resource with these parameters',
      { 'Observation?category=note': 'rs' },
      ['Note.code', 'Note'],
      ['Lab.code', 'Record.code', 'Query.records', 'Query.newest', 'Query.found'],
    ],
    [
      'arguments and input fields with PHI need a scope for what they select; one that names a patient needs none',
      { Observation: 'rs' },
      [
        'Query.patient(id:)',
        'Query.patients(city:)',
        'Query.lab(id:)',
        'Filter.of',
        'Filter.page',
        'LabInput.text',
        'Lab.matches(code:)',
      ],
      ['Query.patients(ssn:)', 'Filter.ssn', 'Mutation.addLab(text:)'],
    ],
    [
      'input fields without PHI, or that name a patient, need no scope of their resource',
      { Patient: 'r' },
      ['LabInput.of', 'LabInput.page'],
      ['LabInput.text', 'Lab.matches(code:)'],
    ],
    [
      'arguments with PHI that search a resource are admitted by s of this resource',
      { Patient: 's' },
      ['Query.patients(ssn:)'],
      [],
    ],
    [
      'mutations need the letters that the table lists for them, and those not in the table need every resource',
      { Observation: 'c', Patient: 'cruds' },
      ['Mutation.addLab', 'Mutation.addLab(text:)', 'Mutation.addLab(patient:)'],
      ['Mutation.clear', 'Lab.code'],
    ],
    [
      'the read letters r and s of every resource admit no mutation',
      { '*': 'rs' },
      ['Lab.code'],
      ['Mutation.addLab'],
    ],
    [
      'some of the letters that a mutation needs do not admit it',
      { '*': 'crs' },
      ['Mutation.addLab'],
      ['Mutation.clear'],
    ],
    [
      'all letters of every resource admit every mutation',
      { '*': 'cruds' },
      ['Mutation.clear', 'Mutation.addLab'],
      [],
    ],
    [
      'r and s of every resource admit PHI of every category and type',
      { '*': 'rs' },
      ['Patient.pay', 'Lab.cost', 'Address.zip', 'Member.doctor', 'Query.secret', 'Filter.ssn'],
      [],
    ],
    [
      'enum values with PHI need a resource of their category',
      { Observation: 'rs' },
      ['Kind.PLAIN', 'Kind.TEST'],
      ['Kind.DRUG'],
    ],
    [
      'elements that the graph does not have are closed to every scope',
      { '*': 'cruds' },
      [],
      ['Patient.nothing', 'Gone'],
    ],
  ])('follows the rule: %s', (_rule, scopes, open, closed) => {
    expect(admitted(scopes, ...open, ...closed)).toEqual(open);
  });

  it('has the same cache key for the same scopes in any order, and a different one for other letters, resources or tables', () => {
    const keys = [
      grant({ Patient: 'r', Observation: 's' }).key,
      grant({ Observation: 's', Patient: 'r' }).key,
      grant({ Observation: 's', Patient: 'rs' }).key,
      grant({ Observation: 's' }).key,
      grant({ Patient: 'r' }, 'other').key,
      grant({ Patient: 'r' }).key,
    ];
    expect(new Set(keys).size).toBe(5);
    expect(keys[0]).toBe(keys[1]);
  });
});
