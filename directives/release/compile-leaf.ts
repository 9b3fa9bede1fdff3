import { getNamedType, isEnumType, type GraphQLObjectType, type GraphQLOutputType } from 'graphql';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import { yearFieldsOf } from '../operation/age-years.ts';
import { viewOf, type Decisions } from '../operation/authorize.ts';
import { ALL_ROLES, ROLES_REACHING_ALL, type RolesId } from '../operation/effective-roles.ts';
import { phiValues } from '../operation/phi-categories.ts';
import type { Category, Deidentify } from '../spec.ts';
import { compileCompletion, fail } from './complete.ts';
import { leafCheck } from './complete-leaf.ts';
import { deidentify } from './deidentify.ts';
import type { Complete, LeafStep } from './program.ts';

/** A field of scalars or enum values on objects of one type. */
export interface LeafField {
  readonly parent: GraphQLObjectType;
  readonly name: string;
  readonly type: GraphQLOutputType;
  /** The method by which its values are de-identified; null if they are shown in full. */
  readonly method: Deidentify | null;
  /** What each value costs. */
  readonly weight: number;
  /** The sets of roles that must all see a value. */
  readonly rolesIds: readonly RolesId[];
}

/**
 * Compiles how the values of a leaf are released. With the method `LAST4`, `complete` turns the fetched SSN
 * "999-12-3456" into "3456"; an enum value that the roles may not see becomes null with an error.
 */
export function compileLeaf(
  decisions: Decisions,
  { parent, name, type, method, weight, rolesIds }: LeafField,
): Pick<LeafStep, 'phiValues' | 'years' | 'complete'> {
  const coordinate = memberCoordinate(parent.name, name);
  const requirement = decisions.policy.requirements.get(coordinate);
  const areDeidentified = method !== null;
  const completeValue = completeLeaf({
    type,
    coordinate,
    method,
    // Without a requirement, no method uses the category.
    category: requirement?.methodCategory ?? 'OTHER_ID',
    seen: seenValues(decisions, rolesIds, type),
  });
  return {
    phiValues: requirement?.phi ? null : new Set(phiValues(decisions.policy, type).keys()),
    years: areDeidentified ? yearsOf(decisions, { parent, age: name, rolesIds }) : null,
    complete: compileCompletion(type, completeValue, {
      areDeidentified,
      mayBeUnreached: false,
      weight,
    }),
  };
}

interface LeafValue {
  readonly type: GraphQLOutputType;
  readonly coordinate: Coordinate;
  readonly method: Deidentify | null;
  readonly category: Category;
  /** The values of an enum that the caller may see; null for other types. */
  readonly seen: ReadonlySet<unknown> | null;
}

function completeLeaf({ type, coordinate, method, category, seen }: LeafValue): Complete {
  const check = leafCheck(type);
  return (state, raw) => {
    const value = check(raw);
    if (value === undefined) return fail(state, 'SUBGRAPH_FAILED');
    if (seen && !seen.has(value)) {
      state.withheld.push({ coordinate, reason: 'role' });
      return fail(state, 'UNAUTHORIZED_FIELD_OR_TYPE');
    }
    if (method === null) return value;
    return deidentify(method, value, { category, context: state.deidentify });
  };
}

/** The values of an enum that each of these sets of roles sees; null for other types. */
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
      // PHI of an unknown patient requires roles that reach all patients.
      return rolesIds.every((rolesId) =>
        decisions
          .viewsFor(isPhi && rolesId === ALL_ROLES ? ROLES_REACHING_ALL : rolesId)
          .admitsInput(value),
      );
    }),
  );
}

/**
 * The private keys of the years that a de-identified age is computed from; null if these roles see no year of birth on
 * the object, so that no year can be compared with the age. A year that only purpose or consent closes counts too,
 * because another request may open it. It isn't fetched, so the age is suppressed.
 */
function yearsOf(
  decisions: Decisions,
  {
    parent,
    age,
    rolesIds,
  }: {
    readonly parent: GraphQLObjectType;
    readonly age: string;
    readonly rolesIds: readonly RolesId[];
  },
): LeafStep['years'] {
  const seen = yearFieldsOf(decisions.policy, parent, age).filter(({ coordinate }) =>
    rolesIds.every((one) => {
      const isShown = viewOf(decisions, one, { coordinate, hasOwnPatients: false }) !== 'none';
      return isShown || decisions.viewsFor(one).denialReason(coordinate) !== 'role';
    }),
  );
  const birth = seen.find(({ event }) => event === 'birth');
  const death = seen.find(({ event }) => event === 'death');
  return birth ? { birth: birth.key, death: death?.key ?? null } : null;
}
