/** How a role reaches patients: every patient, or the one that a claim of the caller names. */
export type ReachKind = 'all' | 'self';

/** The roles that count for one patient, and what makes them count. */
export interface Standing {
  readonly roles: readonly string[];
  readonly relation: ReachKind;
}

/**
 * Which of a caller's roles count where. A standing is one set of roles; the first two are always there:
 * {@link ANYONE} (all the caller's roles: what stands above objects) and {@link EVERY_PATIENT} (the roles
 * that reach all). The others are those of the patients that a claim names.
 */
export interface Reach {
  readonly standings: readonly Standing[];
  /** Patient id → index of its standing, for patients that a claim names. */
  readonly self: ReadonlyMap<string, number>;
  /** Whether all of the caller's roles reach all patients, so that whose an object is decides nothing. */
  readonly unlimited: boolean;
  /** Equal for two callers whose standings hold the same roles, whoever their patients are. */
  readonly key: string;
}

/** Index of the standing with all of the caller's roles. */
export const ANYONE = 0;

/** Index of the standing with the roles that reach all patients. */
export const EVERY_PATIENT = 1;

/** No standing: nobody among the caller's roles reaches the patient. */
export const UNREACHED = -1;

/**
 * Sorts a caller's roles by what they reach. A role without a configured reach, or a `self` role without its
 * claim, reaches no patient.
 */
export function reachOf(
  roles: readonly string[],
  kinds: ReadonlyMap<string, ReachKind>,
  claims: ReadonlyMap<string, string>,
): Reach {
  const all = roles.filter((role) => kinds.get(role) === 'all');
  const byPatient = new Map<string, string[]>();
  for (const role of roles) {
    const patient = claims.get(role);
    if (kinds.get(role) !== 'self' || patient === undefined) continue;
    byPatient.set(patient, [...(byPatient.get(patient) ?? []), role]);
  }
  const own = [...byPatient].toSorted(([, a], [, b]) => (a.join() < b.join() ? -1 : 1));
  const standings: Standing[] = [
    { roles, relation: 'all' },
    { roles: all, relation: 'all' },
    ...own.map(([, self]): Standing => ({ roles: [...all, ...self].toSorted(), relation: 'self' })),
  ];
  return {
    standings,
    self: new Map(own.map(([patient], index) => [patient, index + 2])),
    unlimited: all.length === roles.length && all.length > 0,
    key: JSON.stringify(standings.map((standing) => standing.roles)),
  };
}

/** The standing that decides for a patient's objects: an index into `standings`, or {@link UNREACHED}. */
export function standingFor(reach: Reach, patient: string): number {
  const own = reach.self.get(patient);
  return own ?? standingForAll(reach);
}

/** The standing of a patient whom no claim names, whoever that is. */
export function standingForAll(reach: Reach): number {
  return (reach.standings[EVERY_PATIENT]?.roles.length ?? 0) > 0 ? EVERY_PATIENT : UNREACHED;
}
