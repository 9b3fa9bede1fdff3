import type { ScopeTable } from '../../../directives/operation/scope-needs.ts';
import { CATEGORIES } from '../../../directives/spec.ts';
import type { GraphModel } from './graph-model.ts';
import type { AppToken, LevelRoles } from './reference-app-tokens.ts';
import { createRandom, hashOf, type Random } from './random.ts';

/** The issuer of the tokens of SMART apps. The scopes of other issuers limit nothing. */
export const APP_ISSUER = 'https://ehr.test';

/** A token of a SMART app, and the roles of its levels as its issuer is configured. */
export interface RandomApp extends AppToken {
  /** The roles that the token names. */
  readonly roles: readonly string[];
  /** Null: the roles that the token names count at every level. */
  readonly levelRoles: LevelRoles | null;
}

const RESOURCES = ['Patient', 'Observation', 'Observation?category=laboratory', 'Encounter'];

/** Whether the graph of a seed has a table of SMART scopes. */
export function hasScopes(seed: number): boolean {
  return hashOf(seed, 'some smart') % 100 < 43;
}

/** What SMART scopes of one issuer open: most types belong to a resource, some to two. */
export function randomScopes(seed: number, model: GraphModel): ReadonlyMap<string, ScopeTable> {
  if (!hasScopes(seed)) return new Map();
  const random = createRandom(hashOf(seed, 'scope table'));
  const types = new Map<string, string[]>(RESOURCES.map((resource) => [resource, []]));
  const objects = model.types.filter(
    ({ kind, name }) => kind === 'object' && name !== 'Query' && name !== 'Mutation',
  );
  for (const { name } of [...objects, ...model.inputs])
    for (const resource of random.some(RESOURCES, random.pick([0, 1, 1, 1, 1, 1, 2])))
      types.get(resource)?.push(name);
  const mutations = model.types.find(({ name }) => name === 'Mutation')?.fields ?? [];
  return new Map([
    [
      APP_ISSUER,
      {
        resources: new Map(
          [...types].map(([resource, names]) => [
            resource,
            { types: names, categories: categories(random) },
          ]),
        ),
        mutations: new Map(
          mutations
            .filter(() => random.chance(70))
            .map(({ name }) => [
              name,
              { resource: random.pick(['*', ...RESOURCES]), letters: random.pick(WRITES) },
            ]),
        ),
      },
    ],
  ]);
}

const WRITES = ['c', 'u', 'd', 'cu', 'cud'];

function categories(random: Random) {
  const count = random.pick([5, 15, 20, CATEGORIES.length, CATEGORIES.length]);
  return [...random.some(CATEGORIES, count)];
}

/** A token of an app for one of the patients. Its scopes are mostly wide, and some of them are not valid. */
export function randomApp(
  random: Random,
  { roles, patients }: { readonly roles: readonly string[]; readonly patients: readonly string[] },
): RandomApp {
  const users = ['Patient', 'Practitioner'];
  const rolesFor = () => new Map(users.map((user) => [user, mostOf(roles, random)]));
  return {
    roles,
    scopes: Array.from({ length: random.pick([1, 1, 2, 2, 3, 4]) }, () => scopeText(random)),
    launchPatient: random.chance(85) ? random.pick(patients) : null,
    user: random.pick([...users, null]),
    levelRoles: random.chance(40)
      ? { patient: rolesFor(), user: rolesFor(), system: mostOf(roles, random) }
      : null,
  };
}

function mostOf(roles: readonly string[], random: Random): string[] {
  return roles.filter(() => random.chance(80));
}

function scopeText(random: Random): string {
  const level = random.pick(['patient', 'patient', 'user', 'user', 'user', 'system']);
  const resource = random.pick(['*', '*', '*', ...RESOURCES, 'Claim']);
  const letters = random.pick(['rs', 'rs', 'cruds', 'cruds', 'r', 's', 'c', 'read', '*', 'sr']);
  const [type = '', ...query] = resource.split('?');
  return random.chance(95)
    ? `${level}/${[`${type}.${letters}`, ...query].join('?')}`
    : random.pick(['openid', 'launch/patient', `USER/*.rs`, 'user/*', `user/*.rs?category=x`]);
}
