import type { ScopeTable } from '../../../directives/operation/scope-needs.ts';
import type { Granted } from './reference-scopes.ts';

/** A token of a SMART app, as its issuer wrote it. */
export interface AppToken {
  readonly scopes: readonly string[];
  readonly launchPatient: string | null;
  /** The type of the user; null without a user. */
  readonly user: string | null;
}

/** The roles that count by the scopes of one level, and for which patient. */
export interface ScopeLevel {
  readonly roles: readonly string[];
  /** Null: for every patient that the roles reach. */
  readonly onlyPatient: string | null;
  readonly granted: Granted;
}

/** The roles that each level of scopes gives. */
export interface LevelRoles {
  /** Type of the user → roles. */
  readonly patient: ReadonlyMap<string, string[]>;
  readonly user: ReadonlyMap<string, string[]>;
  readonly system: readonly string[];
}

/** Reads the scopes of a token. `roles` is what the issuer is configured with, or the roles that the token names. */
export function levelsOf(
  { scopes, launchPatient, user }: AppToken,
  roles: LevelRoles | readonly string[],
  table: ScopeTable,
): readonly ScopeLevel[] {
  return (['patient', 'user', 'system'] as const).flatMap((level) => {
    const granted = new Map<string, string>();
    for (const text of scopes) {
      const scope = readScope(text);
      const isKnown =
        scope?.level === level && (scope.resource === '*' || table.resources.has(scope.resource));
      if (isKnown) granted.set(scope.resource, (granted.get(scope.resource) ?? '') + scope.letters);
    }
    if (granted.size === 0) return [];
    if (level === 'patient' && launchPatient === null) return [];
    if (level === 'system' && user !== null) return [];
    const onlyPatient = level === 'patient' ? launchPatient : null;
    return [{ roles: rolesAt(level, user, roles), onlyPatient, granted }];
  });
}

function rolesAt(
  level: keyof LevelRoles,
  user: string | null,
  roles: LevelRoles | readonly string[],
): readonly string[] {
  if (!('system' in roles)) return roles;
  if (level === 'system') return roles.system;
  return (user === null ? undefined : roles[level].get(user)) ?? [];
}

/** Reads one scope by hand: level, resource, letters in the order `cruds` or a word of version 1, and parameters. */
function readScope(text: string) {
  const [level = '', ...rest] = text.split('/');
  const [path = '', ...query] = rest.join('/').split('?');
  const [resource = '', letters = '', ...more] = path.split('.');
  const words: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };
  const isOld = Object.hasOwn(words, letters);
  const all = isOld ? (words[letters] ?? '') : letters;
  const ordered = LETTERS.filter((letter) => all.includes(letter)).join('');
  if (all === '' || all !== ordered || more.length > 0) return null;
  if (query.length > 0 && (isOld || resource === '*')) return null;
  return { level, resource: [resource, ...query].join('?'), letters: all };
}

const LETTERS = ['c', 'r', 'u', 'd', 's'];
