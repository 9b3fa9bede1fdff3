import { NO_CATEGORY, type CategorySet } from './category-set.ts';
import type { Relationships } from './relationship.ts';
import type { ScopedRoles } from './scope-access.ts';
import {
  ROLES_REACHING_ALL,
  furtherRolesId,
  UNREACHED,
  type EffectiveRoles,
  type ReachKind,
  type Relation,
  type RolesId,
} from './effective-roles.ts';

/** The facts that decide which patients a caller reaches, that is, whose records the caller's roles may access. */
export interface ReachFacts {
  readonly roles: readonly string[];
  /** Role → how it reaches patients. A role that is missing here reaches no patient. */
  readonly kinds: ReadonlyMap<string, ReachKind>;
  /** Role → the patients that its claim names. */
  readonly claims: ReadonlyMap<string, readonly string[]>;
  /** The caller's own patient id; null if the caller is not a patient, or acts for others. */
  readonly ownPatient: string | null;
  /** The patient of a break-glass grant and the roles that it extends to that patient. */
  readonly breakGlass: { readonly patient: string; readonly roles: readonly string[] } | null;
  /** Whether a patient is reached only with an answer of the relationship source about consent. */
  readonly requiresConsent: boolean;
  /** Categories that the request's purpose of use closes: those that are limited to other purposes. */
  readonly closedByPurpose: CategorySet;
  /** The roles that scopes of the token limit, by scopes; null if scopes limit nothing. */
  readonly scoped: readonly ScopeLimit[] | null;
}

/** Scopes of a token, and the roles that count under them. */
export interface ScopeLimit extends Omit<ScopedRoles, 'isForOnePatient'> {
  /** The only patient that these roles count for; null for every patient that they reach. */
  readonly onlyPatient: string | null;
}

/** Which of a caller's roles count for which patient. {@link rolesIdFor} looks a patient up. */
export interface Reach {
  /**
   * The distinct sets of roles that can count. First all of the caller's roles, for values that belong to no patient; then
   * the roles that reach all patients, possibly an empty set; then each further set that counts for some patients.
   */
  readonly effectiveRoles: readonly [
    allRoles: EffectiveRoles,
    reachingAll: EffectiveRoles,
    ...further: EffectiveRoles[],
  ];
  /** Patients that a claim or a break-glass grant names. */
  readonly namedPatients: ReadonlyMap<string, PatientRoles>;
  /** The roles that count for every other patient. */
  readonly otherPatients: PatientRoles;
  /** The answers of the relationship source; empty before {@link withRelationships}. */
  readonly relationships: Relationships;
  readonly requiresConsent: boolean;
  readonly closedByPurpose: CategorySet;
  /** Whether the relationship source must be asked: consent is required, or a role reaches by care team. */
  readonly needsRelationships: boolean;
  /** Whether all of the caller's roles reach all patients, so that an object's patient changes nothing. */
  readonly unlimited: boolean;
  /** Equal for callers with the same effective roles, consent and purpose, whichever patients they reach. */
  readonly cacheKey: string;
}

/** The roles that count for a patient, by whether the caller is on the patient's care team. */
export interface PatientRoles {
  readonly outsideTeam: RolesId;
  readonly onTeam: RolesId;
  readonly isSelf: boolean;
  readonly hasBreakGlass: boolean;
}

/**
 * Computes a caller's reach from roles, claims and grants. With the roles `doctor` (configured as `all`) and `patient`
 * (configured as `self`, with a claim that names p1), both roles count for p1 and `doctor` alone for every other
 * patient.
 *
 * A role without a configured reach, and a `self` or `list` role without its claim, reaches no patient.
 * {@link withRelationships} adds the answers of the relationship source.
 */
export function reachOf(facts: ReachFacts): Reach {
  const { roles, kinds, requiresConsent, closedByPurpose, scoped } = facts;
  const ofKind = (kind: ReachKind) => roles.filter((role) => kinds.get(role) === kind);
  const team = ofKind('care-team');
  const all = ofKind('all');
  const access = patientAccess(facts);
  const rolesOf = (each: PatientAccess, teamRoles: readonly string[]) =>
    effectiveRolesOf(all, each, { team: teamRoles, scoped });
  const possible = [NO_ACCESS, ...access.values()].flatMap((each) => [
    rolesOf(each, []),
    rolesOf(each, team),
  ]);
  const reachingAll = rolesOf(NO_ACCESS, []);
  const { ids, further } = numberRoles(possible, reachingAll);
  const idOf = (effective: EffectiveRoles) => ids.get(JSON.stringify(effective)) ?? UNREACHED;
  const patientRoles = (each: PatientAccess): PatientRoles => {
    const outsideTeam = rolesOf(each, []);
    return {
      outsideTeam: idOf(outsideTeam),
      onTeam: idOf(rolesOf(each, team)),
      isSelf: outsideTeam.isSelf,
      hasBreakGlass: each.breakGlass.some((role) => outsideTeam.roles.includes(role)),
    };
  };
  const effectiveRoles: Reach['effectiveRoles'] = [
    {
      roles,
      relation: 'all',
      isSelf: false,
      scoped: scoped && scoped.map((limit) => scopedRoles(limit, limit.roles)),
    },
    reachingAll,
    ...further,
  ];
  const reachesAll = reachingAll.roles.length === roles.length && roles.length > 0;
  const isLimited = scoped !== null && scoped.some(({ onlyPatient }) => onlyPatient !== null);
  return {
    effectiveRoles,
    namedPatients: new Map([...access].map(([patient, each]) => [patient, patientRoles(each)])),
    otherPatients: patientRoles(NO_ACCESS),
    relationships: new Map(),
    requiresConsent,
    closedByPurpose,
    needsRelationships: requiresConsent || team.length > 0,
    unlimited: reachesAll && !isLimited && !requiresConsent,
    cacheKey: JSON.stringify([
      effectiveRoles.map((entry) => [entry.roles, entry.isSelf, entry.scoped]),
      requiresConsent,
      closedByPurpose,
    ]),
  };
}

/**
 * Numbers the distinct sets of roles in a fixed order, after the two that are always present. Empty sets have no
 * number: their patients are not reached.
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
  ordered.forEach(([key], index) => ids.set(key, furtherRolesId(index)));
  return { ids, further: ordered.map(([, entry]) => entry) };
}

/** The same reach with the answers of the relationship source for one request. */
export function withRelationships(reach: Reach, relationships: Relationships): Reach {
  return { ...reach, relationships };
}

/** A reach in which all of the caller's roles count for every patient: what a dry run serves. */
export function openReach({ effectiveRoles: [allRoles] }: Reach): Reach {
  // With `isSelf`, neither consent nor purpose closes a category.
  const everywhere: EffectiveRoles = { ...allRoles, isSelf: true };
  return {
    effectiveRoles: [allRoles, everywhere],
    namedPatients: new Map(),
    otherPatients: {
      outsideTeam: ROLES_REACHING_ALL,
      onTeam: ROLES_REACHING_ALL,
      isSelf: true,
      hasBreakGlass: false,
    },
    relationships: new Map(),
    requiresConsent: false,
    closedByPurpose: NO_CATEGORY,
    needsRelationships: false,
    // The ledger records each object's patient in a dry run too.
    unlimited: false,
    cacheKey: 'open',
  };
}

/** What claims and grants give the caller for one patient. */
interface PatientAccess {
  /** Null: a patient that neither a claim, a grant nor a scope names. */
  readonly patient: string | null;
  /** `self` and `list` roles whose claim names the patient. */
  readonly claimed: readonly string[];
  /** `self` roles by which the patient is the caller. */
  readonly own: readonly string[];
  /** Roles that a break-glass grant extends to the patient. */
  readonly breakGlass: readonly string[];
}

const NO_ACCESS: PatientAccess = { patient: null, claimed: [], own: [], breakGlass: [] };

function patientAccess({
  roles,
  kinds,
  claims,
  ownPatient,
  breakGlass,
  scoped,
}: ReachFacts): ReadonlyMap<string, PatientAccess> {
  const access = new Map<string, PatientAccess>();
  const ofPatient = (patient: string) => access.get(patient) ?? { ...NO_ACCESS, patient };
  for (const role of roles) {
    const kind = kinds.get(role);
    if (kind !== 'self' && kind !== 'list') continue;
    for (const patient of claims.get(role) ?? []) {
      const before = ofPatient(patient);
      // A caller who acts for a patient, such as a parent, stays bound by what that patient denies.
      const own = kind === 'self' && patient === ownPatient ? [...before.own, role] : before.own;
      access.set(patient, { ...before, claimed: [...before.claimed, role], own });
    }
  }
  if (breakGlass) {
    const { patient } = breakGlass;
    const extended = breakGlass.roles.filter((role) => roles.includes(role));
    access.set(patient, { ...ofPatient(patient), breakGlass: extended });
  }
  for (const patient of (scoped ?? []).flatMap(({ onlyPatient }) => onlyPatient ?? []))
    access.set(patient, ofPatient(patient));
  return access;
}

/**
 * The roles that count for a patient. The relation is the narrowest reason that adds a role: break-glass, then a claim,
 * then the care team. A role that scopes limit to another patient does not count.
 */
function effectiveRolesOf(
  all: readonly string[],
  { patient, claimed, own, breakGlass }: PatientAccess,
  { team, scoped }: { readonly team: readonly string[]; readonly scoped: ReachFacts['scoped'] },
): EffectiveRoles {
  const limits = scoped?.filter(
    ({ onlyPatient }) => onlyPatient === null || onlyPatient === patient,
  );
  const counts = (role: string) =>
    limits === undefined || limits.some((limit) => limit.roles.includes(role));
  const usual = new Set([...all, ...claimed, ...team].filter(counts));
  const widening = breakGlass.filter(counts);
  const isSelf = own.some(counts);
  const claim: Relation = isSelf ? 'self' : 'list';
  const reached: Relation = team.some(counts) ? 'care-team' : 'all';
  const roles = [...new Set([...usual, ...widening])].toSorted();
  return {
    roles,
    relation: widening.some((role) => !usual.has(role))
      ? 'break-glass'
      : claimed.some(counts)
        ? claim
        : reached,
    isSelf,
    // Scopes under which none of the roles counts admit nothing of the patient, unmarked fields included.
    scoped:
      limits?.map((limit) => scopedRoles(limit, roles)).filter((each) => each.roles.length > 0) ??
      null,
  };
}

/** The roles that count, of those that scopes limit. */
function scopedRoles(
  { roles, onlyPatient, access }: ScopeLimit,
  counting: readonly string[],
): ScopedRoles {
  return {
    roles: roles.filter((role) => counting.includes(role)),
    access,
    isForOnePatient: onlyPatient !== null,
  };
}
