import type { SmartAccess, SmartLevel } from '../../platform/caller.ts';
import type { FhirUser } from './fhir-user.ts';
import { parseSmartScope, SMART_LEVELS, uniteLetters, type SmartLevelName } from './parse-scope.ts';
import type { SmartConfig } from './smart-config.ts';

/** What a token says besides its scopes. */
export interface SmartClaims {
  /** The patient of the launch context; null if there is none. */
  readonly launchPatient: string | null;
  /** Null for a token of no user; `unknown` for a token whose user the claim does not name as this gateway reads it. */
  readonly user: FhirUser | 'unknown' | null;
  /** The roles of the token's roles claim. */
  readonly roles: readonly string[];
}

/**
 * Reads what the SMART scopes of a token allow. Scopes of unknown resources, and search parameters that the table does
 * not name exactly, allow nothing.
 * - `patient/` scopes count for the patient of the launch context alone, and for none without one.
 * - `system/` scopes count only in a token without a user, not in one of an unknown user.
 */
export function readSmartAccess(
  scopes: readonly string[],
  claims: SmartClaims,
  config: Pick<SmartConfig, 'resources' | 'roles'>,
): SmartAccess {
  const levels = SMART_LEVELS.flatMap((level): SmartLevel[] => {
    const granted = grantedAt(level, scopes, config);
    if (granted.size === 0 || !counts(level, claims)) return [];
    const onlyPatient = level === 'patient' ? claims.launchPatient : null;
    return [{ level, roles: rolesAt(level, claims, config), onlyPatient, granted }];
  });
  return Object.freeze({
    scopes: Object.freeze(levels.flatMap(printScopes).toSorted()),
    levels: Object.freeze(levels.map((level) => Object.freeze(level))),
  });
}

function counts(level: SmartLevelName, { launchPatient, user }: SmartClaims): boolean {
  if (level === 'patient') return launchPatient !== null;
  return level === 'user' || user === null;
}

function grantedAt(
  level: SmartLevelName,
  scopes: readonly string[],
  { resources }: Pick<SmartConfig, 'resources'>,
): ReadonlyMap<string, string> {
  const granted = new Map<string, string>();
  for (const text of scopes) {
    const scope = parseSmartScope(text);
    if (scope?.level !== level) continue;
    const { resource, letters } = scope;
    if (resource !== '*' && !resources.has(resource)) continue;
    granted.set(resource, uniteLetters(granted.get(resource) ?? '', letters));
  }
  return granted;
}

function rolesAt(
  level: SmartLevelName,
  { user, roles }: SmartClaims,
  { roles: table }: Pick<SmartConfig, 'roles'>,
): readonly string[] {
  if (table === null) return roles;
  if (level === 'system') return table.system;
  if (user === null || user === 'unknown') return [];
  return table[level].get(user.type) ?? [];
}

/** Scopes of version 2, one per resource: `patient/Observation.rs?category=laboratory`. */
function printScopes({ level, granted }: SmartLevel): readonly string[] {
  return [...granted].map(([resource, letters]) => {
    const [type = '', ...query] = resource.split('?');
    return `${level}/${[`${type}.${letters}`, ...query].join('?')}`;
  });
}
