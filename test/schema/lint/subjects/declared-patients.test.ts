import { describe, expect, it } from '@jest/globals';
import { lintReport } from '../../../../schema/lint/lint.ts';
import { NO_HINTS } from '../../../../schema/lint/lint-hints.ts';
import { ANY_ROLES } from '../../../support/lint-subgraphs.ts';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

function declared(sdl: string, ...patientTypes: readonly string[]): readonly string[] {
  return unmarkedCoordinates(sdl, { ...NO_HINTS, patientTypes });
}

function personsIn(sdl: string, ...patientTypes: readonly string[]) {
  const subgraph = { name: 'a', url: 'http://a.test', sdl };
  return lintReport([subgraph], ANY_ROLES, { ...NO_HINTS, patientTypes }).persons;
}

describe('types that an operator declares to be patients', () => {
  it('are patients, whatever the language of their fields, and so are their keys elsewhere', () => {
    const sdl =
      'type Query { k: Kho benhAn(khoId: ID): Quux } type Kho { tenGoi: String } type Quux { khoId: ID }';
    expect(unmarkedCoordinates(sdl)).toEqual([]);
    expect(declared(sdl, 'Kho')).toEqual(['Kho.tenGoi', 'Query.benhAn(khoId:)', 'Quux.khoId']);
  });

  it('can be users, whose keys are then those of patients', () => {
    const sdl = 'type Query { u: User } type User { email: String } type Quux { userId: ID }';
    expect(unmarkedCoordinates(sdl)).toEqual([]);
    expect(declared(sdl, 'User')).toEqual(['Quux.userId', 'User.email']);
  });

  it('can be clients, whose name and key are then those of patients everywhere', () => {
    const sdl =
      'type Query { c: Client } type Client { name: String } type Quux { clientName: String }';
    expect(unmarkedCoordinates(sdl)).toEqual([]);
    expect(declared(sdl, 'Client')).toEqual(['Client.name', 'Quux.clientName']);
  });

  it('leave those who sign in with another type out', () => {
    const sdl = `type Query { c: Child } type Child { firstName: String }
      type Mutation { login(email: String, password: String): String addUser(input: UserInput): Boolean }
      input UserInput { email: String password: String }`;
    expect(declared(sdl, 'Child')).toEqual(['Child.firstName']);
  });

  it('make a parent with names a relative, and a vaccine with a name reference data', () => {
    const sdl = `type Query { c: Child vaccines: [Vaccine] } type Child { parentId: ID }
      type Parent { id: ID firstname: String } type Vaccine { id: ID name: String interval: Int }`;
    expect(declared(sdl, 'Child')).toEqual(['Child.parentId', 'Parent.firstname', 'Parent.id']);
  });
});

describe('the types that were read as patients', () => {
  it('are those found by their names and those declared; others named for persons are listed, staff is not', () => {
    const sdl = `type Query { p: Patient u: User d: Doctor } type Patient { a: Int } type Kho { a: Int }
      type User { a: Int } type Client { a: Int } type Doctor { a: Int } input UserInput { a: Int }`;
    expect(personsIn(sdl)).toEqual({ patients: ['Patient'], others: ['User', 'Client'] });
    expect(personsIn(sdl, 'Kho', 'Client')).toEqual({
      patients: ['Patient', 'Kho', 'Client'],
      others: ['User'],
    });
  });

  it('are unknown of a schema that is not valid', () => {
    expect(personsIn('type Query {')).toBeNull();
  });

  it('are said of a schema that links the marks, where a record with the key of a patient is none', () => {
    const link =
      'extend schema @link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@patient"])';
    const visit = 'type Visit @patient(id: "patientId") { patientId: ID note: String }';
    expect(
      personsIn(`${link} type Query { p: Patient v: Visit } type Patient { a: Int } ${visit}`),
    ).toEqual({ patients: ['Patient'], others: [] });
    expect(personsIn(`${link} type Query { v: Visit } ${visit}`)).toBeNull();
  });
});
