import { DEFAULT_PATIENT_IDS } from '../../../directives/patient-id.ts';
import type { Relationship } from '../../../directives/operation/relationship.ts';
import { CATEGORIES } from '../../../directives/spec.ts';
import type { AuthorizationOptions } from '../../../gateway/pipeline/graph/authorization-options.ts';
import { ACCESS_NAMES, ROLES } from './draft.ts';
import { createRandom, hashOf } from './random.ts';
import { APP_ISSUER, randomApp, type RandomApp } from './random-scopes.ts';
import { levelsOf } from './reference-app-tokens.ts';
import type { ReferenceCaller } from './reference-reach.ts';

/** A caller for the reference model, with the purpose that the request states. */
export interface RandomCaller extends ReferenceCaller {
  readonly purpose: string | null;
  /** Those of the policies that the decision point adds to the token's. */
  readonly decided: readonly string[];
  /** The token of a SMART app; null for a token of another issuer. */
  readonly app: RandomApp | null;
}

const PURPOSES = ['TREAT', 'HPAYMT', 'HRESCH'];
const PATIENTS = ['Patient-0', 'Patient-0', 'Patient-1', 'Patient-2', 'missing'];

/** A random configuration of authorization. Purposes of use and consent are configured in about a third of all. */
export function randomAuthorization(seed: number): AuthorizationOptions {
  const random = createRandom(hashOf(seed, 'authorization'));
  const kinds = random.pick([
    ['all', 'all', 'all', 'self', null],
    ['all', 'all', 'self', 'list', 'care-team'],
    ['all', 'all', 'care-team', 'care-team'],
  ] as const);
  const needing = random.chance(30) ? random.some(CATEGORIES, 8) : [];
  return {
    reach: new Map(
      ROLES.flatMap((role) => {
        const kind = random.pick<(typeof kinds)[number]>(kinds);
        return kind === null ? [] : [[role, kind] as const];
      }),
    ),
    defaultRoles: random.some(ROLES, random.below(3)),
    unmarked: random.chance(4) ? 'deny' : 'allow',
    purposes: new Map(
      needing.map((category) => [category, new Set(random.some(PURPOSES, random.below(3)))]),
    ),
    breakGlassRoles: random.some(ROLES, random.below(3)),
    patientIds: DEFAULT_PATIENT_IDS,
    mode: random.chance(6) ? 'reject' : 'filter',
    unreached: random.chance(15) ? 'error' : 'hide',
    consent: random.chance(30),
    lists: random.chance(35) ? 'order' : 'as-is',
    scopes: new Map(),
  };
}

/** A caller with up to three roles. */
export function randomCaller(authorization: AuthorizationOptions, seed: number): RandomCaller {
  const random = createRandom(hashOf(seed, 'caller'));
  const roles = random.some(ROLES, random.pick([0, 1, 2, 2, 2, 3, 3, 3, 3]));
  const claims = roles.flatMap((role) => {
    const kind = authorization.reach.get(role);
    const count = kind === 'list' ? random.below(4) : 1;
    return random.chance(85)
      ? [[role, [...new Set(Array.from({ length: count }, () => random.pick(PATIENTS)))]] as const]
      : [];
  });
  const purpose = random.pick([null, ...PURPOSES]);
  const app = randomAppOf(authorization, roles, seed);
  return {
    subject: `user-${roles.join('-')}`,
    roles,
    levels: null,
    app: null,
    reach: authorization.reach,
    claims: new Map(claims),
    own: randomOwn(claims, seed),
    granted: random.chance(15)
      ? { patient: random.pick(PATIENTS), roles: authorization.breakGlassRoles }
      : null,
    purpose,
    withheld: new Set(
      [...authorization.purposes].flatMap(([category, opening]) =>
        purpose !== null && opening.has(purpose) ? [] : [category],
      ),
    ),
    asksConsent: authorization.consent,
    relate: (patient) => relationshipOf(seed, patient),
    project: random.chance(60) ? 'study' : null,
    ...randomNames(seed),
    ...(app && { app, ...limitedBy(app, authorization.scopes) }),
  };
}

/** A token of a SMART app, mostly, if the graph has a table of scopes. */
function randomAppOf(
  { scopes }: AuthorizationOptions,
  roles: readonly string[],
  seed: number,
): RandomApp | null {
  const random = createRandom(hashOf(seed, 'app'));
  if (!scopes.has(APP_ISSUER) || random.chance(20)) return null;
  return randomApp(random, { roles, patients: PATIENTS });
}

/** The levels of an app's scopes, and the roles that count at one of them. */
export function limitedBy(
  app: RandomApp,
  scopes: AuthorizationOptions['scopes'],
): Pick<RandomCaller, 'levels' | 'roles'> {
  const table = scopes.get(APP_ISSUER);
  const levels = table === undefined ? [] : levelsOf(app, app.levelRoles ?? app.roles, table);
  return { levels, roles: [...new Set(levels.flatMap(({ roles }) => roles))] };
}

/** Scopes and policies for Apollo's access control: most of the names that graphs require. */
function randomNames(seed: number): Pick<RandomCaller, 'held' | 'decided'> {
  const random = createRandom(hashOf(seed, 'names'));
  const [scopes = [], policies = []] = [1, 2].map(() =>
    ACCESS_NAMES.filter(() => random.chance(60)),
  );
  return { held: { scopes, policies }, decided: policies.filter(() => random.chance(50)) };
}

/** The id of the patient if the caller is one: mostly the first that the claims name, else none or another one. */
function randomOwn(claims: readonly (readonly [string, readonly string[]])[], seed: number) {
  const random = createRandom(hashOf(seed, 'own'));
  const named = claims.flatMap(([, patients]) => patients);
  return random.chance(70) ? (named[0] ?? null) : random.pick([null, ...PATIENTS]);
}

/** The answer of the relationship source; null for some patients. */
function relationshipOf(seed: number, patient: string): Relationship | null {
  const random = createRandom(hashOf(seed, 'relationship', patient));
  if (random.chance(20)) return null;
  return {
    careTeam: random.chance(50),
    deniesActor: random.chance(15),
    denies: new Set(random.some(CATEGORIES, random.pick([0, 4, 8]))),
    permits: new Set(random.some(CATEGORIES, random.pick([0, 6, 12]))),
  };
}
