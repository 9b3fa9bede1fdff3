import type { Relationship } from '../../../directives/operation/relationship.ts';
import type { Category } from '../../../directives/spec.ts';
import type { ScopeLevel } from './reference-app-tokens.ts';
import {
  better,
  type EffectiveRoles,
  type HeldNames,
  type Need,
  type ScopedRoles,
  type View,
} from './reference-needs.ts';

/** The caller, as the reference sees one. */
export interface ReferenceCaller {
  readonly subject: string;
  readonly roles: readonly string[];
  /** Role → how it reaches patients. */
  readonly reach: ReadonlyMap<string, 'all' | 'self' | 'list' | 'care-team'>;
  /** Role → the patients that its claim names. */
  readonly claims: ReadonlyMap<string, readonly string[]>;
  /** The id of the patient if the caller is one, else null. */
  readonly own: string | null;
  /** A break-glass grant: its patient, and the roles that reach the patient by it. Null without a grant. */
  readonly granted: { readonly patient: string; readonly roles: readonly string[] } | null;
  /** Categories that the request's purpose of use doesn't open. */
  readonly withheld: ReadonlySet<Category>;
  /** Whether patients' consent is configured. */
  readonly asksConsent: boolean;
  /** The answer of the relationship source about a patient; null if it fails. */
  readonly relate: (patient: string) => Relationship | null;
  readonly project: string | null;
  /** The scopes and policies of the token, and the policies that the decision point adds. */
  readonly held: HeldNames;
  /** The levels of the token's SMART scopes; null if its issuer has no table of them. */
  readonly levels: readonly ScopeLevel[] | null;
}

/**
 * The roles and categories that count for one patient's records, and whether the caller reaches the patient. For
 * records whose patient is unknown (`patient` is null), all roles of the caller count.
 */
export interface Standing extends EffectiveRoles {
  readonly patient: string | null;
  readonly isReached: boolean;
}

/** Which patients a caller's roles reach. */
export interface Reach {
  /** The roles that reach every patient. */
  readonly everybody: EffectiveRoles;
  /** Whether a place is closed except by scopes for one patient. */
  readonly isForOnePatient: (need: Need) => boolean;
  readonly of: (patient: string | null) => Standing;
  /** The view of a place on a record. For PHI whose patient is unknown, only roles that reach every patient count. */
  readonly view: (need: Need, standing: Standing, tellsPatient: boolean) => View;
  /** The best view of a place on any record. */
  readonly most: (need: Need, tellsPatient: boolean) => View;
}

/** The reach of a caller. */
export function reachOf(caller: ReferenceCaller): Reach {
  const { roles, reach, claims, own, granted, withheld, asksConsent, relate, held, levels } =
    caller;
  const isA = (role: string, ...kinds: readonly string[]): boolean =>
    kinds.includes(reach.get(role) ?? '');
  const names = (role: string, patient: string): boolean =>
    isA(role, 'self', 'list') && claims.get(role)?.includes(patient) === true;
  const levelsFor = (patient: string | null): readonly ScopeLevel[] | null =>
    levels && levels.filter(({ onlyPatient }) => onlyPatient === null || onlyPatient === patient);
  /** Whether a role counts by the scopes for a patient. */
  const counts = (role: string, patient: string | null): boolean =>
    levelsFor(patient)?.some((level) => level.roles.includes(role)) ?? true;
  const isOwn = (patient: string): boolean =>
    patient === own &&
    roles.some((role) => isA(role, 'self') && names(role, patient) && counts(role, patient));
  const isGrantedTo = (role: string, patient: string): boolean =>
    granted?.patient === patient && granted.roles.includes(role);
  /** The roles of these that count by the scopes for a patient. Scopes under which none counts open nothing. */
  const limited = (some: readonly string[], patient: string | null) => ({
    roles: some.filter((role) => counts(role, patient)),
    scoped: withRoles(levelsFor(patient), some)?.filter((one) => one.roles.length > 0) ?? null,
    held,
  });
  const rolesFor = (patient: string, isTeam: boolean) =>
    limited(
      roles.filter(
        (role) =>
          isA(role, 'all') ||
          names(role, patient) ||
          (isTeam && isA(role, 'care-team')) ||
          isGrantedTo(role, patient),
      ),
      patient,
    );
  const reachingAll = roles.filter((role) => isA(role, 'all'));
  const everybody: EffectiveRoles = { ...limited(reachingAll, null), closed: withheld };
  const all = { roles, scoped: withRoles(levels, roles), held };
  const anyone: Standing = { ...all, patient: null, closed: withheld, isReached: true };

  /** Without the patient's consent, only the patient and callers with a break-glass grant reach the record. */
  const of = (patient: string): Standing => {
    const found = relate(patient);
    const counting = rolesFor(patient, found?.careTeam === true);
    const isGranted = counting.roles.some((role) => isGrantedTo(role, patient));
    const isDenied = found === null || found.deniesActor;
    const closed = ((): ReadonlySet<Category> => {
      if (isOwn(patient)) return NONE;
      if (!asksConsent) return withheld;
      if (found === null) return new Set([...withheld, ...SENSITIVE]);
      const opened = [...withheld].filter((category) => !found.permits.has(category));
      return new Set([...opened, ...found.denies]);
    })();
    const isConsented = !asksConsent || isOwn(patient) || isGranted || !isDenied;
    return { ...counting, patient, closed, isReached: counting.roles.length > 0 && isConsented };
  };

  // The patients in claims, in the grant and in the launch, and '' for any other. Each can be on the caller's care team.
  const named = [
    ...new Set([...claims.values()].flat()),
    ...(granted ? [granted.patient] : []),
    ...(levels ?? []).flatMap(({ onlyPatient }) => onlyPatient ?? []),
  ];
  const possible = ['', ...named].flatMap((patient) =>
    [false, true].map((isTeam): EffectiveRoles => {
      const mayOpen = asksConsent || isOwn(patient);
      return { ...rolesFor(patient, isTeam), closed: mayOpen ? NONE : withheld };
    }),
  );
  const anybody: EffectiveRoles = {
    ...all,
    closed: asksConsent || named.some(isOwn) ? NONE : withheld,
  };
  const unbound = (levels ?? []).filter(({ onlyPatient }) => onlyPatient === null);
  return {
    everybody,
    isForOnePatient: (need) =>
      levels !== null && need.view({ ...anybody, scoped: withRoles(unbound, roles) }) === 'none',
    of: (patient) => (patient === null ? anyone : of(patient)),
    view: (need, standing, tellsPatient) =>
      need.view(standing.patient === null && need.isPhi && !tellsPatient ? everybody : standing),
    most: (need, tellsPatient) =>
      (need.isPhi && !tellsPatient ? possible : [anybody])
        .map((who) => need.view(who))
        .reduce(better),
  };
}

/** The roles of each level that are among the given ones. */
function withRoles(
  levels: readonly ScopeLevel[] | null,
  some: readonly string[],
): readonly ScopedRoles[] | null {
  return (
    levels &&
    levels.map(({ roles, granted }) => ({
      roles: roles.filter((role) => some.includes(role)),
      granted,
    }))
  );
}

const NONE: ReadonlySet<Category> = new Set();

/** Categories that stay closed, even with break-glass, while the relationship source fails. */
const SENSITIVE: readonly Category[] = [
  'MENTAL_HEALTH',
  'SUBSTANCE_USE',
  'SEXUAL_HEALTH',
  'GENETIC',
];
