import { describe, expect, it } from '@jest/globals';
import { lint } from '../../../../schema/lint/lint.ts';
import { NO_HINTS } from '../../../../schema/lint/lint-hints.ts';
import { HEAD } from '../../../support/compose-subgraphs.ts';
import { ANY_ROLES, lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

const PHI = '@phi(category: NAME) @role(anyOf: ["x"])';

function suggested(a: string): readonly string[] {
  return lintMarked({ a }).flatMap(({ code, coordinate, suggestion }) =>
    code === 'PATIENT_MISSING' && suggestion?.kind === 'patient'
      ? [`${coordinate} ${suggestion.path}`]
      : [],
  );
}

function suggestedForInputs(a: string): readonly string[] {
  return lintMarked({ a }).flatMap(({ code, coordinate, suggestion }) =>
    code === 'PHI_UNMARKED' && /(?:Input|Query)\b.*Id\b/.test(coordinate ?? '')
      ? [`${coordinate} ${suggestion?.kind}`]
      : [],
  );
}

describe('lint rule PATIENT_MISSING', () => {
  it('names the type, its place and the path to write', () => {
    const findings = lintMarked({
      a: `type Query { a: Patient }\ntype Patient { id: ID name: String ${PHI} }`,
    });
    expect(linesOfRule('PATIENT_MISSING', findings)).toEqual(['Patient @ a:2']);
    expect(findings.find(({ code }) => code === 'PATIENT_MISSING')).toMatchObject({
      message: 'Patient has PHI and no @patient: only roles that reach all patients see it.',
      fix: 'Add @patient(id: "id") to the type, or give a reason above it.',
    });
  });

  it.each<[string, string, string[]]>([
    [
      "a patient's own id",
      `type Query { a: Patient } type Patient { name: String ${PHI} id: ID! }`,
      ['Patient id'],
    ],
    [
      'a key with the name of a patient',
      `type Query { a: Paciente } type Paciente { id_paciente: ID! nombre: String ${PHI} }`,
      ['Paciente id_paciente'],
    ],
    [
      'a key of a record',
      `type Query { a: Visit } type Visit { id: ID patientId: ID note: String ${PHI} }`,
      ['Visit patientId'],
    ],
    [
      'the patient of a record, and that patient',
      `type Query { a: Visit } type Visit { id: ID subject: Patient note: String ${PHI} } type Patient { id: ID name: String ${PHI} }`,
      ['Patient id', 'Visit subject.id'],
    ],
    [
      'a patient who has a path',
      `type Query { a: Visit } type Visit { subject: Patient note: String ${PHI} } type Patient @patient(id: "mrn") { mrn: ID }`,
      ['Visit subject.mrn'],
    ],
    [
      'an entity below a patient, since another subgraph can contain it',
      `type Query { a: Patient } type Patient @patient(id: "id") { id: ID visits: [Visit] } type Visit @key(fields: "id") { id: ID patientId: ID note: String ${PHI} }`,
      ['Visit patientId'],
    ],
    [
      'the id of users who have health information, and the one field that leads to them',
      `type Query { me: User } type User { id: ID! name: String ${PHI} moods: [Mood] } type Mood @key(fields: "id") { id: ID score: Int user: User writer: Therapist note: String ${PHI} } type Therapist { id: ID user: User phone: String ${PHI} }`,
      ['Mood user.id', 'User id'],
    ],
    [
      'the key of users who have health information',
      `type Query { me: User } type User { id: ID! name: String ${PHI} moods: [Mood] } type Mood @key(fields: "id") { id: ID mood: Int userId: ID createdById: ID note: String ${PHI} }`,
      ['Mood userId', 'User id'],
    ],
  ])('suggests the path through %s', (_what, sdl, expected) => {
    expect([...suggested(sdl)].toSorted()).toEqual(expected);
  });

  it.each<[string, string]>([
    ['has no PHI', 'type Query { a: Patient } type Patient { id: ID }'],
    [
      'has a path',
      `type Query { a: Patient } type Patient @patient(id: "id") { id: ID name: String ${PHI} }`,
    ],
    [
      'has it from an interface',
      `type Query { a: Person } interface Person @patient(id: "id") { id: ID } type Patient implements Person { id: ID name: String ${PHI} }`,
    ],
    [
      'is only in objects of a patient',
      `type Query { a: Patient } type Patient @patient(id: "id") { id: ID visits: [Visit] } type Visit { id: ID patientId: ID note: String ${PHI} }`,
    ],
    ['leads to no patient', `type Query { a: Note } type Note { id: ID text: String ${PHI} }`],
    [
      'leads to two patients',
      `type Query { a: Birth } type Birth { mother: Patient child: Patient note: String ${PHI} } type Patient @patient(id: "id") { id: ID }`,
    ],
    [
      'names only who wrote, sent or made it',
      `type Query { a: [Message] } type Message { author: Patient text: String ${PHI} } type Upload { sender: Patient text: String ${PHI} } type Entry { createdBy: Patient text: String ${PHI} } type Patient @patient(id: "id") { id: ID }`,
    ],
    [
      'has only a list of patients, or a patient by argument',
      `type Query { a: Group } type Group { members: [Patient] one(at: Int): Patient note: String ${PHI} } type Patient @patient(id: "id") { id: ID }`,
    ],
    [
      'has the key of staff only',
      `type Query { a: Visit } type Visit { doctorId: ID note: String ${PHI} }`,
    ],
  ])('reports nothing if the type %s', (_what, sdl) => {
    expect(suggested(sdl)).toEqual([]);
  });
});

describe('a type that an operator declares to be of patients', () => {
  it('gets the path to its own id suggested', () => {
    const sdl = `${HEAD} type Query { a: Kho } type Kho { khoId: ID ten: String ${PHI} }`;
    const hints = { ...NO_HINTS, patientTypes: ['Kho'] };
    const findings = lint([{ name: 'a', url: '', sdl }], ANY_ROLES, hints);
    expect(findings.find(({ code }) => code === 'PATIENT_MISSING')?.suggestion).toEqual({
      kind: 'patient',
      path: 'khoId',
      categories: [],
    });
  });
});

describe('an argument that is a patient id', () => {
  it.each<[string, string, string[]]>([
    ['the id of a lookup', 'patient(id: ID!): Patient', ['Query.patient(id:)']],
    ['the key of a patient', 'visits(patientId: ID!): [Visit]', ['Query.visits(patientId:)']],
    ['a key beside an id', 'visit(id: ID!, patientId: ID): Visit', ['Query.visit(patientId:)']],
    ['two patients', 'twins(patientId: ID!, patient2Id: ID!): [Patient]', []],
    ['a list of ids', 'patients(patientIds: [ID!]): [Patient]', []],
    ['a national number', 'patient(passportNumber: String): Patient', []],
    ['the id of staff', 'doctor(id: ID!): Doctor', []],
  ])('gets @patient suggested, not @phi: %s', (_what, field, expected) => {
    const findings = lintMarked({
      a: `type Query { ${field} } type Patient { id: ID name: String visits: [Visit] } type Visit { id: ID note: String patient: Patient } type Doctor { id: ID }`,
    });
    expect(
      findings.flatMap(({ code, coordinate, suggestion }) =>
        code === 'PHI_UNMARKED' && suggestion?.kind === 'patient' ? [coordinate] : [],
      ),
    ).toEqual(expected);
  });
});

describe('an input named for a type that is read as patients', () => {
  it('gets @patient suggested by the name of the type, and of fields that lead to it', () => {
    const sdl = `type Query { me: User letters(clientId: ID, authorId: ID): [Letter] visit(userId: ID): Visit }
      type User { id: ID email: String birthDate: String visits: [Visit] } type Counselor { id: ID user: User clients: [User] }
      type Visit { id: ID client: User counselor: Counselor diagnosis: String } type Letter { author: User body: String }
      input VisitInput { clientId: ID! counselorId: ID diagnosis: String } input SwapInput { clientId: ID userId: ID }
      type Mutation { book(input: VisitInput): Visit swap(input: SwapInput): Visit }`;
    expect(suggestedForInputs(sdl)).toEqual([
      'Query.letters(clientId:) patient',
      'Query.visit(userId:) patient',
      'VisitInput.clientId patient',
      'SwapInput.clientId mark',
      'SwapInput.userId mark',
    ]);
  });

  it('gets @phi where the type is not read as patients', () => {
    const sdl = `type Query { p: Patient } type Patient { id: ID guardian: Guardian } type Guardian { id: ID phone: String }
      input GuardianInput { guardianId: ID phone: String } type Mutation { change(input: GuardianInput): Guardian }`;
    expect(suggestedForInputs(sdl)).toEqual(['GuardianInput.guardianId mark']);
  });
});
