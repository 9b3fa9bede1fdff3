import { isRecordable } from '../../platform/recorded-text.ts';

/** The claims of a verified token. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Reads the claim at a path: the claim with exactly this name (`https://example.org/roles`), else the claim at the path
 * that its dots separate (`realm_access.roles`). Reads own properties of objects only.
 */
export function readClaim(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const step of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

/** Reads a claim that is a short text ({@link isShortText}); null for any other value. */
export function readTextClaim(claims: Claims, path: string): string | null {
  const value = readClaim(claims, path);
  return isShortText(value) ? value : null;
}

/** Reads a claim of names: the short texts of a list, or the words of a string. Other values have no names. */
export function readWords(claims: Claims, path: string): readonly string[] {
  const value = readClaim(claims, path);
  if (typeof value === 'string') return value.split(' ').filter(isShortText);
  return Array.isArray(value) ? value.filter(isShortText) : [];
}

/** Whether a value is a recordable text of 1 to 256 characters: claims about the caller are part of each record. */
export function isShortText(value: unknown): value is string {
  return typeof value === 'string' && /^.{1,256}$/su.test(value) && isRecordable(value);
}

function isObject(value: unknown): value is Claims {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
