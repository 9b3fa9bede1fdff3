import { getNullableType, isAbstractType, isListType, type GraphQLObjectType } from 'graphql';
import { viewOf, type ViewDenialReason } from '../operation/authorize.ts';
import { compileStep, weightOf } from './compile-step.ts';
import { decideMarks, type ViewedObjects } from './decide-view.ts';
import { argumentCoordinate, memberCoordinate, typeCoordinate } from '../coordinate.ts';
import type { Policy } from '../policy/policy.ts';
import { ALL_ROLES, ROLES_REACHING_ALL } from '../operation/effective-roles.ts';
import { identityOf } from '../operation/identity.ts';
import { isPhiElement } from '../operation/phi-categories.ts';
import { revealsPhiType, TYPE_NAME } from '../operation/reveals-phi-type.ts';
import { linkOfType, NO_PATIENT_LINK, requiredRolesIds } from './patient-link.ts';
import type {
  MergedSelections,
  Program,
  RecordedPhi,
  ReleasePlan,
  Step,
  TypeFacts,
} from './program.ts';
import { applies, isEntity, isRootType, possibleTypes } from '../operation/runtime-types.ts';
import type { Selected, SelectedField } from '../operation/selection.ts';

// Release handles objects by their runtime type, which only the fetched data contain. For each runtime type among
// merged selections and each set of effective roles, a program states how such objects are released. It has one step
// per response key. Programs are compiled on first use and kept with the merged selections.

/**
 * The facts about a runtime type among merged selections; null if objects of that type can't occur there. Unknown type
 * names from a subgraph are not cached.
 */
export function typeFacts(
  plan: ReleasePlan,
  merged: MergedSelections,
  name: string,
): TypeFacts | null {
  const existing = merged.facts.get(name);
  if (existing) return existing;
  const staticTypes = merged.parts.map((part) => part.type);
  const [type] = staticTypes
    .flatMap((on) => possibleTypes(plan.schema, on))
    .filter((one) => one.name === name && staticTypes.every((on) => applies(plan.schema, on, one)));
  if (!type) return null;
  const facts = findFacts(plan, merged, type);
  merged.facts.set(name, facts);
  return facts;
}

function findFacts(
  { schema, decisions: { policy } }: ReleasePlan,
  { parts, patientLink }: MergedSelections,
  type: GraphQLObjectType,
): TypeFacts {
  const identities = parts.map((part) => identityOf(policy, part.type, type));
  const isEntityType = isEntity(policy, type);
  const isRoot = isRootType(schema, type);
  return {
    type,
    coordinate: typeCoordinate(type.name),
    isEntity: isEntityType,
    isRoot,
    patientLink: isRoot
      ? NO_PATIENT_LINK
      : linkOfType(
          {
            isEntity: isEntityType,
            namesPatient: policy.patients.has(type.name),
            holdsPhi: holdsPhi(policy, type),
          },
          patientLink,
        ),
    patientPaths: identities.flatMap(({ patient }) => (patient ? [patient] : [])),
    isRecordHashed: policy.recordKeys.get(type.name)?.isHashed === true,
    recordPaths: identities.map(({ record }) => record),
    programs: new Map(),
  };
}

/** Whether a type has a PHI field without a `@patient` argument, which could name the field's patient. */
function holdsPhi(policy: Policy, type: GraphQLObjectType): boolean {
  return Object.values(type.getFields()).some(
    ({ name, args }) =>
      policy.requirements.get(memberCoordinate(type.name, name))?.phi === true &&
      !args.some((one) => policy.patientInputs.has(argumentCoordinate(type.name, name, one.name))),
  );
}

/** The program for objects of a type among merged selections, for one set of effective roles. */
export function programFor(
  plan: ReleasePlan,
  merged: MergedSelections,
  objects: ViewedObjects,
): Program {
  const { facts, rolesId } = objects;
  const existing = facts.programs.get(rolesId);
  if (existing) return existing;
  const recorded: RecordedPhi[] = [];
  const marks = facts.patientPaths.length > 0 ? merged.marks : [];
  const marked = decideMarks(plan.decisions, marks, rolesId);
  const deidentifiedAbove = merged.deidentifiedAbove || marked.isDeidentified;
  const target = { ...objects, merged, deidentifiedAbove, recorded };
  const steps = [...collectFields(plan, merged, facts.type)].map(([key, selected]): Step =>
    Array.isArray(selected)
      ? compileStep(plan, target, { key, occurrences: selected })
      : { kind: selected, key, type: null },
  );
  const revealed = revealedTypeName(plan, merged, facts);
  const typeNameIndex = revealed === null ? null : recorded.push(revealed) - 1;
  const namesPatients = recorded.some(({ namedBy }) => namedBy.length > 0);
  const type = facts.type.name;
  const deniedBecause = typeDenialReason(plan, merged, objects);
  // Steps for `__typename`, `__schema` and `__type` have no type.
  const selectsFields = steps.some((step) => step.type !== null);
  const isPseudonymous = selectsFields && hasPseudonym(plan, deidentifiedAbove, objects);
  const program = {
    type,
    rolesId,
    namedRoles: null,
    keptOut: marked.keptOut,
    recordedAbove: marked.recorded,
    deniedBecause,
    steps,
    blank: Object.fromEntries(steps.map(({ key }) => [key, null])),
    recorded,
    typeNameIndex,
    namesPatients,
    isPseudonymous,
    leafCost: leafCostOf(plan, steps),
  };
  facts.programs.set(rolesId, program);
  return program;
}

/** Whether the selections show the name of a type that is PHI. */
function isTypeRevealed(
  { schema, decisions: { policy } }: ReleasePlan,
  { parts }: MergedSelections,
  type: GraphQLObjectType,
): boolean {
  return parts.some(({ type: on, selections }) =>
    revealsPhiType({ schema, policy }, on, { type, selections }),
  );
}

/** The name of an object's type as the ledger records it; null if it is not shown or not PHI. */
function revealedTypeName(
  plan: ReleasePlan,
  merged: MergedSelections,
  { type, coordinate, patientLink: { kind, namedBy } }: TypeFacts,
): RecordedPhi | null {
  const requirement = plan.decisions.policy.requirements.get(coordinate);
  if (!requirement || !isTypeRevealed(plan, merged, type)) return null;
  return {
    name: TYPE_NAME,
    categories: requirement.categories,
    view: 'full',
    innerPath: [...merged.innerPath, TYPE_NAME],
    namedBy: namedBy.filter((by) => plan.boundToOne.has(by)),
    excludesOwner: kind === 'argument',
  };
}

/** The weights of leaves that are not lists. */
function leafCostOf(plan: ReleasePlan, steps: readonly Step[]): number {
  return steps
    .filter((step) => step.kind === 'leaf')
    .filter(({ type }) => !isListType(getNullableType(type)))
    .reduce((cost, { coordinate, type }) => cost + weightOf(plan, coordinate, type), 0);
}

/** Why some of the roles that must see these objects do not see their type; null if all of them see it. */
function typeDenialReason(
  plan: ReleasePlan,
  merged: MergedSelections,
  { facts, rolesId }: ViewedObjects,
): ViewDenialReason | null {
  const { coordinate, patientLink } = facts;
  // An object without its name stands out too: of `{ latest { ... on Flu { note } } }`, one without a note is not a flu.
  const isRevealed =
    isPhiElement(plan.decisions.policy, coordinate) &&
    merged.parts.some((part) => isAbstractType(part.type));
  for (const required of requiredRolesIds(patientLink, rolesId)) {
    // PHI of an unknown patient requires roles that reach all patients.
    const isUnknown = isRevealed && required === ALL_ROLES;
    const views = plan.decisions.viewsFor(isUnknown ? ROLES_REACHING_ALL : required);
    if (!views.showsType(coordinate)) return views.denialReason(coordinate);
  }
  return null;
}

/**
 * Whether these roles see a field of the type as a pseudonym. Unselected fields count: another request may select them.
 */
function hasPseudonym(
  { decisions }: ReleasePlan,
  deidentifiedAbove: boolean,
  { facts, rolesId }: ViewedObjects,
): boolean {
  const required = requiredRolesIds(facts.patientLink, rolesId);
  return Object.keys(facts.type.getFields()).some((name) => {
    const coordinate = memberCoordinate(facts.type.name, name);
    if (decisions.policy.requirements.get(coordinate)?.method !== 'PSEUDONYM') return false;
    const views = required.map((one) =>
      viewOf(decisions, one, { coordinate, hasOwnPatients: false }),
    );
    if (views.includes('none')) return false;
    return views.includes('deidentified') || (deidentifiedAbove && !facts.isEntity);
  });
}

/** What a response key selects: the occurrences of a field, or a field of the GraphQL specification. */
type SelectedByKey = [SelectedField, ...SelectedField[]] | 'typename' | 'introspection';

/** By response key, what is selected on objects of a type. https://spec.graphql.org/October2021/#CollectFields() */
function collectFields(
  plan: ReleasePlan,
  merged: MergedSelections,
  type: GraphQLObjectType,
): ReadonlyMap<string, SelectedByKey> {
  const found = new Map<string, SelectedByKey>();
  const visit = (selections: readonly Selected[]): void => {
    for (const selected of selections) {
      if (selected.kind === 'fragment') {
        if (applies(plan.schema, selected.on, type)) visit(selected.selections);
      } else if (selected.kind === 'field') {
        const fields = found.get(selected.responseKey);
        if (Array.isArray(fields)) fields.push(selected);
        else found.set(selected.responseKey, [selected]);
      } else found.set(selected.responseKey, selected.kind);
    }
  };
  for (const part of merged.parts) visit(part.selections);
  return found;
}
