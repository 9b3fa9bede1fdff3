import { categorySet, type CategorySet } from './category-set.ts';
import type { Reach } from './reach.ts';
import type { Relationship } from './relationship.ts';
import { standingWith, UNREACHED } from './standing.ts';

/**
 * The standing that decides for a patient's objects, or {@link UNREACHED}. A patient's consent is part of it:
 * `categoriesWithheld` takes it apart again.
 */
export function standingFor(reach: Reach, patient: string): number {
  const { apart, related, isOwn, isGranted } = reach.named.get(patient) ?? reach.others;
  const relationship = reach.relationships.get(patient);
  const standing = relationship?.careTeam === true ? related : apart;
  if (standing === UNREACHED || !reach.consent || isOwn) return standing;
  if (!relationship)
    return isGranted ? standingWith(standing, SENSITIVE & ~reach.withheld) : UNREACHED;
  if (relationship.deniesActor && !isGranted) return UNREACHED;
  return standingWith(standing, departures(relationship, reach.withheld));
}

/** Whether a relationship could make any role of the caller count for a patient. */
export function couldReach(reach: Reach, patient: string): boolean {
  const { apart, related } = reach.named.get(patient) ?? reach.others;
  return apart !== UNREACHED || related !== UNREACHED;
}

/** {@link EVERY_PATIENT} where some role reaches all patients, else {@link UNREACHED}. */
export function standingForAll(reach: Reach): number {
  return reach.others.apart;
}

/** The standing of an object whose patient could not be found out: nobody can have asked for their consent. */
export function standingForUnknown(reach: Reach): number {
  return reach.consent ? UNREACHED : standingForAll(reach);
}

/** Whether there can be patients whom none of the caller's roles reaches. */
export function isLimited(reach: Reach): boolean {
  return standingForUnknown(reach) === UNREACHED;
}

/** Why nobody reaches a patient: their own denial of this caller, or else nothing that lets the caller. */
export function whyUnreached(reach: Reach, patient: string | null): 'consent' | 'reach' {
  const denies = patient !== null && reach.relationships.get(patient)?.deniesActor === true;
  return denies ? 'consent' : 'reach';
}

/** Where a patient's consent departs from what the purpose alone would decide. A denial beats a permission. */
function departures({ denies, permits }: Relationship, withheld: CategorySet): CategorySet {
  const denied = categorySet(denies);
  return (denied & ~withheld) | (categorySet(permits) & withheld & ~denied);
}

/** What break-glass leaves closed while nobody can say what the patient consents to. */
const SENSITIVE = categorySet(['MENTAL_HEALTH', 'SUBSTANCE_USE', 'SEXUAL_HEALTH', 'GENETIC']);
