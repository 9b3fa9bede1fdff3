import { describe, expect, it } from '@jest/globals';
import type { PatientsByField } from '../../../directives/operation/authorize-inputs.ts';
import { reachOf } from '../../../directives/operation/reach.ts';
import {
  ALL_ROLES,
  rolesIdAt,
  type ReachKind,
  type RolesId,
} from '../../../directives/operation/effective-roles.ts';
import { addAccesses } from '../../../directives/release/accesses.ts';
import type { Program, ReleasedAccess } from '../../../directives/release/program.ts';

const reachBy = (kind: ReachKind) =>
  reachOf({
    roles: ['role'],
    kinds: new Map([['role', kind]]),
    claims: new Map([['role', ['p1', 'p2']]]),
    ownPatient: 'p1',
    breakGlass: null,
    requiresConsent: false,
    closedByPurpose: 0,
    scoped: null,
  });

const program = (namedBy: readonly number[], excludesOwner: boolean): Program => ({
  type: 'Query',
  rolesId: ALL_ROLES,
  namedRoles: null,
  keptOut: null,
  recordedAbove: [],
  deniedBecause: null,
  steps: [],
  blank: {},
  recorded: namedBy.map((by, index) => ({
    name: `field${index}`,
    categories: ['CLINICAL'],
    view: 'full',
    innerPath: [],
    namedBy: by >= 0 ? [by] : [],
    excludesOwner: excludesOwner && by >= 0,
  })),
  typeNameIndex: null,
  namesPatients: namedBy.some((by) => by >= 0),
  isPseudonymous: false,
  leafCost: 0,
});

interface Case {
  readonly namedBy: readonly number[];
  readonly excludesOwner?: boolean;
  readonly patientsByField?: PatientsByField;
  readonly patient?: string | null;
  readonly rolesId?: RolesId;
  readonly unreleasedFields?: readonly number[];
  readonly kind?: ReachKind;
}

/** `patient/record/rolesId without`. */
function accesses({
  namedBy,
  excludesOwner = false,
  patientsByField,
  patient = null,
  rolesId = ALL_ROLES,
  unreleasedFields,
  kind = 'all',
}: Case) {
  const reach = reachBy(kind);
  const owner = { patient, record: 'r', rolesId, failed: false };
  const added: ReleasedAccess[] = [];
  addAccesses(
    added,
    { program: program(namedBy, excludesOwner), owner, unreleasedFields: unreleasedFields ?? null },
    { reach, patientsByField: patientsByField ?? new Map() },
  );
  return added.map(
    (one) => `${one.patient}/${one.record}/${one.rolesId} ${String(one.unreleasedFields)}`,
  );
}

describe('the recorded accesses to a released object', () => {
  it.each<[string, Case, string[]]>([
    [
      'name its patient, and the roles that may access that patient',
      { namedBy: [-1], patient: 'p1', rolesId: rolesIdAt(2) },
      ['p1/r/2 null'],
    ],
    [
      'name no patient, and the roles that may access every patient, if the patient is unknown',
      { namedBy: [-1] },
      ['null/r/1 null'],
    ],
    [
      'name no patient, and all roles of the caller, if the patient is unknown and no role may access all patients',
      { namedBy: [-1], kind: 'list' },
      ['null/r/0 null'],
    ],
    [
      'are one for each patient named by arguments and one for the unknown patient',
      { namedBy: [4], patientsByField: new Map([[4, ['p1', 'p2']]]) },
      ['null/r/1 ', 'p1/null/1 ', 'p2/null/1 '],
    ],
    [
      'name only the patient named by arguments, with the roles that may access that patient, if the field is about no other',
      { namedBy: [4], excludesOwner: true, patientsByField: new Map([[4, ['p1']]]), kind: 'list' },
      ['p1/null/2 '],
    ],
    [
      'are one for the patient of the object and one for the patient named by arguments',
      {
        namedBy: [4],
        patientsByField: new Map([[4, ['p2']]]),
        patient: 'p1',
        rolesId: rolesIdAt(2),
        kind: 'list',
      },
      ['p1/r/2 ', 'p2/null/2 '],
    ],
    [
      'name the patient for the fields whose arguments name one, and no patient for the other fields',
      { namedBy: [4, -1], excludesOwner: true, patientsByField: new Map([[4, ['p1']]]) },
      ['p1/null/1 1', 'null/r/1 0'],
    ],
    ['name no patient if the arguments are null', { namedBy: [4] }, ['null/r/1 ']],
    [
      'name no patient, and all roles of the caller, if arguments are null and no role may access all patients',
      { namedBy: [4], kind: 'list' },
      ['null/r/0 '],
    ],
    [
      'omit the fields that were not released',
      {
        namedBy: [4, -1],
        excludesOwner: true,
        patientsByField: new Map([[4, ['p1']]]),
        unreleasedFields: [1],
      },
      ['p1/null/1 1'],
    ],
  ])('%s', (_what, one, expected) => {
    expect(accesses(one)).toEqual(expected);
  });
});
