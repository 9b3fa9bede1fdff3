import { getNamedType, isCompositeType, type GraphQLOutputType } from 'graphql';
import { memberCoordinate, typeCoordinate, type Coordinate } from '../coordinate.ts';
import { customRulesFor } from '../operation/custom-rules.ts';
import { ROLES_REACHING_ALL, type RolesId } from '../operation/effective-roles.ts';
import type { FieldDisposition } from '../operation/field-disposition.ts';
import { isPhiElement, phiCategories } from '../operation/phi-categories.ts';
import { haveOwnPatients, possibleTypes } from '../operation/runtime-types.ts';
import type { SelectedField } from '../operation/selection.ts';
import { compileLeaf } from './compile-leaf.ts';
import { compileCompletion } from './complete.ts';
import {
  decideMarks,
  decideView,
  recordedFieldsOf,
  patientLinkOfValue,
  rolesIdsForValue,
  type ViewedObjects,
} from './decide-view.ts';
import { linkBelow, type PatientLink } from './patient-link.ts';
import type {
  CustomRuleField,
  MergedSelections,
  ObjectStep,
  RecordedPhi,
  RecordMark,
  ReleasePlan,
  Step,
} from './program.ts';

/** The objects that a step is compiled for, and the program that it is a part of. */
export interface StepTarget extends ViewedObjects {
  readonly merged: MergedSelections;
  /** Whether an object field above is seen de-identified, by the roles that count for these objects. */
  readonly deidentifiedAbove: boolean;
  /** The PHI fields of the program, to which each compiled step adds its own. */
  readonly recorded: RecordedPhi[];
}

/** A field on objects of one type: all its occurrences under one response key that apply to them. */
export interface MergedField {
  /** The client's response key. */
  readonly key: string;
  readonly occurrences: Occurrences;
}

/** Occurrences of one field with equal arguments, as validation requires, and so with the same inner key. */
export type Occurrences = readonly [SelectedField, ...SelectedField[]];

/**
 * Compiles the step that releases one response key of objects of one type. For `{ ssn }` on `Patient` and a role with
 * the full view it is a `leaf` step that releases the fetched value; for the de-identified view, one that releases the
 * last four digits; for any other role, a `withheld` step.
 */
export function compileStep(
  plan: ReleasePlan,
  target: StepTarget,
  { key, occurrences }: MergedField,
): Step {
  const { decisions } = plan;
  const { merged, facts, rolesId } = target;
  const { definition, selections } = occurrences[0];
  const { name } = definition;
  // The type's own field can have a narrower type than the interface's. Every type of a valid schema has it.
  const type = facts.type.getFields()[name]?.type ?? definition.type;
  const [occurrence, ...others] = withDisposition(plan, occurrences, 'fetch');
  if (!occurrence) {
    // Pruning refused every occurrence, and recorded and reported that.
    const isUnreached = withDisposition(plan, occurrences, 'reach').length > 0;
    return { kind: isUnreached ? 'unreached' : 'null', key, type };
  }
  const fetched: Occurrences = [occurrence, ...others];

  const coordinate = memberCoordinate(facts.type.name, name);
  // In `{ node { note ... on Visit { note } } }`, `Visit.note` can be suppressed before planning, while `Node.note` is
  // fetched for other types. A visit's note is then suppressed, and not denied even if these roles don't see
  // `Node.note`.
  const suppressed = withDisposition(plan, occurrences, 'suppressed');
  const seen = decideView(plan, target, [...fetched, ...suppressed]);
  if (seen === 'none') {
    const reason = decisions.viewsFor(rolesId).denialReason(coordinate);
    return { kind: 'withheld', key, type, coordinate, reason };
  }
  const view = target.deidentifiedAbove && !facts.isEntity ? 'deidentified' : seen;
  const isLeaf = selections === null;
  const method = decisions.policy.requirements.get(coordinate)?.method ?? 'SUPPRESS';
  if (isLeaf && view === 'deidentified' && method === 'SUPPRESS')
    return { kind: 'withheld', key, type, coordinate, reason: 'suppressed' };

  const field: FetchedField = {
    key,
    name,
    type,
    coordinate,
    view,
    weight: weightOf(plan, coordinate, type),
    occurrence,
    patientLink: patientLinkOfValue(plan, facts, occurrence),
    innerPath: [...merged.innerPath, occurrence.innerKey],
  };
  if (!isLeaf) return objectStep(plan, target, { ...field, occurrences, fetched });
  const leaf = compileLeaf(decisions, {
    parent: facts.type,
    name,
    type,
    method: view === 'deidentified' ? method : null,
    weight: field.weight,
    rolesIds: rolesIdsForValue(plan, target, occurrence),
  });
  const step = fetchedStep(plan, target, field);
  return { kind: 'leaf', ...step, ...leaf, convert: step.ruleField === null ? leaf.convert : null };
}

function withDisposition(
  { dispositions }: ReleasePlan,
  occurrences: Occurrences,
  disposition: FieldDisposition,
): readonly SelectedField[] {
  return occurrences.filter(({ index }) => dispositions[index] === disposition);
}

/** A field that is fetched and that the roles see. */
interface FetchedField {
  /** The client's response key. */
  readonly key: string;
  readonly name: string;
  readonly type: GraphQLOutputType;
  readonly coordinate: Coordinate;
  readonly view: 'full' | 'deidentified';
  /** What each value costs. */
  readonly weight: number;
  /**
   * The first occurrence that is fetched. Its arguments decide the patients of the value; others have the same ones.
   */
  readonly occurrence: SelectedField;
  readonly patientLink: PatientLink;
  /** Keys from the root of the fetched data, without list indexes. */
  readonly innerPath: readonly string[];
}

function objectStep(
  plan: ReleasePlan,
  target: StepTarget,
  field: FetchedField & { readonly occurrences: Occurrences; readonly fetched: Occurrences },
): ObjectStep {
  const { type, occurrences, fetched } = field;
  const { facts, merged } = target;
  const { decisions } = plan;
  const recordedPhi = recordedFieldOf(plan, field);
  const mark: RecordMark = {
    parent: facts.type.name,
    occurrences: fetched,
    inputs: fetched.flatMap(({ index }) => plan.recordInputs.get(index) ?? []),
    recordedPhi,
  };
  const isGroup = !facts.isEntity && !facts.isRoot && facts.patientPaths.length === 0;
  const below: MergedSelections = {
    // The selections of an occurrence that is denied on an interface are included: each has a view on the concrete
    // type.
    parts: occurrences
      .filter((one) => one.on !== null)
      .map(({ on, selections }) => ({ type: on, selections })),
    innerPath: field.innerPath,
    patientLink: linkBelow(field.patientLink, field.occurrence),
    deidentifiedAbove: field.view === 'deidentified',
    marks: [...(isGroup ? merged.marks : []), mark],
    weight: field.weight,
    facts: new Map(),
  };
  const complete = compileCompletion(
    type,
    (state, value, owner, failures) => state.completeObject(below, value, owner, failures),
    {
      areDeidentified: false,
      mayBeUnreached: mayBeUnreached(plan, type),
      mayBeDenied: mayBeDenied(plan, type, rolesIdsForValue(plan, target, field.occurrence)),
      mayBeKeptOut: decideMarks(decisions, below.marks, ROLES_REACHING_ALL).keptOut !== null,
      weight: 0,
    },
  );
  const named =
    recordedPhi === null || recordedPhi.namedBy.length > 0
      ? null
      : {
          fields: recordedFieldsOf(decisions.policy, facts.type.name, recordedPhi),
          hasOwnPatients: haveOwnPatients(plan.schema, decisions.policy, type),
        };
  return { kind: 'object', ...fetchedStep(plan, target, field), named, complete };
}

/** The part that leaf and object steps share. Adds a PHI field to those that the ledger records. */
function fetchedStep(
  plan: ReleasePlan,
  { facts, recorded }: StepTarget,
  field: FetchedField,
): Omit<ObjectStep, 'kind' | 'named' | 'complete'> {
  const { key, name, type, coordinate, occurrence } = field;
  const recordedField = recordedFieldOf(plan, field);
  const recordedIndex = recordedField === null ? null : recorded.push(recordedField) - 1;
  const rules = customRulesFor(plan.customRules, { type: facts.type.name, field: name }, 'object');
  const ruleField: CustomRuleField | null =
    rules.length > 0 ? { type: facts.type.name, field: occurrence } : null;
  return { key, type, innerKey: occurrence.innerKey, coordinate, recordedIndex, ruleField };
}

/** What the ledger records of a field when it is released; null if the field holds no PHI. */
function recordedFieldOf(plan: ReleasePlan, field: FetchedField): RecordedPhi | null {
  const { name, type, coordinate, view, occurrence, patientLink, innerPath } = field;
  const categories = phiCategories(plan.decisions.policy, coordinate, type);
  if (categories.length === 0) return null;
  return {
    name,
    categories,
    view,
    innerPath,
    // The patients of the field's own arguments are recorded even if they don't bind it; those of fields above only if
    // they do.
    namedBy: patientLink.namedBy.filter((by) => by === occurrence.index || plan.boundToOne.has(by)),
    // No object names a patient then, so the record would name an unknown one.
    excludesOwner: patientLink.kind === 'argument',
  };
}

/** Whether a field can return objects of unreached patients: objects with a `@patient` path. */
function mayBeUnreached({ schema, decisions }: ReleasePlan, type: GraphQLOutputType): boolean {
  return possibleTypes(schema, getNamedType(type)).some(({ name }) =>
    decisions.policy.patients.has(name),
  );
}

/** Whether a field can return objects of a PHI type that is denied to the caller, for its patients or for others. */
function mayBeDenied(
  { schema, decisions }: ReleasePlan,
  type: GraphQLOutputType,
  rolesIds: readonly RolesId[],
): boolean {
  const views = [ROLES_REACHING_ALL, ...rolesIds].map((one) => decisions.viewsFor(one));
  return possibleTypes(schema, getNamedType(type))
    .map(({ name }) => typeCoordinate(name))
    .filter((one) => isPhiElement(decisions.policy, one))
    .some((one) => views.some((each) => !each.showsType(one)));
}

/** The weight of a field, or else of its type: an object counts 1, a leaf 0. https://specs.apollo.dev/cost/v0.1/ */
export function weightOf(
  { weights }: Pick<ReleasePlan, 'weights'>,
  field: Coordinate,
  type: GraphQLOutputType,
): number {
  const named = getNamedType(type);
  const ofType = weights.get(typeCoordinate(named.name)) ?? (isCompositeType(named) ? 1 : 0);
  return weights.get(field) ?? ofType;
}
