import { describe, expect, it } from '@jest/globals';
import { lint } from '../../../schema/lint/lint.ts';
import type { Vocabulary } from '../../../schema/lint/vocabulary/vocabulary.ts';
import { ANY_ROLES } from '../../support/lint-subgraphs.ts';

/** Coordinates with a warning about unmarked PHI in a schema without marks, sorted. */
function warned(sdl: string, vocabularies: readonly Vocabulary[] = []): readonly string[] {
  return findings(sdl, vocabularies)
    .map(({ coordinate }) => coordinate ?? '')
    .toSorted();
}

function findings(sdl: string, vocabularies: readonly Vocabulary[] = []) {
  const subgraph = { name: 'a', url: 'http://a.test', sdl };
  return lint([subgraph], ANY_ROLES, vocabularies).filter(({ code }) => code === 'PHI_UNMARKED');
}

describe('lint judges what belongs to a patient', () => {
  it.each<[string, string, string[]]>([
    [
      'by the fields that lead from a patient, also over several types',
      'type Query { p: Patient } type Patient { xs: [X] } type X { y: Y } type Y { quux: String }',
      ['Y.quux'],
    ],
    [
      'by a field that leads to a patient',
      'type Query { x: X } type X { p: Patient quux: String } type Patient { a: Boolean }',
      ['X.quux'],
    ],
    [
      'by a key of a patient',
      'type Query { x: Visit } type Visit { patientId: Int quux: String }',
      ['Visit.patientId', 'Visit.quux'],
    ],
    [
      'by a key of a patient that begins with id, and the person of the patient by a key',
      'type Query { x: Visit p: Person } type Visit { id_paciente: Int } type Paciente { id_persona: Int } type Person { a: Boolean } type Persona { email: String }',
      ['Paciente.id_persona', 'Persona.email', 'Visit.id_paciente'],
    ],
    [
      'of the user of a patient profile',
      'type Query { p: PatientProfile } type PatientProfile { user: User } type User { email: String }',
      ['User.email'],
    ],
    [
      'of the persons of a graph whose patients have no names of their own',
      'type Query { p: Patient u: Person } type Patient { a: Boolean } type Person { email: String }',
      ['Person.email'],
    ],
    [
      'in a message to a patient, by its key',
      'type Query { n: Notification } type Notification { patientId: Int text: String quux: String }',
      ['Notification.patientId', 'Notification.text'],
    ],
    [
      'of a relative',
      'type Query { p: Patient g: Guardian } type Patient { a: Boolean } type Guardian { email: String }',
      ['Guardian.email'],
    ],
    [
      'by an argument for a patient',
      'type Query { xs(patientId: Int): [X] } type X { quux: String }',
      ['Query.xs(patientId:)', 'X.quux'],
    ],
    [
      'in the input of a mutation that returns it',
      'type Query { a: Int } type Mutation { add(x: In): Patient } input In { quux: String } type Patient { a: Boolean }',
      ['In.quux'],
    ],
    [
      'of a user of an app for health, where no type is named for a patient',
      'type Query { u: User } type User { nick: Boolean email: String sleeps: [Sleep] } type Sleep { heartRate: Int }',
      ['Sleep.heartRate', 'User.email'],
    ],
    [
      'in a connection, but not the values of the connection',
      'type Query { ps: PatientConnection } type PatientConnection { edges: [PatientEdge] total: Int } type PatientEdge { cursor: String node: Patient } type Patient { email: String }',
      ['Patient.email'],
    ],
    [
      'in a condition that is an input object of operators',
      'type Query { ps(where: PatientFilter): Int } input PatientFilter { email: StringOps } input StringOps { eq: String contains: String }',
      ['PatientFilter.email'],
    ],
    [
      'by the id of a lookup of a patient, not of another record',
      'type Query { patient(id: ID): Patient visit(id: ID): Visit } type Patient { a: Boolean } type Visit { a: Boolean }',
      ['Query.patient(id:)'],
    ],
    [
      'in a search over patients',
      'type Query { patients(search: String, limit: Int): [Patient] } type Patient { a: Boolean }',
      ['Query.patients(search:)'],
    ],
  ])('%s', (_how, sdl, expected) => {
    expect(warned(sdl)).toEqual(expected);
  });

  it.each<[string, string]>([
    [
      'staff',
      'type Query { p: Patient } type Patient { doctor: Doctor } type Doctor { email: String phone: String }',
    ],
    [
      'a user in a field for staff',
      'type Query { p: Patient } type Patient { clinician: User } type User { email: String }',
    ],
    [
      'a user who did something',
      'type Query { p: Patient } type Patient { createdBy: User } type User { email: String }',
    ],
    [
      'an organization',
      'type Query { p: Patient } type Patient { clinic: Clinic } type Clinic { phone: String address: String }',
    ],
    [
      'a dictionary that a root field lists',
      'type Query { p: Patient procedures: [Procedure] } type Patient { procedure: Procedure } type Procedure { id: ID code: String name: String }',
    ],
    [
      'what only a dictionary has',
      'type Query { p: Patient d: [Drug] } type Patient { drug: Drug } type Drug { id: ID dosage: Dosage } type Dosage { howTo: String }',
    ],
    [
      'what lists the records that refer to it',
      'type Query { p: Patient } type Patient { stays: [Stay] } type Stay { unit: Unit2 patient: Patient } type Unit2 { quux: String stays: [Stay] }',
    ],
    [
      'the name of a physician in a record',
      'type Query { p: Patient } type Patient { physicianName: String }',
    ],
    ['the key of another thing', 'type Query { p: Patient } type Patient { doctorId: ID }'],
    [
      'what is about the program',
      'type Query { p: Patient } type Patient { updatedAt: String password: String version: Int }',
    ],
    [
      'the kind of something',
      'type Query { p: Patient } type Patient { reached: PhoneType } enum PhoneType { A }',
    ],
    ['a number of things', 'type Query { p: Patient } type Patient { phoneCount: Int }'],
    [
      'the arguments of paging',
      'type Query { ps(first: Int, after: String, orderBy: String): [Patient] } type Patient { a: Boolean }',
    ],
  ])('and stops at %s', (_what, sdl) => {
    expect(warned(sdl).filter((at) => !at.startsWith('Stay.'))).toEqual([]);
  });
});

describe('lint of a schema without patients', () => {
  it.each([
    [
      'a shop',
      'type Query { u: User } type User { firstName: String email: String birthDate: String order: Order } type Order { number: String total: Int }',
    ],
    [
      'a game',
      'type Query { p: Person } type Person { gender: String height: Int weight: Int birthYear: String }',
    ],
    [
      'a newsletter',
      'type Query { s: Subscriber } type Subscriber { email: String firstName: String }',
    ],
    [
      'a single word of health',
      'type Query { p: Product } type Product { dose: String name: String }',
    ],
  ])('does not report %s', (_what, sdl) => {
    expect(warned(sdl)).toEqual([]);
  });

  it('reports what is PHI everywhere', () => {
    expect(warned('type Query { u: User } type User { ssn: String }')).toEqual(['User.ssn']);
  });
});

describe('lint reads names in five languages', () => {
  it.each<[string, string, string]>([
    ['Spanish', 'type Paciente { apellido: String }', 'Paciente.apellido'],
    ['Portuguese', 'type Paciente { data_nascimento: String }', 'Paciente.data_nascimento'],
    ['French', 'type Patient { dateDeNaissance: String }', 'Patient.dateDeNaissance'],
    ['German', 'type Patient { geburtsdatum: String }', 'Patient.geburtsdatum'],
    [
      'a German compound',
      'type Patient { notfallkontaktname: String }',
      'Patient.notfallkontaktname',
    ],
    ['an umlaut as two letters', 'type Bewohner { ernaehrung: String }', 'Bewohner.ernaehrung'],
    ['an abbreviation of mixed case', 'type Patient { childDoB: String }', 'Patient.childDoB'],
  ])('%s', (_language, type, at) => {
    expect(warned(`type Query { p: ${type.split(' ')[1]} } ${type}`)).toEqual([at]);
  });

  it('takes the first noun of a Spanish type for what it is', () => {
    const sdl =
      'type Query { p: Paciente } type Paciente { tipo: TipoConsulta } type TipoConsulta { quux: String }';
    expect(warned(sdl)).toEqual([]);
  });
});

describe('the evidence of a finding', () => {
  it.each([
    ['high', 'email', 'Patient is named for a patient'],
    ['medium', 'alias', 'Patient is named for a patient'],
    ['low', 'quux', 'nothing in its name says that it is not PHI'],
  ])('is of %s confidence for %s on a patient, with its signs', (confidence, name, sign) => {
    const [finding] = findings(`type Query { p: Patient } type Patient { ${name}: String }`);
    expect(finding?.evidence?.confidence).toBe(confidence);
    expect(finding?.evidence?.signs).toContain(sign);
  });

  it('is of medium confidence for health information on a type that nothing links to a patient', () => {
    const sdl =
      'type Query { p: Patient x: X } type Patient { a: Boolean } type X { diagnosis: String }';
    expect(findings(sdl)[0]?.evidence?.confidence).toBe('medium');
  });
});

describe('the words of an operator', () => {
  const NONE = {
    certain: {},
    health: {},
    identity: {},
    person: {},
    record: {},
    ambiguous: '',
    label: '',
    time: '',
    technical: '',
  };

  it('make a type a patient', () => {
    const sdl = 'type Query { k: Kundin } type Kundin { email: String }';
    expect(warned(sdl)).toEqual([]);
    expect(warned(sdl, [{ ...NONE, types: { patient: 'kundin' } }])).toEqual(['Kundin.email']);
  });

  it('make a value of another a possible value of the patient', () => {
    const sdl = 'type Query { p: Patient } type Patient { werkstattEmail: String }';
    const added = { ...NONE, types: { organization: 'werkstatt' } };
    expect(warned(sdl, [added])).toEqual([]);
    expect(warned(sdl, [{ ...added, ambiguous: 'werkstatt' }])).toEqual(['Patient.werkstattEmail']);
  });

  it('make a value no PHI', () => {
    const sdl = 'type Query { p: Patient } type Patient { quux: String }';
    expect(warned(sdl, [{ ...NONE, types: {}, technical: 'quux' }])).toEqual([]);
  });
});
