import type { GraphQLObjectType, GraphQLSchema } from 'graphql';
import { viewOf, type DenialReason } from '../operation/authorize.ts';
import { createStepCompiler } from './compile-step.ts';
import { argumentCoordinate, memberCoordinate, typeCoordinate } from '../coordinate.ts';
import type { Policy } from '../policy/policy.ts';
import type { RolesId } from '../operation/effective-roles.ts';
import { identityOf } from '../operation/identity.ts';
import { requiredRolesIds, linkOfType } from './patient-link.ts';
import type {
  MergedSelections,
  Program,
  RecordedField,
  ReleasePlan,
  Step,
  TypeFacts,
} from './program.ts';
import { applies, isEntity, possibleTypes } from '../operation/runtime-types.ts';
import type { Selected, SelectedField } from '../operation/selection.ts';

// Release handles objects by their runtime type, which only the fetched data contain. A group is the merged selections
// below one response key. For each runtime type in a group and each set of effective roles, a program states how such
// objects are released. It has one step per response key. Programs are compiled on first use and kept with the group.

/**
 * The facts about a runtime type in a group; null if objects of that type can't occur there. Unknown type names from a
 * subgraph are not cached.
 */
export function typeFacts(
  plan: ReleasePlan,
  group: MergedSelections,
  name: string,
): TypeFacts | null {
  const known = group.facts.get(name);
  if (known) return known;
  const members = group.parts.map((member) => member.type);
  const [type] = members
    .flatMap((on) => possibleTypes(plan.schema, on))
    .filter((one) => one.name === name && members.every((on) => applies(plan.schema, on, one)));
  if (!type) return null;
  const facts = findFacts(plan, group, type);
  group.facts.set(name, facts);
  return facts;
}

function findFacts(
  { schema, decisions: { policy } }: ReleasePlan,
  { parts, patientLink }: MergedSelections,
  type: GraphQLObjectType,
): TypeFacts {
  const identities = parts.map((member) => identityOf(policy, member.type, type));
  const isEntityType = isEntity(policy, type);
  return {
    type,
    coordinate: typeCoordinate(type.name),
    isEntity: isEntityType,
    patientLink: linkOfType(
      {
        isEntity: isEntityType,
        namesPatient: policy.patients.has(type.name),
        holdsPhi: !isRootType(schema, type) && holdsPhi(policy, type),
      },
      patientLink,
    ),
    patientPaths: identities.flatMap(({ patient }) => (patient ? [patient] : [])),
    isRecordHashed: policy.recordKeys.get(type.name)?.isHashed === true,
    recordPaths: identities.map(({ record }) => record),
    programs: new Map(),
  };
}

function isRootType(schema: GraphQLSchema, type: GraphQLObjectType): boolean {
  return type === schema.getQueryType() || type === schema.getMutationType();
}

/** Whether a type has a PHI field without a `@patient` argument. */
function holdsPhi(policy: Policy, type: GraphQLObjectType): boolean {
  return Object.values(type.getFields()).some(
    ({ name, args }) =>
      policy.requirements.get(memberCoordinate(type.name, name))?.phi === true &&
      !args.some((one) => policy.patientInputs.has(argumentCoordinate(type.name, name, one.name))),
  );
}

/** The program for objects of a type in a group, for one set of effective roles. */
export function programFor(
  plan: ReleasePlan,
  group: MergedSelections,
  at: { readonly facts: TypeFacts; readonly rolesId: RolesId },
): Program {
  const known = at.facts.programs.get(at.rolesId);
  if (known) return known;
  const recorded: RecordedField[] = [];
  const compile = createStepCompiler(plan, { ...at, group, recorded });
  const steps = [...collect(plan, group, at.facts.type)].map(([key, found]): Step =>
    Array.isArray(found) ? compile(key, found) : { kind: found, key, type: null },
  );
  const namesPatients = recorded.some(({ namedBy }) => namedBy.length > 0);
  const type = at.facts.type.name;
  const deniedBecause = typeDenialReason(plan, at);
  // Steps for `__typename`, `__schema` and `__type` have no type.
  const selectsFields = steps.some((step) => step.type !== null);
  const isPseudonymous = selectsFields && hasPseudonym(plan, group, at);
  const { rolesId } = at;
  const program = { type, rolesId, deniedBecause, steps, recorded, namesPatients, isPseudonymous };
  at.facts.programs.set(at.rolesId, program);
  return program;
}

/** Why some of the roles that must see these objects do not see their type; null if all of them see it. */
function typeDenialReason(
  plan: ReleasePlan,
  { facts, rolesId }: { readonly facts: TypeFacts; readonly rolesId: RolesId },
): DenialReason | null {
  const { coordinate, patientLink } = facts;
  for (const required of requiredRolesIds(patientLink, rolesId)) {
    const views = plan.decisions.viewsFor(required);
    if (!views.showsType(coordinate)) return views.denialReason(coordinate);
  }
  return null;
}

/** Whether these roles see a field of the type as a pseudonym. Unselected fields count: another request may select them. */
function hasPseudonym(
  { decisions }: ReleasePlan,
  { deidentifiedAbove }: MergedSelections,
  { facts, rolesId }: { readonly facts: TypeFacts; readonly rolesId: RolesId },
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

type Found = [SelectedField, ...SelectedField[]] | 'typename' | 'introspection';

/** https://spec.graphql.org/October2021/#CollectFields() */
function collect(
  plan: ReleasePlan,
  group: MergedSelections,
  type: GraphQLObjectType,
): Map<string, Found> {
  const found = new Map<string, Found>();
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
  for (const member of group.parts) visit(member.selections);
  return found;
}
