import type { CategorySet } from './category-set.ts';
import type { ScopedRoles } from './scope-access.ts';

/**
 * How a role reaches patients: `all` patients; the one patient that a claim of the caller names (`self`); the
 * patients that a claim lists (`list`); or the patients whose care team the caller is on (`care-team`).
 */
export type ReachKind = 'all' | 'self' | 'list' | 'care-team';

/**
 * Why roles count for a patient. `self`: the patient is the caller. `list`: a claim names the patient, which for a role
 * of kind `self` is a patient that the caller acts for, such as a child.
 */
export type Relation = ReachKind | 'break-glass';

/**
 * The caller's roles that count for one patient, and why they count. For a nurse who is a patient too, `nurse` and
 * `patient` count for the own record, and only `nurse` for other patients.
 */
export interface EffectiveRoles {
  readonly roles: readonly string[];
  readonly relation: Relation;
  /** The patient is the caller, so neither consent nor purpose closes a category. */
  readonly isSelf: boolean;
  /** Null if scopes limit nothing; else the roles by the scopes under which they count. The highest of their views holds. */
  readonly scoped: readonly ScopedRoles[] | null;
}

/**
 * Names effective roles together with a patient's consent. Release compares and looks up one ID per object, so
 * it is a branded number and not an object: an index into `Reach.effectiveRoles`, plus a multiple of
 * {@link MAX_EFFECTIVE_ROLES} for the consent. Only this module reads or builds one.
 */
export type RolesId = number & { readonly __brand: 'RolesId' };

/** All of the caller's roles, for values that belong to no patient. */
export const ALL_ROLES = rolesIdAt(0);

/** The caller's roles that reach all patients. */
export const ROLES_REACHING_ALL = rolesIdAt(1);

/** No role of the caller reaches the patient. */
export const UNREACHED = rolesIdAt(-1);

/** Bound of the entries of `Reach.effectiveRoles`: the combinations of roles that count for the patients of one caller. */
const MAX_EFFECTIVE_ROLES = 4096;

/** The ID of an entry of `Reach.effectiveRoles`, under a patient whose consent follows the purpose of use. */
export function rolesIdAt(index: number): RolesId {
  return index as RolesId;
}

/**
 * The ID of an entry after {@link ALL_ROLES} and {@link ROLES_REACHING_ALL}, by its index among these further entries. Throws
 * beyond the bound, since such an ID would be read as one of {@link ALL_ROLES} under another consent.
 */
export function furtherRolesId(index: number): RolesId {
  const at = ROLES_REACHING_ALL + 1 + index;
  if (at >= MAX_EFFECTIVE_ROLES)
    throw new RangeError(`more than ${MAX_EFFECTIVE_ROLES} combinations of roles`);
  return rolesIdAt(at);
}

/**
 * The same roles under a patient whose consent differs from the purpose of use: `difference` holds the categories
 * that only one of the two opens.
 */
export function withConsent(id: RolesId, difference: CategorySet): RolesId {
  return (id + difference * MAX_EFFECTIVE_ROLES) as RolesId;
}

/** The index into `Reach.effectiveRoles`. */
export function rolesIndex(id: RolesId): number {
  return id % MAX_EFFECTIVE_ROLES;
}

/** The categories that are closed: those that the purpose of use closes, changed by the ID's difference in consent. */
export function closedCategories(id: RolesId, closedByPurpose: CategorySet): CategorySet {
  return closedByPurpose ^ Math.floor(id / MAX_EFFECTIVE_ROLES);
}
