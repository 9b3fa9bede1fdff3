import type { Relationship } from '../../../directives/operation/relationship.ts';
import type { Category } from '../../../directives/spec.ts';
import { better, type Need, type View, type Who } from './reference-needs.ts';

/** Who asks the reference, and what is known of them. */
export interface ReferenceCaller {
  readonly roles: readonly string[];
  /** Role → how it reaches patients. */
  readonly reach: ReadonlyMap<string, 'all' | 'self' | 'list' | 'care-team'>;
  /** Role → the patients that its claim names. */
  readonly claims: ReadonlyMap<string, readonly string[]>;
  /** The patient whom the caller is. */
  readonly own: string | null;
  /** Roles that reach the patient whom a grant of break-glass names. */
  readonly granted: { readonly patient: string; readonly roles: readonly string[] } | null;
  /** Categories that need another purpose of use than the request's. */
  readonly withheld: ReadonlySet<Category>;
  readonly asksConsent: boolean;
  /** What the relationship source says of a patient; null: nothing. */
  readonly relate: (patient: string) => Relationship | null;
  readonly project: string | null;
}

/** What counts for one patient's records; for records whose patient is unknown, all roles of the caller. */
export interface Standing extends Who {
  readonly patient: string | null;
  readonly isReached: boolean;
}

/** Which of a caller's roles reach whom. */
export interface Reach {
  /** The roles that reach every patient. */
  readonly everybody: Who;
  readonly of: (patient: string | null) => Standing;
  /** A need's view on a record; PHI whose patient is unknown is for the roles that reach everybody. */
  readonly view: (need: Need, standing: Standing, tellsPatient: boolean) => View;
  /** The most that any record could show. */
  readonly most: (need: Need, tellsPatient: boolean) => View;
}

/** The reach of a caller. */
export function reachOf(caller: ReferenceCaller): Reach {
  const { roles, reach, claims, own, granted, withheld, asksConsent, relate } = caller;
  const isA = (role: string, ...kinds: readonly string[]): boolean =>
    kinds.includes(reach.get(role) ?? '');
  const names = (role: string, patient: string): boolean =>
    isA(role, 'self', 'list') && claims.get(role)?.includes(patient) === true;
  const isOwn = (patient: string): boolean =>
    patient === own && roles.some((role) => isA(role, 'self') && names(role, patient));
  const rolesFor = (patient: string, isTeam: boolean): readonly string[] =>
    roles.filter(
      (role) =>
        isA(role, 'all') ||
        names(role, patient) ||
        (isTeam && isA(role, 'care-team')) ||
        (granted?.patient === patient && granted.roles.includes(role)),
    );
  const everybody: Who = { roles: roles.filter((role) => isA(role, 'all')), closed: withheld };
  const anyone: Standing = { patient: null, roles, closed: withheld, isReached: true };

  /** Without the patient's consent nobody but the patient, and whoever broke the glass. */
  const of = (patient: string): Standing => {
    const found = relate(patient);
    const counting = rolesFor(patient, found?.careTeam === true);
    const isGranted =
      granted?.patient === patient && granted.roles.some((role) => roles.includes(role));
    const isDenied = found === null || found.deniesActor;
    const closed = ((): ReadonlySet<Category> => {
      if (isOwn(patient)) return NONE;
      if (!asksConsent) return withheld;
      if (found === null) return new Set([...withheld, ...SENSITIVE]);
      const opened = [...withheld].filter((category) => !found.permits.has(category));
      return new Set([...opened, ...found.denies]);
    })();
    const isConsented = !asksConsent || isOwn(patient) || isGranted || !isDenied;
    return { patient, roles: counting, closed, isReached: counting.length > 0 && isConsented };
  };

  // Whom a claim or a grant names, and anybody else, on the caller's care team or not.
  const named = [...new Set([...claims.values()].flat()), ...(granted ? [granted.patient] : [])];
  const possible = ['', ...named].flatMap((patient) =>
    [false, true].map((isTeam): Who => {
      const mayOpen = asksConsent || isOwn(patient);
      return { roles: rolesFor(patient, isTeam), closed: mayOpen ? NONE : withheld };
    }),
  );
  const anybody: Who = { roles, closed: asksConsent || named.some(isOwn) ? NONE : withheld };
  return {
    everybody,
    of: (patient) => (patient === null ? anyone : of(patient)),
    view: (need, standing, tellsPatient) =>
      need.view(standing.patient === null && need.isPhi && !tellsPatient ? everybody : standing),
    most: (need, tellsPatient) =>
      (need.isPhi && !tellsPatient ? possible : [anybody])
        .map((who) => need.view(who))
        .reduce(better),
  };
}

const NONE: ReadonlySet<Category> = new Set();

/** What break-glass leaves closed while nobody can say what the patient consents to. */
const SENSITIVE: readonly Category[] = [
  'MENTAL_HEALTH',
  'SUBSTANCE_USE',
  'SEXUAL_HEALTH',
  'GENETIC',
];
