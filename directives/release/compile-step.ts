import { getNamedType, isEnumType, type GraphQLOutputType } from 'graphql';
import { highestView, viewOf, type Decisions } from '../operation/authorize.ts';
import { compileCompletion, fail } from './complete.ts';
import { leafCheck } from './complete-leaf.ts';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import { deidentify } from './deidentify.ts';
import type { FieldDisposition } from '../operation/field-disposition.ts';
import { requiredRolesIds, scopeBelow, scopeOfValue, type PatientScope } from './patient-scope.ts';
import { customRulesFor } from '../operation/custom-rules.ts';
import { phiCategories, phiValues } from '../operation/phi-categories.ts';
import type { Declarations } from '../policy/type-hierarchy.ts';
import type { View } from '../policy/policy.ts';
import type {
  Complete,
  Group,
  LeafStep,
  RecordedStep,
  ReleasePlan,
  CustomRuleField,
  Step,
  TypeFacts,
} from './program.ts';
import { ALL_ROLES, ROLES_REACHING_ALL, type RolesId } from '../operation/effective-roles.ts';
import { yearFieldsOf } from '../operation/age-years.ts';
import { possibleTypes, haveOwnPatients } from '../operation/runtime-types.ts';
import type { SelectedField } from '../operation/selection.ts';
import type { Category, Deidentify } from '../spec.ts';

/** The objects that steps are compiled for. */
interface StepTarget {
  readonly group: Group;
  readonly facts: TypeFacts;
  readonly rolesId: RolesId;
  readonly recorded: RecordedStep[];
}

/** Creates the compiler of one program's steps. It appends recorded fields to `recorded`. */
export function createStepCompiler(
  plan: ReleasePlan,
  { group, facts, rolesId, recorded }: StepTarget,
): (key: string, fields: Declarations<SelectedField>) => Step {
  const { decisions, dispositions } = plan;
  const { requirements } = decisions.policy;
  const { scope } = facts;
  const deidentifiedAbove = group.deidentifiedAbove && !facts.isEntity;

  /**
   * The years that a de-identified age is computed from, if these roles see a year of birth on the object. A year that
   * only purpose or consent closes counts too, because another request may open it. It isn't fetched, so the age is
   * suppressed.
   */
  const yearsOf = (age: string, rolesIds: readonly RolesId[]): LeafStep['years'] => {
    const seen = yearFieldsOf(decisions.policy, facts.type, age).filter(({ coordinate }) =>
      rolesIds.every((one) => {
        const isShown = viewOf(decisions, one, { coordinate, hasOwnPatients: false }) !== 'none';
        return isShown || decisions.viewsFor(one).denialReason(coordinate) !== 'role';
      }),
    );
    const birth = seen.find(({ of }) => of === 'birth');
    const death = seen.find(({ of }) => of === 'death');
    return birth ? { birth: birth.key, death: death?.key ?? null } : null;
  };

  return (key, fields) => {
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
    const rolesIdsOf = (field: SelectedField): readonly RolesId[] =>
      requiredRolesIds(valueScope(plan, scope, field), rolesId);
    const seen = bestView(plan, [...fetched, ...suppressed], rolesIdsOf);
    if (seen === 'none') {
      const reason = decisions.viewsFor(rolesId).denialReason(coordinate);
      return { kind: 'withheld', key, type, coordinate, reason };
    }
    const view: View = deidentifiedAbove ? 'deidentified' : seen;
    const requirement = requirements.get(coordinate);
    const method = requirement?.method ?? 'SUPPRESS';
    const isLeaf = first.selections === null;
    if (isLeaf && view === 'deidentified' && method === 'SUPPRESS')
      return { kind: 'withheld', key, type, coordinate, reason: 'suppressed' };

    const innerPath = [...group.innerPath, first.innerKey];
    const categories = phiCategories(decisions.policy, coordinate, type);
    const scopeOfField = valueScope(plan, scope, occurrence);
    const excludesOwner = scopeOfField.kind === 'argument';
    // The field's own arguments count even if they don't bind it; those of fields above count only if they do.
    const namedBy = scopeOfField.namedBy.filter(
      (by) => by === occurrence.index || plan.bound.has(by),
    );
    const isPhi = categories.length > 0;
    const index = isPhi
      ? recorded.push({ name, categories, view, innerPath, namedBy, excludesOwner }) - 1
      : -1;
    const ruleField = customRuleField(plan, facts.type.name, occurrence);
    const step = { key, type, innerKey: first.innerKey, coordinate, recorded: index, ruleField };
    if (isLeaf) {
      const leaf = completeLeaf({
        type,
        coordinate,
        method: view === 'deidentified' ? method : null,
        category: requirement?.methodCategory ?? 'OTHER_ID',
        seen: seenValues(decisions, rolesIdsOf(occurrence), type),
      });
      const values = requirement?.phi ? null : new Set(phiValues(decisions.policy, type).keys());
      const areDeidentified = view === 'deidentified';
      return {
        kind: 'leaf',
        ...step,
        phiValues: values,
        years: areDeidentified ? yearsOf(name, rolesIdsOf(occurrence)) : null,
        complete: compileCompletion(type, leaf, { areDeidentified, mayBeUnreached: false }),
      };
    }
    const below: Group = {
      // Selections of an occurrence that is denied on an interface are included.
      members: fields
        .filter((field) => field.on !== null)
        .map(({ on, selections }) => ({ type: on, selections })),
      innerPath,
      scope: scopeBelow(scopeOfField, occurrence),
      occurrences: fetched.map((field) => field.index),
      deidentifiedAbove: view === 'deidentified',
      facts: new Map(),
    };
    const complete = compileCompletion(
      type,
      (pass, value, owner, failures) => pass.completeObject(below, value, owner, failures),
      { areDeidentified: false, mayBeUnreached: mayBeUnreached(plan, type) },
    );
    return { kind: 'object', ...step, complete };
  };
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

interface Leaf {
  readonly type: GraphQLOutputType;
  readonly coordinate: Coordinate;
  /** Null: the value is shown in full. */
  readonly method: Deidentify | null;
  readonly category: Category;
  /** The values of an enum that the caller may see; null for other types. */
  readonly seen: ReadonlySet<unknown> | null;
}

function completeLeaf({ type, coordinate, method, category, seen }: Leaf): Complete {
  const check = leafCheck(type);
  return (pass, raw) => {
    const value = check(raw);
    if (value === undefined) return fail(pass, 'SUBGRAPH_FAILED');
    if (seen && !seen.has(value)) {
      pass.withheld.push({ coordinate, reason: 'role' });
      return fail(pass, 'UNAUTHORIZED_FIELD_OR_TYPE');
    }
    if (method === null) return value;
    return deidentify(method, value, { category, context: pass.deidentify });
  };
}

function withoutValue(
  key: string,
  type: GraphQLOutputType,
  dispositions: readonly (FieldDisposition | undefined)[],
): Step {
  return { kind: dispositions.includes('unreached') ? 'unreached' : 'null', key, type };
}

function valueScope(
  plan: ReleasePlan,
  scope: PatientScope,
  { index }: SelectedField,
): PatientScope {
  return scopeOfValue(scope, {
    index,
    isBound: plan.bound.has(index),
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

function seenValues(
  decisions: Decisions,
  rolesIds: readonly RolesId[],
  type: GraphQLOutputType,
): ReadonlySet<unknown> | null {
  const named = getNamedType(type);
  if (!isEnumType(named)) return null;
  const names = named.getValues().map(({ name }) => name);
  return new Set(
    names.filter((name) => {
      const value = memberCoordinate(named.name, name);
      const isPhi = decisions.policy.requirements.get(value)?.phi === true;
      return rolesIds.every((rolesId) =>
        decisions
          .viewsFor(isPhi && rolesId === ALL_ROLES ? ROLES_REACHING_ALL : rolesId)
          .admitsInput(value),
      );
    }),
  );
}
