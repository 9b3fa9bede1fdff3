import { NO_CATEGORY, type CategorySet } from './category-set.ts';
import type { Relationships } from './relationship.ts';
import {
  ROLES_REACHING_ALL,
  rolesIdAt,
  UNREACHED,
  type EffectiveRoles,
  type ReachKind,
  type Relation,
  type RolesId,
} from './effective-roles.ts';

/** The facts that decide which patients a caller reaches, that is, whose records the caller's roles may access. */
export interface ReachSources {
  readonly roles: readonly string[];
  /** Role → how it reaches patients. A role that is missing here reaches no patient. */
  readonly kinds: ReadonlyMap<string, ReachKind>;
  /** Role → the patients that its claim names. */
  readonly claims: ReadonlyMap<string, readonly string[]>;
  /** The caller's own patient id; null if the caller is not a patient, or acts for others. */
  readonly own: string | null;
  /** The patient of a break-glass grant and the roles that it extends to that patient. */
  readonly breakGlass: { readonly patient: string; readonly roles: readonly string[] } | null;
  /** Whether a patient's objects require an answer of the relationship source about consent. */
  readonly consent: boolean;
  /** Categories that the request's purpose of use doesn't open. */
  readonly withheld: CategorySet;
}

/** Which of a caller's roles count for which patient. {@link rolesIdFor} looks a patient up. */
export interface Reach {
  /**
   * The distinct sets of roles that can count, by index. The first two are always present: all of the caller's
   * roles, for values that belong to no patient, and the roles that reach all patients.
   */
  readonly effectiveRoles: readonly EffectiveRoles[];
  /** Patients that a claim or a grant names. */
  readonly named: ReadonlyMap<string, PatientRoles>;
  /** Every other patient. */
  readonly others: PatientRoles;
  readonly relationships: Relationships;
  readonly consent: boolean;
  readonly withheld: CategorySet;
  /** Whether the relationship source affects which patients are reached. */
  readonly needsRelationships: boolean;
  /** Whether all of the caller's roles reach all patients, so that an object's patient changes nothing. */
  readonly unlimited: boolean;
  /** Equal for callers with the same effective roles, consent and purpose, whichever patients they reach. */
  readonly key: string;
}

/** The roles that count for a patient, by whether the caller is on the patient's care team. */
interface PatientRoles {
  readonly outsideTeam: RolesId;
  readonly onTeam: RolesId;
  readonly isOwn: boolean;
  readonly hasBreakGlass: boolean;
}

/**
 * Computes a caller's reach from roles, claims and grants. With the roles `doctor` (configured as `all`) and `patient`
 * (configured as `self`, with a claim that names p1), both roles count for p1 and `doctor` alone for every other patient.
 *
 * A role without a configured reach, and a `self` or `list` role without its claim, reaches no patient.
 * {@link withRelationships} adds the answers of the relationship source.
 */
export function reachOf(sources: ReachSources): Reach {
  const { roles, kinds, consent, withheld } = sources;
  const ofKind = (kind: ReachKind) => roles.filter((role) => kinds.get(role) === kind);
  const team = ofKind('care-team');
  const all = ofKind('all');
  const access = patientAccess(sources);
  const possible = [NO_ACCESS, ...access.values()].flatMap((each) =>
    [[], team].map((teamRoles) => effectiveRolesOf(all, each, teamRoles)),
  );
  const reachingAll = effectiveRolesOf(all, NO_ACCESS, []);
  const { ids, further } = numberRoles(possible, reachingAll);
  const patientRoles = (each: PatientAccess): PatientRoles => {
    const idWith = (teamRoles: readonly string[]) =>
      ids.get(JSON.stringify(effectiveRolesOf(all, each, teamRoles))) ?? UNREACHED;
    const { isOwn, breakGlass } = each;
    return {
      outsideTeam: idWith([]),
      onTeam: idWith(team),
      isOwn,
      hasBreakGlass: breakGlass.length > 0,
    };
  };
  const effectiveRoles: EffectiveRoles[] = [
    { roles, relation: 'all', isOwn: false },
    reachingAll,
    ...further,
  ];
  const reachesAll = all.length === roles.length && all.length > 0;
  return {
    effectiveRoles,
    named: new Map([...access].map(([patient, each]) => [patient, patientRoles(each)])),
    others: patientRoles(NO_ACCESS),
    relationships: new Map(),
    consent,
    withheld,
    needsRelationships: consent || team.length > 0,
    unlimited: reachesAll && !consent,
    key: JSON.stringify([
      effectiveRoles.map((entry) => [entry.roles, entry.isOwn]),
      consent,
      withheld,
    ]),
  };
}

/**
 * Numbers the distinct sets of roles in a fixed order, after the two that are always present. Empty sets have no number:
 * their patients are not reached.
 */
function numberRoles(
  possible: readonly EffectiveRoles[],
  reachingAll: EffectiveRoles,
): { readonly ids: ReadonlyMap<string, RolesId>; readonly further: readonly EffectiveRoles[] } {
  const distinct = new Map(
    possible
      .filter(({ roles }) => roles.length > 0)
      .map((entry) => [JSON.stringify(entry), entry] as const),
  );
  const ids = new Map<string, RolesId>();
  const first = JSON.stringify(reachingAll);
  if (distinct.delete(first)) ids.set(first, ROLES_REACHING_ALL);
  const ordered = [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1));
  ordered.forEach(([key], index) => ids.set(key, rolesIdAt(index + 2)));
  return { ids, further: ordered.map(([, entry]) => entry) };
}

/** The same reach with the answers of the relationship source for one request. */
export function withRelationships(reach: Reach, relationships: Relationships): Reach {
  return { ...reach, relationships };
}

/** A reach in which all of the caller's roles count for every patient: what a dry run serves. */
export function openReach({ effectiveRoles: [allRoles = NO_ROLES] }: Reach): Reach {
  const everywhere: EffectiveRoles = { ...allRoles, isOwn: true };
  return {
    effectiveRoles: [allRoles, everywhere],
    named: new Map(),
    others: {
      outsideTeam: ROLES_REACHING_ALL,
      onTeam: ROLES_REACHING_ALL,
      isOwn: true,
      hasBreakGlass: false,
    },
    relationships: new Map(),
    consent: false,
    withheld: NO_CATEGORY,
    needsRelationships: false,
    // The ledger records each object's patient in a dry run too.
    unlimited: false,
    key: 'open',
  };
}

const NO_ROLES: EffectiveRoles = { roles: [], relation: 'all', isOwn: false };

/** What claims and grants give the caller for one patient. */
interface PatientAccess {
  /** `self` and `list` roles whose claim names the patient. */
  readonly claimed: readonly string[];
  readonly isOwn: boolean;
  /** Roles that a break-glass grant extends to the patient. */
  readonly breakGlass: readonly string[];
}

const NO_ACCESS: PatientAccess = { claimed: [], isOwn: false, breakGlass: [] };

function patientAccess({
  roles,
  kinds,
  claims,
  own,
  breakGlass,
}: ReachSources): ReadonlyMap<string, PatientAccess> {
  const access = new Map<string, PatientAccess>();
  for (const role of roles) {
    const kind = kinds.get(role);
    if (kind !== 'self' && kind !== 'list') continue;
    for (const patient of claims.get(role) ?? []) {
      const before = access.get(patient) ?? NO_ACCESS;
      // A caller who acts for a patient, such as a parent, stays bound by what that patient denies.
      const isOwn = before.isOwn || (kind === 'self' && patient === own);
      access.set(patient, { ...before, claimed: [...before.claimed, role], isOwn });
    }
  }
  if (breakGlass) {
    const extended = breakGlass.roles.filter((role) => roles.includes(role));
    const before = access.get(breakGlass.patient) ?? NO_ACCESS;
    access.set(breakGlass.patient, { ...before, breakGlass: extended });
  }
  return access;
}

/** The relation is the narrowest reason that adds a role: break-glass, then a claim, then the care team. */
function effectiveRolesOf(
  all: readonly string[],
  { claimed, isOwn, breakGlass }: PatientAccess,
  team: readonly string[],
): EffectiveRoles {
  const usual = new Set([...all, ...claimed, ...team]);
  const isWidened = breakGlass.some((role) => !usual.has(role));
  const claim: Relation = isOwn ? 'self' : 'list';
  const reached: Relation = team.length > 0 ? 'care-team' : 'all';
  return {
    roles: [...new Set([...usual, ...breakGlass])].toSorted(),
    relation: isWidened ? 'break-glass' : claimed.length > 0 ? claim : reached,
    isOwn,
  };
}
