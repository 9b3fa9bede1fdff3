import { OperationTypeNode } from 'graphql';
import type { Decisions } from './authorize.ts';
import type { Coordinate } from '../coordinate.ts';
import { patientsNamed, type FieldUse, type InputUse } from './inputs.ts';
import { ALL_ROLES, ROLES_REACHING_ALL, UNREACHED, type RolesId } from './effective-roles.ts';
import { rolesIdFor, rolesIdForAll } from './find-effective-roles.ts';
import type { Reach } from './reach.ts';
import { phiCategories } from './phi-categories.ts';
import type { Selected, SelectedField, Selection } from './selection.ts';

/**
 * Why a field is refused before fetching.
 * - `input`: no role may use its inputs.
 * - `reach`: no role reaches the patient that its arguments name or whose record they look up.
 * - `consent`: that patient denies the caller.
 * - `rule`: a custom rule denies it.
 */
export type InputRefusal = 'input' | 'reach' | 'consent' | 'rule';

/** Field occurrence → the patients that its arguments name. Fields that name no patient are missing. */
export type PatientsByField = ReadonlyMap<number, readonly string[]>;

/** The decisions about one request's arguments, made before anything is fetched. Keys are field occurrences. */
export interface InputAuthorization {
  /** Refused fields and the reasons. */
  readonly refused: ReadonlyMap<number, InputRefusal>;
  /** The patients that a field's arguments name. */
  readonly patientsByField: PatientsByField;
  /** The effective roles for these patients. */
  readonly rolesIdsByField: ReadonlyMap<number, readonly RolesId[]>;
  /** The patients that a field is bound to. */
  readonly boundPatients: PatientsByField;
  /** Fields that are bound to exactly one patient. */
  readonly boundToOne: ReadonlySet<number>;
  /** Marked and `@patient` inputs that the request uses, sorted, unique. */
  readonly coordinates: readonly Coordinate[];
  /** Every patient that arguments name, sorted, unique. */
  readonly patients: readonly string[];
}

/**
 * Authorizes a request's arguments. `patient(id: "p1")` is refused with `reach` if no role of the caller may access
 * p1. A bound field is one whose arguments limit its result to the patients that they name.
 * - The caller must reach every patient that they name.
 * - In a bound field, marked inputs require roles that reach its patients.
 * - In any other field, inputs that are PHI require roles that reach all patients. A record lookup is an exception:
 *   release authorizes the record that it finds.
 * - A mutation that takes or returns PHI and is not bound requires roles that reach all patients.
 */
export function authorizeInputs(
  selection: Selection,
  uses: readonly FieldUse[],
  { decisions, reach }: { readonly decisions: Decisions; readonly reach: Reach },
): InputAuthorization {
  const refused = new Map<number, InputRefusal>();
  const patientsByField = new Map<number, readonly string[]>();
  const coordinates = new Set<Coordinate>();
  const rolesIdsByField = new Map<number, readonly RolesId[]>();
  const boundToOne = new Set<number>();
  const boundPatients = new Map<number, readonly string[]>();
  const takesPhi = new Set<number>();

  for (const { field, looksUp, use } of uses) {
    for (const coordinate of [...use.marked, ...use.patientInputs]) coordinates.add(coordinate);
    const rolesIds = [...new Set(use.patients.map((patient) => rolesIdFor(reach, patient)))];
    if (rolesIds.length > 0) rolesIdsByField.set(field.index, rolesIds);
    const { operation } = selection.operation;
    const unbound =
      looksUp && operation === OperationTypeNode.QUERY ? ALL_ROLES : ROLES_REACHING_ALL;
    const refusal = authorizeUse(field, use, { decisions, rolesIds, unbound });
    if (refusal) refused.set(field.index, refusal);
    if (use.isBound) boundPatients.set(field.index, use.patients);
    if (use.isBound && use.patients.length === 1) boundToOne.add(field.index);
    if (use.patients.length > 0) patientsByField.set(field.index, use.patients);
    if (use.marked.some((coordinate) => isPhi(decisions, coordinate))) takesPhi.add(field.index);
  }
  if (selection.operation.operation === OperationTypeNode.MUTATION)
    for (const field of rootFields(selection.selections)) {
      if (boundPatients.has(field.index) || refused.has(field.index)) continue;
      const usesPhi = takesPhi.has(field.index) || selectsPhi(decisions, field);
      if (usesPhi && !isSeenForAll(decisions, reach, field)) refused.set(field.index, 'reach');
    }
  return {
    refused,
    patientsByField,
    rolesIdsByField,
    boundPatients,
    boundToOne,
    coordinates: [...coordinates].toSorted(),
    patients: patientsNamed(uses),
  };
}

function authorizeUse(
  field: SelectedField,
  use: InputUse,
  context: {
    readonly decisions: Decisions;
    readonly rolesIds: readonly RolesId[];
    /** The roles that PHI requires in a field that is not bound. */
    readonly unbound: RolesId;
  },
): InputRefusal | null {
  const { decisions, rolesIds } = context;
  // A field that is denied for every patient gets that reason, whichever patients the arguments name.
  if (decisions.maximumViews.every((views) => views.field(field.coordinate) === 'none'))
    return null;
  // The same holds for inputs that the caller may use for no patient.
  const isUsable = use.marked.every((at) =>
    decisions.maximumViews.some((views) => views.admitsInput(at)),
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

function isSeenForAll(decisions: Decisions, reach: Reach, field: SelectedField): boolean {
  return (
    rolesIdForAll(reach) === ROLES_REACHING_ALL &&
    decisions.viewsFor(ROLES_REACHING_ALL).field(field.coordinate) !== 'none'
  );
}

function selectsPhi(decisions: Decisions, field: SelectedField): boolean {
  const within = (selected: Selected): boolean => {
    if (selected.kind === 'fragment') return selected.selections.some(within);
    return selected.kind === 'field' && selectsPhi(decisions, selected);
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
