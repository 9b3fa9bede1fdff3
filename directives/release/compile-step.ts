import { getNamedType, type GraphQLOutputType } from 'graphql';
import { highestView, viewOf } from '../operation/authorize.ts';
import { compileLeaf } from './compile-leaf.ts';
import { compileCompletion } from './complete.ts';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import type { FieldDisposition } from '../operation/field-disposition.ts';
import { requiredRolesIds, linkBelow, linkOfValue, type PatientLink } from './patient-link.ts';
import { customRulesFor } from '../operation/custom-rules.ts';
import { phiCategories } from '../operation/phi-categories.ts';
import type { Declarations } from '../policy/type-hierarchy.ts';
import type { View } from '../policy/policy.ts';
import type {
  MergedSelections,
  ObjectStep,
  RecordedField,
  ReleasePlan,
  CustomRuleField,
  Step,
  TypeFacts,
} from './program.ts';
import type { RolesId } from '../operation/effective-roles.ts';
import { possibleTypes, haveOwnPatients } from '../operation/runtime-types.ts';
import type { SelectedField } from '../operation/selection.ts';

/**
 * Creates the compiler of a program's steps, each of which releases one response key of an object of one type.
 *
 * For `{ ssn }` on `Patient` and a role with the full view it returns a `leaf` step that releases the fetched value; for
 * the de-identified view, one that releases the last four digits; for any other role, a `withheld` step.
 */
export function createStepCompiler(
  plan: ReleasePlan,
  target: StepTarget,
): (key: string, fields: Declarations<SelectedField>) => Step {
  return (key, fields) => compileStep(plan, target, { key, fields });
}

/** The objects that steps are compiled for. */
interface StepTarget {
  readonly group: MergedSelections;
  readonly facts: TypeFacts;
  readonly rolesId: RolesId;
  /** The PHI fields of the program, to which each compiled step adds its own. */
  readonly recorded: RecordedField[];
}

function compileStep(
  plan: ReleasePlan,
  target: StepTarget,
  { key, fields }: { readonly key: string; readonly fields: Declarations<SelectedField> },
): Step {
  const { decisions, dispositions } = plan;
  const { group, facts, rolesId } = target;
  const [first] = fields;
  const name = first.definition.name;
  const type = facts.type.getFields()[name]?.type ?? first.definition.type;
  const fetched = fields.filter((field) => dispositions[field.index] === 'fetch');
  const [occurrence] = fetched;
  if (!occurrence) {
    const all = fields.map((field) => dispositions[field.index]);
    return withoutValue(key, type, all);
  }

  const coordinate = memberCoordinate(facts.type.name, name);
  // A field that the type only suppresses is not denied because of its interface.
  const suppressed = fields.filter((field) => dispositions[field.index] === 'suppressed');
  const seen = bestView(plan, [...fetched, ...suppressed], (field) =>
    rolesIdsFor(plan, target, field),
  );
  if (seen === 'none') {
    const reason = decisions.viewsFor(rolesId).denialReason(coordinate);
    return { kind: 'withheld', key, type, coordinate, reason };
  }
  const view = group.deidentifiedAbove && !facts.isEntity ? 'deidentified' : seen;
  const isLeaf = first.selections === null;
  const method = decisions.policy.requirements.get(coordinate)?.method ?? 'SUPPRESS';
  if (isLeaf && view === 'deidentified' && method === 'SUPPRESS')
    return { kind: 'withheld', key, type, coordinate, reason: 'suppressed' };

  const field: FetchedField = {
    key,
    name,
    type,
    coordinate,
    view,
    occurrence,
    patientLink: valueScope(plan, facts.patientLink, occurrence),
    innerPath: [...group.innerPath, first.innerKey],
  };
  if (!isLeaf) return objectStep(plan, target, { ...field, fields, fetched });
  const leaf = compileLeaf(decisions, {
    parent: facts.type,
    name,
    type,
    method: view === 'deidentified' ? method : null,
    rolesIds: rolesIdsFor(plan, target, occurrence),
  });
  return { kind: 'leaf', ...fetchedStep(plan, target, field), ...leaf };
}

/** A field whose value was fetched. */
interface FetchedField {
  /** The client's response key. */
  readonly key: string;
  readonly name: string;
  readonly type: GraphQLOutputType;
  readonly coordinate: Coordinate;
  readonly view: 'full' | 'deidentified';
  /** The occurrence that is read from the fetched object; others are merged into it. */
  readonly occurrence: SelectedField;
  readonly patientLink: PatientLink;
  readonly innerPath: readonly string[];
}

function objectStep(
  plan: ReleasePlan,
  target: StepTarget,
  field: FetchedField & {
    readonly fields: readonly SelectedField[];
    readonly fetched: readonly SelectedField[];
  },
): ObjectStep {
  const { type, fields, fetched } = field;
  const below: MergedSelections = {
    // Selections of an occurrence that is denied on an interface are included.
    parts: fields
      .filter((one) => one.on !== null)
      .map(({ on, selections }) => ({ type: on, selections })),
    innerPath: field.innerPath,
    patientLink: linkBelow(field.patientLink, field.occurrence),
    occurrences: fetched.map(({ index }) => index),
    deidentifiedAbove: field.view === 'deidentified',
    facts: new Map(),
  };
  const complete = compileCompletion(
    type,
    (pass, value, owner, failures) => pass.completeObject(below, value, owner, failures),
    { areDeidentified: false, mayBeUnreached: mayBeUnreached(plan, type) },
  );
  return { kind: 'object', ...fetchedStep(plan, target, field), complete };
}

/** The part that leaf and object steps share. Registers a PHI field for the ledger record. */
function fetchedStep(
  plan: ReleasePlan,
  { facts, recorded }: StepTarget,
  { key, name, type, coordinate, view, occurrence, patientLink, innerPath }: FetchedField,
): Omit<ObjectStep, 'kind' | 'complete'> {
  const categories = phiCategories(plan.decisions.policy, coordinate, type);
  const excludesOwner = patientLink.kind === 'argument';
  // The field's own arguments count even if they don't bind it; those of fields above count only if they do.
  const namedBy = patientLink.namedBy.filter(
    (by) => by === occurrence.index || plan.boundToOne.has(by),
  );
  const isPhi = categories.length > 0;
  const index = isPhi
    ? recorded.push({ name, categories, view, innerPath, namedBy, excludesOwner }) - 1
    : -1;
  const ruleField = customRuleField(plan, facts.type.name, occurrence);
  return { key, type, innerKey: occurrence.innerKey, coordinate, recordedIndex: index, ruleField };
}

/** The roles that must all see a field's value: those for the object's patient and for patients that arguments name. */
function rolesIdsFor(
  plan: ReleasePlan,
  { facts, rolesId }: StepTarget,
  field: SelectedField,
): readonly RolesId[] {
  return requiredRolesIds(valueScope(plan, facts.patientLink, field), rolesId);
}

function customRuleField(
  { customRules }: ReleasePlan,
  type: string,
  field: SelectedField,
): CustomRuleField | null {
  const rules = customRulesFor(customRules, { type, field: field.definition.name }, 'object');
  return rules.length > 0 ? { type, field } : null;
}

/** Whether a field can return objects of unreached patients: objects with a `@patient` path. */
function mayBeUnreached({ schema, decisions }: ReleasePlan, type: GraphQLOutputType): boolean {
  return possibleTypes(schema, getNamedType(type)).some(({ name }) =>
    decisions.policy.patients.has(name),
  );
}

function withoutValue(
  key: string,
  type: GraphQLOutputType,
  dispositions: readonly (FieldDisposition | undefined)[],
): Step {
  return { kind: dispositions.includes('unreached') ? 'unreached' : 'null', key, type };
}

function valueScope(plan: ReleasePlan, scope: PatientLink, { index }: SelectedField): PatientLink {
  return linkOfValue(scope, {
    index,
    isBound: plan.boundToOne.has(index),
    rolesIds: plan.argumentRolesIds.get(index) ?? [],
  });
}

/**
 * The highest view of the occurrences under one response key. If a key is selected on an interface and on the concrete
 * type, the concrete type decides; its view is never lower, because the interface requires what all implementers do.
 */
function bestView(
  plan: ReleasePlan,
  fields: readonly SelectedField[],
  rolesIdsOf: (field: SelectedField) => readonly RolesId[],
): View {
  const views = fields.map((field): View => {
    const { coordinate, definition } = field;
    const hasOwnPatients = haveOwnPatients(plan.schema, plan.decisions.policy, definition.type);
    const each = rolesIdsOf(field).map((one) =>
      viewOf(plan.decisions, one, { coordinate, hasOwnPatients }),
    );
    return lowestView(each);
  });
  return highestView(views);
}

function lowestView(views: readonly View[]): View {
  return views.includes('none') ? 'none' : views.includes('deidentified') ? 'deidentified' : 'full';
}
