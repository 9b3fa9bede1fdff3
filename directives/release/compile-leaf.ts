import {
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import { yearFieldsOf, type YearField } from '../operation/age-years.ts';
import { viewOf, type Decisions } from '../operation/authorize.ts';
import { ALL_ROLES, ROLES_REACHING_ALL, type RolesId } from '../operation/effective-roles.ts';
import { isPhiElement, phiValues } from '../operation/phi-categories.ts';
import type { Policy, Requirement } from '../policy/policy.ts';
import type { Deidentify } from '../spec.ts';
import { ABSENT, compileCompletion, fail } from './complete.ts';
import { leafCheck } from './complete-leaf.ts';
import { deidentify, type DeidentifiedField } from './deidentify.ts';
import type { Complete, ConvertLeaf, LeafStep } from './program.ts';
import type { DateForm } from './year-in-format.ts';

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
): Pick<LeafStep, 'phiValues' | 'years' | 'convert' | 'complete'> {
  const coordinate = memberCoordinate(parent.name, name);
  const requirement = decisions.policy.requirements.get(coordinate);
  const areDeidentified = method !== null;
  const convert = compileConvert(type, method, {
    // Without a requirement, no method uses the category.
    category: requirement?.methodCategory ?? 'OTHER_ID',
    dateForm: dateFormOf(type, requirement),
  });
  const seen = seenValues(decisions, rolesIds, type);
  const hidden = hiddenValues(decisions.policy, seen, type);
  const years = areDeidentified ? yearsOf(decisions, { parent, age: name, rolesIds }) : null;
  const hasOneValue = !isListType(getNullableType(type));
  return {
    phiValues: requirement?.phi ? null : new Set(phiValues(decisions.policy, type).keys()),
    years,
    convert: hasOneValue && seen === null && years === null ? convert : null,
    complete: compileCompletion(type, completeLeaf({ convert, coordinate, seen, hidden }), {
      areDeidentified,
      mayBeUnreached: false,
      mayBeDenied: hidden.size > 0,
      mayBeKeptOut: false,
      weight,
    }),
  };
}

function compileConvert(
  type: GraphQLOutputType,
  method: Deidentify | null,
  field: DeidentifiedField,
): ConvertLeaf {
  const check = leafCheck(type);
  if (method === null) return check;
  return (raw, context) => {
    const value = check(raw);
    return value === undefined ? undefined : deidentify(method, value, field, context);
  };
}

/**
 * How a field writes a date. A custom scalar that is neither declared nor named as a date has no known form: such a field
 * is refused at composition, unless the operator trusts a supergraph.
 */
function dateFormOf(type: GraphQLOutputType, requirement: Requirement | undefined): DateForm {
  return requirement?.dateFormat ?? FORMS.get(getNamedType(type).name) ?? null;
}

const FORMS: ReadonlyMap<string, DateForm> = new Map([
  ['Int', 'year'],
  ['String', 'any text'],
  ['Date', 'any text'],
  ['DateTime', 'any text'],
]);

interface LeafValue {
  readonly convert: ConvertLeaf;
  readonly coordinate: Coordinate;
  /** The values of an enum that the caller may see; null for other types. */
  readonly seen: ReadonlySet<unknown> | null;
  /** The other values of an enum that are PHI: an error or a null in a list would reveal which one it is. */
  readonly hidden: ReadonlySet<unknown>;
}

function completeLeaf({ convert, coordinate, seen, hidden }: LeafValue): Complete {
  return (state, raw) => {
    const value = convert(raw, state.deidentify);
    if (value === undefined) return fail(state, 'SUBGRAPH_FAILED');
    if (seen === null || seen.has(raw)) return value;
    state.withheld.push({ coordinate, reason: 'role' });
    const isHidden = hidden.has(raw) && state.hidesDenied;
    return isHidden ? ABSENT : fail(state, 'UNAUTHORIZED_FIELD_OR_TYPE');
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
      const isPhi = isPhiElement(decisions.policy, value);
      // PHI of an unknown patient requires roles that reach all patients.
      return rolesIds.every((rolesId) =>
        decisions
          .viewsFor(isPhi && rolesId === ALL_ROLES ? ROLES_REACHING_ALL : rolesId)
          .admitsInput(value),
      );
    }),
  );
}

/** The values of an enum that are PHI and not seen. */
function hiddenValues(
  policy: Policy,
  seen: ReadonlySet<unknown> | null,
  type: GraphQLOutputType,
): ReadonlySet<unknown> {
  const phi = [...phiValues(policy, type).keys()];
  return new Set(phi.filter((value) => seen?.has(value) === false));
}

/**
 * The private keys of the years that a de-identified age is computed from; null if these roles see no year of birth on
 * the object, so that no year can be compared with the age. A year that only purpose, consent or scopes close counts too,
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
  const sourceOf = ({ key, type, coordinate }: YearField) => ({
    key,
    form: dateFormOf(type, decisions.policy.requirements.get(coordinate)),
  });
  return birth ? { birth: sourceOf(birth), death: death ? sourceOf(death) : null } : null;
}
