import { OperationTypeNode } from 'graphql';
import type { Decisions } from './authorize.ts';
import type { Coordinate } from '../coordinate.ts';
import { patientsNamed, type FieldUse, type InputUse } from './inputs.ts';
import { ALL_ROLES, ROLES_REACHING_ALL, UNREACHED, type RolesId } from './effective-roles.ts';
import { rolesIdFor, rolesIdForAll } from './find-effective-roles.ts';
import type { Reach } from './reach.ts';
import { phiCategories } from './phi-categories.ts';
import type { Selected, SelectedField, Selection } from './select.ts';

/**
 * Why a field is refused for its arguments: no role may use them, none reaches the patient that they name or whose
 * record they find, that patient denies the caller, or a rule of the operator's own says no.
 */
export type InputRefusal = 'input' | 'reach' | 'consent' | 'rule';

/** Field occurrence → the patients that its arguments name; fields that name none are left out. */
export type PatientsByField = ReadonlyMap<number, readonly string[]>;

/** What one request's arguments decide, before anything is sent. */
export interface InputAuthorization {
  /** Field occurrence → why it is refused. */
  readonly refused: ReadonlyMap<number, InputRefusal>;
  /** Field occurrence → the patients that its arguments name. */
  readonly patientsByField: PatientsByField;
  /** Field occurrence → rolesIds of the patients that its arguments name. */
  readonly rolesIdsOf: ReadonlyMap<number, readonly RolesId[]>;
  /** Field occurrence → the patients that its arguments name, where it is certainly about them. */
  readonly boundPatients: PatientsByField;
  /** Field occurrences that are certainly about the one patient whom their arguments name. */
  readonly bound: ReadonlySet<number>;
  /** Marked and `@patient` inputs that were used, sorted, unique. */
  readonly coordinates: readonly Coordinate[];
  /** Every patient named, sorted, unique. */
  readonly patients: readonly string[];
}

/**
 * Judges a request's arguments. Every patient they name must be reached. Where they bind the field to its
 * patients, the roles that reach these count for the field's other inputs. Elsewhere PHI as an input is for the
 * roles that reach all patients, unless the field looks a record up by its key: then that record decides for
 * itself at release. Mutations that take or return PHI and are bound to no patient are for the roles that reach all.
 */
export function authorizeInputs(
  selection: Selection,
  uses: readonly FieldUse[],
  context: {
    readonly decisions: Decisions;
    readonly reach: Reach;
  },
): InputAuthorization {
  const { decisions, reach } = context;
  const refused = new Map<number, InputRefusal>();
  const patientsByField = new Map<number, readonly string[]>();
  const coordinates = new Set<Coordinate>();
  const rolesIdsOf = new Map<number, readonly RolesId[]>();
  const bound = new Set<number>();
  const boundPatients = new Map<number, readonly string[]>();
  const touching = new Set<number>();

  for (const { field, looksUp, use } of uses) {
    for (const coordinate of [...use.marked, ...use.patientInputs]) coordinates.add(coordinate);
    const rolesIds = [...new Set(use.patients.map((patient) => rolesIdFor(reach, patient)))];
    if (rolesIds.length > 0) rolesIdsOf.set(field.index, rolesIds);
    const { operation } = selection.operation;
    const unbound =
      looksUp && operation === OperationTypeNode.QUERY ? ALL_ROLES : ROLES_REACHING_ALL;
    const refusal = judgeUse(field, use, { decisions, rolesIds, unbound });
    if (refusal) refused.set(field.index, refusal);
    if (use.isBound) boundPatients.set(field.index, use.patients);
    if (use.isBound && use.patients.length === 1) bound.add(field.index);
    if (use.patients.length > 0) patientsByField.set(field.index, use.patients);
    if (use.marked.some((coordinate) => isPhi(decisions, coordinate))) touching.add(field.index);
  }
  if (selection.operation.operation === OperationTypeNode.MUTATION)
    for (const field of rootFields(selection.selections)) {
      if (boundPatients.has(field.index) || refused.has(field.index)) continue;
      const touches = touching.has(field.index) || holdsPhi(decisions, field);
      if (touches && !seenByAll(decisions, reach, field)) refused.set(field.index, 'reach');
    }
  return {
    refused,
    patientsByField,
    rolesIdsOf,
    boundPatients,
    bound,
    coordinates: [...coordinates].toSorted(),
    patients: patientsNamed(uses),
  };
}

function judgeUse(
  field: SelectedField,
  use: InputUse,
  context: {
    readonly decisions: Decisions;
    readonly rolesIds: readonly RolesId[];
    /** The rolesId for PHI in a field that is bound to no patient. */
    readonly unbound: RolesId;
  },
): InputRefusal | null {
  const { decisions, rolesIds } = context;
  // What the caller could see of no patient is denied for that: whom the arguments name decides nothing.
  if (decisions.maximum.every((views) => views.field(field.coordinate) === 'none')) return null;
  // Nor does it for inputs that the caller may use for no patient.
  const isUsable = use.marked.every((at) =>
    decisions.maximum.some((views) => views.admitsInput(at)),
  );
  if (!isUsable) return 'input';
  if (rolesIds.includes(UNREACHED)) return 'reach';
  const seen = rolesIds.every(
    (rolesId) => decisions.viewsFor(rolesId).field(field.coordinate) !== 'none',
  );
  if (!seen) return 'reach';
  const admitted = use.marked.every((coordinate) => {
    const unbound = isPhi(decisions, coordinate) ? context.unbound : ALL_ROLES;
    return (use.isBound ? rolesIds : [unbound, ...rolesIds]).every((rolesId) =>
      decisions.viewsFor(rolesId).admitsInput(coordinate),
    );
  });
  return admitted ? null : 'input';
}

function isPhi(decisions: Decisions, coordinate: Coordinate): boolean {
  return decisions.policy.requirements.get(coordinate)?.phi === true;
}

function seenByAll(decisions: Decisions, reach: Reach, field: SelectedField): boolean {
  return (
    rolesIdForAll(reach) === ROLES_REACHING_ALL &&
    decisions.viewsFor(ROLES_REACHING_ALL).field(field.coordinate) !== 'none'
  );
}

function holdsPhi(decisions: Decisions, field: SelectedField): boolean {
  const within = (selected: Selected): boolean => {
    if (selected.kind === 'fragment') return selected.selections.some(within);
    return selected.kind === 'field' && holdsPhi(decisions, selected);
  };
  const { coordinate, definition } = field;
  return (
    phiCategories(decisions.policy, coordinate, definition.type).length > 0 ||
    (field.selections ?? []).some(within)
  );
}

/** The fields at the root of an operation, through fragments. */
export function rootFields(selections: readonly Selected[]): SelectedField[] {
  return selections.flatMap((selected) => {
    if (selected.kind === 'fragment') return rootFields(selected.selections);
    return selected.kind === 'field' ? [selected] : [];
  });
}
