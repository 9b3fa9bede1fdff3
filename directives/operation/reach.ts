import { NO_CATEGORY, type CategorySet } from './category-set.ts';
import type { Relationships } from './relationship.ts';
import {
  EVERY_PATIENT,
  UNREACHED,
  type ReachKind,
  type Relation,
  type Standing,
} from './standing.ts';

/** What a caller's reach is made of. */
export interface ReachSources {
  readonly roles: readonly string[];
  /** Role → how it reaches patients; a role that isn't in it reaches none. */
  readonly kinds: ReadonlyMap<string, ReachKind>;
  /** Role → the patients that its claim names. */
  readonly claims: ReadonlyMap<string, readonly string[]>;
  /** The patient whom the caller is; null for whoever is none, or acts for others. */
  readonly own: string | null;
  /** A patient opened by break-glass, and the roles that it lets reach them. */
  readonly breakGlass: { readonly patient: string; readonly roles: readonly string[] } | null;
  /** Whether a patient's objects need an answer of the relationship source about consent. */
  readonly consent: boolean;
  /** Categories that the request's purpose of use doesn't open. */
  readonly withheld: CategorySet;
}

/**
 * Which of a caller's roles count where. A standing is one set of roles; the first two are always there:
 * `ANYONE` (all the caller's roles: what stands above objects) and `EVERY_PATIENT` (the roles
 * that reach all).
 */
export interface Reach {
  readonly standings: readonly Standing[];
  /** Patients that a claim or a grant names. */
  readonly named: ReadonlyMap<string, Candidate>;
  /** Any other patient. */
  readonly others: Candidate;
  readonly relationships: Relationships;
  readonly consent: boolean;
  readonly withheld: CategorySet;
  /** Whether the relationship source has a say. */
  readonly asks: boolean;
  /** Whether all of the caller's roles reach all patients, so that whose an object is decides nothing. */
  readonly unlimited: boolean;
  /** Equal for two callers whose standings hold the same roles, whoever their patients are. */
  readonly key: string;
}

/** The standings that a patient can give: as the relationship source knows the caller, or not. */
interface Candidate {
  readonly apart: number;
  readonly related: number;
  readonly isOwn: boolean;
  readonly isGranted: boolean;
}

/**
 * Sorts a caller's roles by what they reach. A role without a configured reach, or a `self` or `list` role
 * without its claim, reaches no patient. What the relationship source says comes later:
 * {@link withRelationships}.
 */
export function reachOf(sources: ReachSources): Reach {
  const { roles, kinds, consent, withheld } = sources;
  const ofKind = (kind: ReachKind) => roles.filter((role) => kinds.get(role) === kind);
  const team = ofKind('care-team');
  const all = ofKind('all');
  const settings = settingsOf(sources);
  const distinct = new Map<string, Standing>();
  for (const setting of [NOBODY, ...settings.values()])
    for (const related of [[], team]) {
      const standing = standingOf(all, setting, related);
      if (standing.roles.length > 0) distinct.set(JSON.stringify(standing), standing);
    }
  const everyPatient = standingOf(all, NOBODY, []);
  const indexes = new Map<string, number>();
  if (all.length > 0) {
    distinct.delete(JSON.stringify(everyPatient));
    indexes.set(JSON.stringify(everyPatient), EVERY_PATIENT);
  }
  const ordered = [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1));
  ordered.forEach(([key], index) => indexes.set(key, index + 2));
  const candidate = (setting: Setting): Candidate => {
    const index = (related: readonly string[]) =>
      indexes.get(JSON.stringify(standingOf(all, setting, related))) ?? UNREACHED;
    const { isOwn, granted } = setting;
    return { apart: index([]), related: index(team), isOwn, isGranted: granted.length > 0 };
  };
  const standings: Standing[] = [
    { roles, relation: 'all', isOwn: false },
    everyPatient,
    ...ordered.map(([, standing]) => standing),
  ];
  const reachesAll = all.length === roles.length && all.length > 0;
  return {
    standings,
    named: new Map([...settings].map(([patient, setting]) => [patient, candidate(setting)])),
    others: candidate(NOBODY),
    relationships: new Map(),
    consent,
    withheld,
    asks: consent || team.length > 0,
    unlimited: reachesAll && !consent,
    key: JSON.stringify([
      standings.map((standing) => [standing.roles, standing.isOwn]),
      consent,
      withheld,
    ]),
  };
}

/** The same reach, with what the relationship source says of the patients of a request. */
export function withRelationships(reach: Reach, relationships: Relationships): Reach {
  return { ...reach, relationships };
}

/** A reach in which all of the caller's roles count everywhere: what a dry run serves. */
export function openReach({ standings: [anyone = NO_ROLES] }: Reach): Reach {
  const everywhere: Standing = { ...anyone, isOwn: true };
  return {
    standings: [anyone, everywhere],
    named: new Map(),
    others: { apart: EVERY_PATIENT, related: EVERY_PATIENT, isOwn: true, isGranted: false },
    relationships: new Map(),
    consent: false,
    withheld: NO_CATEGORY,
    asks: false,
    // Whose record an object is is recorded, whoever counts.
    unlimited: false,
    key: 'open',
  };
}

const NO_ROLES: Standing = { roles: [], relation: 'all', isOwn: false };

/** What a claim or a grant says of one patient. */
interface Setting {
  /** Roles of `self` and `list` whose claim names the patient. */
  readonly claimed: readonly string[];
  readonly isOwn: boolean;
  /** Roles that break-glass lets reach the patient. */
  readonly granted: readonly string[];
}

const NOBODY: Setting = { claimed: [], isOwn: false, granted: [] };

function settingsOf({
  roles,
  kinds,
  claims,
  own,
  breakGlass,
}: ReachSources): ReadonlyMap<string, Setting> {
  const settings = new Map<string, Setting>();
  for (const role of roles) {
    const kind = kinds.get(role);
    if (kind !== 'self' && kind !== 'list') continue;
    for (const patient of claims.get(role) ?? []) {
      const before = settings.get(patient) ?? NOBODY;
      // Whoever acts for a patient, a parent by a claim of their own, is bound by what that patient denies.
      const isOwn = before.isOwn || (kind === 'self' && patient === own);
      settings.set(patient, { ...before, claimed: [...before.claimed, role], isOwn });
    }
  }
  if (breakGlass) {
    const granted = breakGlass.roles.filter((role) => roles.includes(role));
    const before = settings.get(breakGlass.patient) ?? NOBODY;
    settings.set(breakGlass.patient, { ...before, granted });
  }
  return settings;
}

/** What counts for a patient; what it took to make it count is the relation, the widest first. */
function standingOf(
  all: readonly string[],
  { claimed, isOwn, granted }: Setting,
  team: readonly string[],
): Standing {
  const usual = new Set([...all, ...claimed, ...team]);
  const isWidened = granted.some((role) => !usual.has(role));
  const claim: Relation = isOwn ? 'self' : 'list';
  const reached: Relation = team.length > 0 ? 'care-team' : 'all';
  return {
    roles: [...new Set([...usual, ...granted])].toSorted(),
    relation: isWidened ? 'break-glass' : claimed.length > 0 ? claim : reached,
    isOwn,
  };
}
