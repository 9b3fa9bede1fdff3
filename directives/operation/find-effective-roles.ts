import { categorySet, type CategorySet } from './category-set.ts';
import { ROLES_REACHING_ALL, UNREACHED, withConsent, type RolesId } from './effective-roles.ts';
import type { PatientRoles, Reach } from './reach.ts';
import type { Relationship } from './relationship.ts';

/**
 * The caller's roles that count for a patient, together with the patient's consent, or {@link UNREACHED}.
 * With break-glass, a patient is reached even where the relationship source has no answer or where the patient
 * denies the caller; without an answer, sensitive categories stay closed.
 */
export function rolesIdFor(reach: Reach, patient: string): RolesId {
  const { outsideTeam, onTeam, isSelf, hasBreakGlass } = patientRoles(reach, patient);
  const relationship = reach.relationships.get(patient);
  const id = relationship?.careTeam === true ? onTeam : outsideTeam;
  if (id === UNREACHED || !reach.requiresConsent || isSelf) return id;
  if (!relationship)
    return hasBreakGlass ? withConsent(id, SENSITIVE & ~reach.closedByPurpose) : UNREACHED;
  if (relationship.deniesActor && !hasBreakGlass) return UNREACHED;
  return withConsent(id, consentDifference(relationship, reach.closedByPurpose));
}

/** Whether some answer of the relationship source could make a role of the caller count for a patient. */
export function canReach(reach: Reach, patient: string): boolean {
  // The roles outside the care team count on the team as well.
  return patientRoles(reach, patient).onTeam !== UNREACHED;
}

function patientRoles({ namedPatients, otherPatients }: Reach, patient: string): PatientRoles {
  return namedPatients.get(patient) ?? otherPatients;
}

/** Whether a role of the caller reaches all patients, so that {@link ROLES_REACHING_ALL} is not an empty set. */
export function hasRoleReachingAll(reach: Reach): boolean {
  return reach.otherPatients.outsideTeam === ROLES_REACHING_ALL;
}

/** The roles that count for an object whose patient can't be determined: none where that patient's consent is required. */
export function rolesIdForUnknownPatient(reach: Reach): RolesId {
  return hasRoleReachingAll(reach) && !reach.requiresConsent ? ROLES_REACHING_ALL : UNREACHED;
}

/** Whether some patients may be out of the caller's reach. */
export function isReachLimited(reach: Reach): boolean {
  return rolesIdForUnknownPatient(reach) === UNREACHED;
}

/** Why a patient is unreached: `consent` if the patient denies this caller, else `reach`. */
export function unreachedReason(reach: Reach, patient: string | null): 'consent' | 'reach' {
  const denies = patient !== null && reach.relationships.get(patient)?.deniesActor === true;
  return denies ? 'consent' : 'reach';
}

/**
 * The categories whose state the patient's consent changes: open ones that it denies, and ones closed by purpose that
 * it permits. A category that the patient both denies and permits counts as denied.
 */
function consentDifference(
  { denies, permits }: Relationship,
  closedByPurpose: CategorySet,
): CategorySet {
  const denied = categorySet(denies);
  return (denied & ~closedByPurpose) | (categorySet(permits) & closedByPurpose & ~denied);
}

/** The categories that break-glass doesn't open while the patient's consent is unknown. */
const SENSITIVE = categorySet(['MENTAL_HEALTH', 'SUBSTANCE_USE', 'SEXUAL_HEALTH', 'GENETIC']);
