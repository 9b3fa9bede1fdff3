import {
  rolesIndex,
  UNREACHED,
  type EffectiveRoles,
  type ReachKind,
} from '../../../directives/operation/effective-roles.ts';
import { rolesIdFor } from '../../../directives/operation/find-effective-roles.ts';
import { reachOf, type Reach, type ReachFacts } from '../../../directives/operation/reach.ts';
import type { Relationship, Relationships } from '../../../directives/operation/relationship.ts';

/** How the roles of the sample reach patients. The role `visitor` is not configured. */
const KINDS = new Map<string, ReachKind>([
  ['doctor', 'all'],
  ['clerk', 'all'],
  ['self', 'self'],
  ['proxy', 'self'],
  ['ward', 'list'],
  ['team', 'care-team'],
]);

/** Roles with the patients that their claims name. */
export type Claims = readonly (readonly [role: string, ...patients: string[]])[];

/** The reach of a caller, who is the first patient that the claim of `self` names. */
export function reach(
  roles: readonly string[],
  claims: Claims = [],
  more: Partial<ReachFacts> = {},
): Reach {
  return reachOf({
    roles,
    kinds: KINDS,
    claims: new Map(claims.map(([role, ...patients]) => [role, patients])),
    ownPatient: claims.find(([role]) => role === 'self')?.[1] ?? null,
    breakGlass: null,
    requiresConsent: false,
    closedByPurpose: 0,
    scoped: null,
    ...more,
  });
}

/** An answer of the relationship source: the caller is on the care team of the patient, who denies and permits nothing. */
export function related(patient: string, more: Partial<Relationship> = {}): Relationships {
  const relationship = {
    careTeam: true,
    deniesActor: false,
    denies: new Set<never>(),
    permits: new Set<never>(),
    ...more,
  };
  return new Map([[patient, relationship]]);
}

/** The caller's effective roles for a patient within their reach. */
export function effectiveRolesOf(of: Reach, patient: string): EffectiveRoles | undefined {
  return of.effectiveRoles[rolesIndex(rolesIdFor(of, patient))];
}

/** The roles that count for a patient; null if the caller does not reach the patient. */
export function rolesFor(of: Reach, patient: string): readonly string[] | null {
  return rolesIdFor(of, patient) === UNREACHED
    ? null
    : (effectiveRolesOf(of, patient)?.roles ?? null);
}
