import { OperationTypeNode } from 'graphql';
import type { Decisions } from './authorize.ts';
import type { Coordinate } from '../coordinate.ts';
import { patientsNamed, type FieldUse, type InputUse } from './inputs.ts';
import { ALL_ROLES, ROLES_REACHING_ALL, UNREACHED, type RolesId } from './effective-roles.ts';
import { hasRoleReachingAll, rolesIdFor } from './find-effective-roles.ts';
import type { Reach } from './reach.ts';
import { phiCategories } from './phi-categories.ts';
import { revealsPhiType } from './reveals-phi-type.ts';
import { possibleTypes } from './runtime-types.ts';
import type { FieldIndex, Selected, SelectedField, Selection } from './selection.ts';

/**
 * Why a field is refused before fetching. This file finds `input` and `reach`; the gateway adds the others.
 * - `input`: no role may use its inputs.
 * - `reach`: no role reaches the patient that its arguments name or whose record they look up.
 * - `consent`: the patient whose record its arguments look up denies the caller.
 * - `rule`: an operator's rule denies it.
 */
export type InputRefusal = 'input' | 'reach' | 'consent' | 'rule';

/** Field occurrence → the patients that its arguments name. Fields that name no patient are missing. */
export type PatientsByField = ReadonlyMap<FieldIndex, readonly string[]>;

/** The decisions about one request's arguments, made before anything is fetched. */
export interface InputAuthorization {
  /** Refused fields and the reasons. */
  readonly refused: ReadonlyMap<FieldIndex, InputRefusal>;
  /** The patients that a field's arguments name, whether they bind the field or not. */
  readonly patientsByField: PatientsByField;
  /** The effective roles for the patients of `patientsByField`. */
  readonly rolesIdsByField: ReadonlyMap<FieldIndex, readonly RolesId[]>;
  /** The patients that a field is bound to. Fields that are not bound are missing. */
  readonly boundPatients: PatientsByField;
  /** Fields that are bound to exactly one patient: their values belong to that patient. */
  readonly boundToOne: ReadonlySet<FieldIndex>;
  /**
   * Inputs with PHI of queries that are not bound: the roles that reach a record which the field returns must admit
   * them. Fields without such inputs are missing.
   */
  readonly recordInputs: ReadonlyMap<FieldIndex, readonly Coordinate[]>;
  /** Marked and `@patient` inputs that the request uses, sorted, unique. */
  readonly coordinates: readonly Coordinate[];
  /** Every patient that arguments name, sorted, unique. */
  readonly patients: readonly string[];
}

/**
 * Authorizes a request's arguments. `patient(id: "p1")` is refused with `reach` if no role of the caller may access
 * p1. A bound field is one whose arguments limit its result to the patients that they name.
 * - The caller must reach every patient that they name.
 * - In a bound field, every marked input requires roles that reach the field's patients.
 * - In any other field, a marked input that is PHI requires roles that reach all patients, and one without `@phi` any
 *   of the caller's roles. In queries, a field that looks up one record is an exception: all of the caller's roles
 *   count for its inputs, since the record that it finds is authorized at release.
 * - A mutation that takes or returns PHI and is not bound requires roles that reach all patients. Scopes for one patient
 *   alone admit no mutation that is not bound.
 */
export function authorizeInputs(
  selection: Selection,
  uses: readonly FieldUse[],
  { decisions, reach }: { readonly decisions: Decisions; readonly reach: Reach },
): InputAuthorization {
  const refused = new Map<FieldIndex, InputRefusal>();
  const patientsByField = new Map<FieldIndex, readonly string[]>();
  const coordinates = new Set<Coordinate>();
  const rolesIdsByField = new Map<FieldIndex, readonly RolesId[]>();
  const boundToOne = new Set<FieldIndex>();
  const boundPatients = new Map<FieldIndex, readonly string[]>();
  const recordInputs = new Map<FieldIndex, readonly Coordinate[]>();
  const takesPhi = new Set<FieldIndex>();
  const { operation } = selection.operation;

  for (const { field, looksUpByKey, use } of uses) {
    for (const coordinate of [...use.marked, ...use.patientInputs]) coordinates.add(coordinate);
    const rolesIds = [...new Set(use.patients.map((patient) => rolesIdFor(reach, patient)))];
    if (rolesIds.length > 0) rolesIdsByField.set(field.index, rolesIds);
    const isAuthorizedAtRelease = looksUpByKey && operation === OperationTypeNode.QUERY;
    const rolesForPhi = isAuthorizedAtRelease ? ALL_ROLES : ROLES_REACHING_ALL;
    const refusal = authorizeUse(field, use, { decisions, rolesIds, rolesForPhi });
    if (refusal) refused.set(field.index, refusal);
    if (use.isBound) boundPatients.set(field.index, use.patients);
    if (use.isBound && use.patients.length === 1) boundToOne.add(field.index);
    if (use.patients.length > 0) patientsByField.set(field.index, use.patients);
    const phi = use.marked.filter((coordinate) => isPhi(decisions, coordinate));
    if (phi.length > 0) takesPhi.add(field.index);
    if (phi.length > 0 && !use.isBound && operation === OperationTypeNode.QUERY)
      recordInputs.set(field.index, phi);
  }
  if (operation === OperationTypeNode.MUTATION)
    for (const field of rootFields(selection.selections)) {
      if (boundPatients.has(field.index) || refused.has(field.index)) continue;
      const usesPhi = takesPhi.has(field.index) || selectsPhi(selection, decisions, field);
      const isRefused = usesPhi
        ? !isSeenForAllPatients(decisions, reach, field)
        : isSeenForOnePatientOnly(decisions, field);
      if (isRefused) refused.set(field.index, 'reach');
    }
  return {
    refused,
    patientsByField,
    rolesIdsByField,
    boundPatients,
    boundToOne,
    recordInputs,
    coordinates: [...coordinates].toSorted(),
    patients: patientsNamed(uses),
  };
}

function authorizeUse(
  field: SelectedField,
  use: InputUse,
  context: {
    readonly decisions: Decisions;
    /** The effective roles for the patients that the arguments name. */
    readonly rolesIds: readonly RolesId[];
    /** The roles that an input with PHI requires if the field is not bound. */
    readonly rolesForPhi: RolesId;
  },
): InputRefusal | null {
  const { decisions, rolesIds, rolesForPhi } = context;
  // A field that is denied for every patient gets the disposition `denied`, whichever patients its arguments name.
  if (decisions.maximumViews.every((views) => views.field(field.coordinate) === 'none'))
    return null;
  // Inputs that the caller may use for no patient are refused as such, whichever patients the arguments name.
  const isUsable = use.marked.every((at) =>
    decisions.maximumViews.some((views) => views.admitsInput(at)),
  );
  if (!isUsable) return 'input';
  if (rolesIds.includes(UNREACHED)) return 'reach';
  const isSeen = rolesIds.every(
    (rolesId) => decisions.viewsFor(rolesId).field(field.coordinate) !== 'none',
  );
  if (!isSeen) return 'reach';
  const areAdmitted = use.marked.every((coordinate) => {
    const rolesWithoutPatient = isPhi(decisions, coordinate) ? rolesForPhi : ALL_ROLES;
    return (use.isBound ? rolesIds : [rolesWithoutPatient, ...rolesIds]).every((rolesId) =>
      decisions.viewsFor(rolesId).admitsInput(coordinate),
    );
  });
  return areAdmitted ? null : 'input';
}

function isPhi(decisions: Decisions, coordinate: Coordinate): boolean {
  return decisions.policy.requirements.get(coordinate)?.phi === true;
}

/** Whether roles that reach all patients see a field. */
function isSeenForAllPatients(decisions: Decisions, reach: Reach, field: SelectedField): boolean {
  return (
    hasRoleReachingAll(reach) &&
    decisions.viewsFor(ROLES_REACHING_ALL).field(field.coordinate) !== 'none'
  );
}

/** Whether a field is seen only by roles that count for one patient alone. */
function isSeenForOnePatientOnly(decisions: Decisions, { coordinate }: SelectedField): boolean {
  const views = decisions.viewsFor(ALL_ROLES);
  return views.field(coordinate) !== 'none' && !views.admitsUnbound(coordinate);
}

/** Whether a field, or a field selected below it, can return PHI, or the name of a type that is PHI. */
function selectsPhi(
  { schema }: Pick<Selection, 'schema'>,
  decisions: Decisions,
  field: SelectedField,
): boolean {
  const { policy } = decisions;
  const within = (selected: Selected): boolean => {
    if (selected.kind === 'fragment') return selected.selections.some(within);
    return selected.kind === 'field' && selectsPhi({ schema }, decisions, selected);
  };
  const { coordinate, definition, on, selections } = field;
  if (phiCategories(policy, coordinate, definition.type).length > 0) return true;
  if (on === null) return false;
  const revealsType = possibleTypes(schema, on).some((type) =>
    revealsPhiType({ schema, policy }, on, { type, selections }),
  );
  return revealsType || selections.some(within);
}

/** The fields at the root of an operation, through fragments. */
export function rootFields(selections: readonly Selected[]): SelectedField[] {
  return selections.flatMap((selected) => {
    if (selected.kind === 'fragment') return rootFields(selected.selections);
    return selected.kind === 'field' ? [selected] : [];
  });
}
