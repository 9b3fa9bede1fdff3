import type { CategorySet } from './category-set.ts';

/**
 * How a role reaches patients: every patient; the one that a claim of the caller names; those that a claim
 * lists; or those whose care team the caller is on.
 */
export type ReachKind = 'all' | 'self' | 'list' | 'care-team';

/** What makes roles count for a patient: `self` is the caller's own record, `list` one that a claim names. */
export type Relation = ReachKind | 'break-glass';

/** The roles that count for one patient, and what makes them count. */
export interface Standing {
  readonly roles: readonly string[];
  readonly relation: Relation;
  /** It is the caller's own record: neither consent nor purpose closes it to them. */
  readonly isOwn: boolean;
}

/** Index of the standing with all of the caller's roles. */
export const ANYONE = 0;

/** Index of the standing with the roles that reach all patients. */
export const EVERY_PATIENT = 1;

/** No standing: nobody among the caller's roles reaches the patient. */
export const UNREACHED = -1;

/** The index of a standing's roles, without its patient's consent. */
export function standingIndex(standing: number): number {
  return standing % STRIDE;
}

/** The categories that a standing's patient closes to the caller, given those that the purpose closes. */
export function categoriesWithheld(standing: number, withheld: CategorySet): CategorySet {
  return withheld ^ Math.floor(standing / STRIDE);
}

/** More standings than any caller has roles for; a patient's consent is counted in multiples of it. */
const STRIDE = 4096;

/** A standing whose patient's consent departs from what the purpose alone decides. */
export function standingWith(standing: number, departure: CategorySet): number {
  return standing + departure * STRIDE;
}
