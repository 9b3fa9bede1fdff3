import { describe, expect, it } from '@jest/globals';
import { InputError } from '../../../directives/operation/inputs.ts';
import { unitGraph, type UnitRequest } from '../../support/unit-graph.ts';

const graph = unitGraph(`
  type Query {
    labs(patient: ID @patient, code: String @phi @role(anyOf: ["doctor", "self"])): [Lab!]
    lab(id: ID! @phi @role(anyOf: ["doctor", "self"])): Lab
    sealed(patient: ID @patient): String @role(anyOf: ["clerk"])
    note(patient: ID @patient): String @phi @role(anyOf: ["doctor"])
    find(by: By): [Lab!]
    wide(by: Wide): Int
    top(patient: ID @patient, count: Int! = 1): Int
  }
  interface Root { touch: Lab }
  interface Record { id: ID! }
  input Wide { and: By }
  type Mutation implements Root {
    touch: Lab
    touchAny: Record
    count(text: String @phi @role(anyOf: ["doctor", "self", "clerk"])): Int
    draw(patient: ID @patient): Lab
    amend(id: ID! @phi @role(anyOf: ["doctor", "self"])): Lab
    dictate(text: String @phi @role(anyOf: ["clerk"])): Int @role(anyOf: ["self"])
    sort(by: String @role(anyOf: ["self"])): Int
    sign: Lab @role(anyOf: ["self"])
    tidy: Int
  }
  input By { patient: JSON @patient code: String @role(anyOf: ["clerk"]) }
  scalar JSON
  type Lab implements Record @key(fields: "id") @patient(id: "patient") {
    id: ID!
    patient: ID
    result: String @phi @role(anyOf: ["doctor", "self"])
  }
`);

const DOCTOR: Pick<UnitRequest, 'roles'> = { roles: { doctor: 'all' } };
const P1: Pick<UnitRequest, 'roles' | 'claims'> = {
  roles: { self: 'self' },
  claims: { self: ['p1'] },
};
const CLERK: Pick<UnitRequest, 'roles'> = { roles: { clerk: 'all' } };
const CLERK_AND_P1: Pick<UnitRequest, 'roles' | 'claims'> = {
  roles: { clerk: 'all', self: 'self' },
  claims: { self: ['p1'] },
};

async function authorized(query: string, who: Omit<UnitRequest, 'query'>) {
  const { judgment, selection } = await graph.decide({ query, ...who });
  return {
    ...judgment,
    refused: Object.fromEntries<string>(
      [...judgment.refused].map(([index, why]) => [
        selection.fields[index]?.path.join('.') ?? '',
        why,
      ]),
    ),
  };
}

describe('arguments that name a patient', () => {
  it.each<[string, string, Omit<UnitRequest, 'query'>, Record<string, string>]>([
    [
      'are accepted if a role of the caller may access the patient',
      '{ labs(patient: "p1", code: "x") { id } }',
      P1,
      {},
    ],
    [
      'are refused if no role of the caller may access the patient (reason: reach)',
      '{ labs(patient: "p2") { id } }',
      P1,
      { labs: 'reach' },
    ],
    [
      'are refused in the same way for a patient who does not exist (reason: reach)',
      '{ labs(patient: "p9") { id } }',
      P1,
      { labs: 'reach' },
    ],
    [
      'are refused if the roles that may access the patient do not see the field (reason: reach)',
      '{ note(patient: "p1") }',
      { roles: { doctor: 'list', self: 'self' }, claims: { self: ['p1'], doctor: ['p2'] } },
      { note: 'reach' },
    ],
    [
      'are not the reason for a denial if no role of the caller sees the field of any patient',
      '{ sealed(patient: "p2") }',
      P1,
      {},
    ],
    [
      'are refused within an input object if no role of the caller may access the patient (reason: reach)',
      '{ find(by: { patient: "p2" }) { id } }',
      P1,
      { find: 'reach' },
    ],
    [
      'are refused if no role of the caller may access one of several patients (reason: reach)',
      '{ find(by: { patient: ["p1", "p2"] }) { id } }',
      P1,
      { find: 'reach' },
    ],
    [
      'do not let the caller use another argument that no role of theirs may use (reason: input)',
      '{ find(by: { patient: "p1", code: "x" }) { id } }',
      P1,
      { find: 'input' },
    ],
    [
      'are not the reason for the refusal if no role of the caller may use another argument (reason: input)',
      '{ find(by: { patient: "p2", code: "x" }) { id } }',
      P1,
      { find: 'input' },
    ],
    [
      'are refused if an object with the id takes the place of the id (reason: reach)',
      '{ find(by: { patient: { id: "p1" } }) { id } }',
      P1,
      { find: 'reach' },
    ],
  ])('%s', async (_what, query, who, refused) => {
    expect((await authorized(query, who)).refused).toEqual(refused);
  });

  it('are refused inside nested input objects if no role of the caller may access the patient (reason: reach)', async () => {
    const { refused } = await authorized('{ wide(by: { and: { patient: "p2" } }) }', P1);
    expect(refused).toEqual({ wide: 'reach' });
  });

  it('make a field fail with an InputError if a variable gives null to another of its arguments, which is non-null', async () => {
    const query = 'query ($count: Int = 2) { top(patient: "p1", count: $count) }';
    await expect(graph.decide({ query, variables: { count: null }, ...P1 })).rejects.toThrow(
      InputError,
    );
  });

  it.each([
    ['exactly one patient if they name one', '"p1"', ['p1'], 1],
    ['several patients, and not exactly one, if they name two', '["p1", "p2"]', ['p1', 'p2'], 0],
  ])('limit the field to %s', async (_what, patient, patients, fieldsOfOnePatient) => {
    const query = `{ find(by: { patient: ${patient} }) { id } }`;
    const { boundPatients, boundToOne } = await authorized(query, DOCTOR);
    expect([[...boundPatients.values()].flat(), boundToOne.size]).toEqual([
      patients,
      fieldsOfOnePatient,
    ]);
  });

  it('are recorded as text, numbers and objects as their JSON text, and null not at all', async () => {
    const { coordinates, patients } = await authorized(
      '{ find(by: { patient: ["p2", { id: 1 }, null, 7] }) { id } }',
      DOCTOR,
    );
    expect({ coordinates, patients }).toEqual({
      coordinates: ['By.patient'],
      patients: ['7', 'p2', '{"id":1}'],
    });
  });

  it('name no patient and are not recorded if they are null', async () => {
    const { patientsByField, rolesIdsByField, coordinates } = await authorized(
      '{ labs(patient: null) { id } }',
      P1,
    );
    expect([patientsByField.size, rolesIdsByField.size, coordinates]).toEqual([0, 0, []]);
  });
});

describe('arguments that take PHI and name no patient', () => {
  it.each<[string, string, Omit<UnitRequest, 'query'>, Record<string, string>]>([
    [
      'are accepted from a role that may access every patient',
      '{ labs(code: "x") { id } }',
      DOCTOR,
      {},
    ],
    [
      'are refused from a role that may access only some patients (reason: input)',
      '{ labs(code: "x") { id } }',
      P1,
      { labs: 'input' },
    ],
    [
      'are accepted from a role limited to some patients if they look up one record by its key',
      '{ lab(id: "x") { id } }',
      P1,
      {},
    ],
    [
      'are refused from a role that their @role does not list (reason: input)',
      '{ lab(id: "x") { id } }',
      CLERK,
      { lab: 'input' },
    ],
  ])('%s', async (_what, query, who, refused) => {
    expect((await authorized(query, who)).refused).toEqual(refused);
  });
});

/** Scopes that admit everything to a clerk, for all patients or for one. */
const scopesFor = (onlyPatient: string | null) => ({
  roles: ['clerk'],
  onlyPatient,
  access: { key: 'all', admits: () => true },
});

describe('the authorization of a mutation under the scopes of a token', () => {
  it.each<[string, string, readonly (string | null)[], Readonly<Record<string, string>>]>([
    [
      'refuses one without a patient under scopes for one patient (reason: reach)',
      'tidy',
      ['p1'],
      { tidy: 'reach' },
    ],
    ['allows one without a patient under scopes for all patients', 'tidy', [null], {}],
    [
      'allows one without a patient under scopes for one patient and scopes for all patients together',
      'tidy',
      ['p1', null],
      {},
    ],
    ['allows one for the patient of the scopes', 'draw(patient: "p1") { id }', ['p1'], {}],
    [
      'refuses one for a patient other than that of the scopes (reason: reach)',
      'draw(patient: "p2") { id }',
      ['p1'],
      { draw: 'reach' },
    ],
    [
      'gives no reason of its own for one that no role of the caller sees',
      'sign { id }',
      ['p1'],
      {},
    ],
  ])('%s: %s', async (_what, field, patients, refused) => {
    const scoped = patients.map(scopesFor);
    const decided = await authorized(`mutation { ${field} }`, { roles: { clerk: 'all' }, scoped });
    expect(decided.refused).toEqual(refused);
  });
});

describe('the authorization of a mutation', () => {
  it.each<[string, string, Omit<UnitRequest, 'query'>, Record<string, string>]>([
    [
      'allows one that returns PHI without naming a patient for a role that may access every patient',
      'mutation { touch { result } }',
      DOCTOR,
      {},
    ],
    [
      'refuses one that returns PHI without naming a patient for a role that may access only some patients (reason: reach)',
      'mutation { touch { result } }',
      P1,
      { touch: 'reach' },
    ],
    [
      'refuses one if a fragment selects the PHI of its result, for a role that may access only some patients (reason: reach)',
      'mutation { touchAny { id ... on Lab { result } } }',
      P1,
      { touchAny: 'reach' },
    ],
    [
      'refuses one in a fragment on an interface of the mutation root, for a role that may access only some patients (reason: reach)',
      'mutation { ... on Root { ...a } } fragment a on Root { touch { result } }',
      P1,
      { touch: 'reach' },
    ],
    [
      'allows one that returns no PHI for a role that may access only some patients',
      'mutation { __typename tidy touch { __typename id } }',
      P1,
      {},
    ],
    [
      'refuses one that takes PHI for a role that may access only some patients (reason: input)',
      'mutation { count(text: "x") }',
      P1,
      { count: 'input' },
    ],
    [
      'allows one that takes PHI for a role that may access every patient',
      'mutation { count(text: "x") }',
      CLERK,
      {},
    ],
    [
      'refuses one that takes PHI if different roles see the field and may use its argument (reason: reach)',
      'mutation { dictate(text: "x") }',
      CLERK_AND_P1,
      { dictate: 'reach' },
    ],
    [
      'refuses one that returns PHI if the role that sees it may access only some patients (reason: reach)',
      'mutation { sign { result } }',
      CLERK_AND_P1,
      { sign: 'reach' },
    ],
    [
      'refuses one that finds a record by PHI if the role for its argument may access only some patients, unlike a query (reason: input)',
      'mutation { amend(id: "x") { id } }',
      CLERK_AND_P1,
      { amend: 'input' },
    ],
    [
      'allows one that takes no PHI for a role that may access only some patients',
      'mutation { sort(by: "x") }',
      P1,
      {},
    ],
    [
      'allows one that names a patient for a role that may access the patient',
      'mutation { draw(patient: "p1") { result } }',
      P1,
      {},
    ],
    [
      'refuses one that names a patient for a role that may not access the patient (reason: reach)',
      'mutation { draw(patient: "p2") { result } }',
      P1,
      { draw: 'reach' },
    ],
    [
      'refuses one that returns PHI without naming a patient for a role that may access no patient (reason: reach)',
      'mutation { touch { result } }',
      { roles: { doctor: 'list' } },
      { touch: 'reach' },
    ],
  ])('%s', async (_what, query, who, refused) => {
    expect((await authorized(query, who)).refused).toEqual(refused);
  });
});
