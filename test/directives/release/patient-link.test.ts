import { rolesIdAt } from '../../../directives/operation/effective-roles.ts';
import { describe, expect, it } from '@jest/globals';
import {
  requiredRolesIds,
  linkBelow,
  linkOfType,
  linkOfValue,
  NO_PATIENT_LINK,
  type PatientLink,
} from '../../../directives/release/patient-link.ts';
import { unitGraph } from '../../support/unit-graph.ts';

const NAMED: PatientLink = { kind: 'argument', namedBy: [3], rolesIds: [rolesIdAt(1)] };
const OBJECT: PatientLink = { kind: 'object', namedBy: [3], rolesIds: [rolesIdAt(1)] };

describe('the patient to whom an object belongs', () => {
  it.each<[string, Parameters<typeof linkOfType>, PatientLink]>([
    [
      'is the patient that the object names if its type has a @patient path',
      [{ isEntity: true, namesPatient: true, holdsPhi: true }, NAMED],
      { kind: 'object', namedBy: [], rolesIds: [] },
    ],
    [
      'is absent for an entity (a type with @key) without a @patient path',
      [{ isEntity: true, namesPatient: false, holdsPhi: true }, OBJECT],
      NO_PATIENT_LINK,
    ],
    [
      'is inherited by a type without a key and without a @patient path',
      [{ isEntity: false, namesPatient: false, holdsPhi: true }, NAMED],
      NAMED,
    ],
    [
      'is absent for a root object without a key and without PHI',
      [{ isEntity: false, namesPatient: false, holdsPhi: false }, NO_PATIENT_LINK],
      NO_PATIENT_LINK,
    ],
    [
      'is an unknown patient for a root object with PHI and without a key',
      [{ isEntity: false, namesPatient: false, holdsPhi: true }, NO_PATIENT_LINK],
      { kind: 'object', namedBy: [], rolesIds: [] },
    ],
  ])('%s', (_what, [type, inherited], link) => {
    expect(linkOfType(type, inherited)).toEqual(link);
  });
});

describe('the patient to whom a field value belongs', () => {
  it.each<[string, Parameters<typeof linkOfValue>, PatientLink]>([
    [
      'is the patient that arguments limit the field to, if no object above has a patient',
      [NO_PATIENT_LINK, { index: 5, isBoundToOne: true, rolesIds: [rolesIdAt(2)] }],
      { kind: 'argument', namedBy: [5], rolesIds: [rolesIdAt(2)] },
    ],
    [
      'is the patient of the object above, with the patient that arguments limit the field to added',
      [OBJECT, { index: 5, isBoundToOne: true, rolesIds: [rolesIdAt(2)] }],
      { kind: 'object', namedBy: [3, 5], rolesIds: [rolesIdAt(1), rolesIdAt(2)] },
    ],
    [
      'is absent at the root if arguments name a patient without limiting the field to one',
      [NO_PATIENT_LINK, { index: 5, isBoundToOne: false, rolesIds: [rolesIdAt(2)] }],
      { kind: 'none', namedBy: [5], rolesIds: [rolesIdAt(2)] },
    ],
    [
      'is inherited if arguments name no patient',
      [NAMED, { index: 5, isBoundToOne: false, rolesIds: [] }],
      NAMED,
    ],
  ])('%s', (_what, [link, field], expected) => {
    expect(linkOfValue(link, field)).toEqual(expected);
  });
});

describe('the patient to whom the objects below a field belong', () => {
  const { decide } = unitGraph(`
    type Query { group: Group must: Group! found(id: ID): Group list: [Group] listed: [Group]! }
    type Group { id: ID }
  `);

  it.each<[string, string, PatientLink, PatientLink['kind']]>([
    ['is absent for one object without arguments', 'group', NO_PATIENT_LINK, 'none'],
    ['is absent for one non-null object without arguments', 'must', NO_PATIENT_LINK, 'none'],
    [
      'is an unknown patient for an object found by an argument',
      'found',
      NO_PATIENT_LINK,
      'object',
    ],
    ['is an unknown patient for the objects of a list', 'list', NO_PATIENT_LINK, 'object'],
    [
      'is an unknown patient for the objects of a non-null list',
      'listed',
      NO_PATIENT_LINK,
      'object',
    ],
    ['is inherited from the patient that arguments name', 'list', NAMED, 'argument'],
  ])('%s', async (_what, name, value, kind) => {
    const { selection } = await decide({ query: `{ ${name} { id } }`, roles: {} });
    const [field] = selection.fields;
    if (!field) throw new TypeError('no field');
    expect(linkBelow(value, field)).toEqual({ ...value, kind });
  });
});

it('the roles that must see a value are those for the patient of its object and for named patients, or for named patients alone if arguments determine the patient', () => {
  expect(requiredRolesIds(OBJECT, rolesIdAt(4))).toEqual([4, 1]);
  expect(requiredRolesIds(NAMED, rolesIdAt(4))).toEqual([1]);
  expect(requiredRolesIds(NO_PATIENT_LINK, rolesIdAt(4))).toEqual([4]);
});
