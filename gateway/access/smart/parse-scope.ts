/** A SMART scope of FHIR resources: https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#scopes-for-requesting-fhir-resources */
export interface SmartScope {
  readonly level: SmartLevelName;
  /** `Observation`, `Observation?category=laboratory`, or `*` for every resource. */
  readonly resource: string;
  /** A part of `cruds`, in this order, not empty. */
  readonly letters: string;
}

export type SmartLevelName = (typeof SMART_LEVELS)[number];

export const SMART_LEVELS = ['patient', 'user', 'system'] as const;

/**
 * Parses a scope of version 2, such as `patient/Observation.rs`, or of version 1, such as `patient/Observation.read`.
 * Null for every other text, such as `launch` or `openid`. Null also for letters that are unknown, repeated or out of
 * order, and for search parameters after `*` or after a scope of version 1: such a scope grants nothing.
 */
export function parseSmartScope(text: string): SmartScope | null {
  const [, name, rest = ''] = /^([a-z]+)\/(.*)$/su.exec(text) ?? [];
  const level = SMART_LEVELS.find((known) => known === name);
  const granted = parseResourceScope(rest);
  return level === undefined || granted === null ? null : { level, ...granted };
}

/** Parses a scope without its level, such as `Observation.rs`; see {@link parseSmartScope}. */
export function parseResourceScope(text: string): Omit<SmartScope, 'level'> | null {
  const [, type = '', permission = '', query = ''] = SCOPE.exec(text) ?? [];
  if (type === '') return null;
  if (query !== '' && (type === '*' || VERSION_1.has(permission))) return null;
  const letters = VERSION_1.get(permission) ?? permission;
  return /^(?!$)c?r?u?d?s?$/.test(letters) ? { resource: `${type}${query}`, letters } : null;
}

const SCOPE = /^(\*|[A-Z][A-Za-z]*)\.(\*|[a-z]+)(\?.+)?$/su;

/** https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#scopes-for-requesting-fhir-resources */
const VERSION_1: ReadonlyMap<string, string> = new Map([
  ['read', 'rs'],
  ['write', 'cud'],
  ['*', 'cruds'],
]);

/** Every letter of several parts of `cruds` once, in this order. */
export function uniteLetters(...parts: readonly string[]): string {
  return 'cruds'
    .split('')
    .filter((letter) => parts.some((part) => part.includes(letter)))
    .join('');
}
