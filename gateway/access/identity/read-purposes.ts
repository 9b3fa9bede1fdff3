import { isShortText, readClaim } from './read-claim.ts';
import type { Claims } from './read-claim.ts';

/**
 * Reads the purposes of use that a token names: a text is one, a list is each of its texts, compared as
 * whole strings later on. Null where there is no such claim. A claim of another form names none that
 * anybody could act for, which is not the same as naming none.
 */
export function readPurposes(claims: Claims, path: string): readonly string[] | null {
  const claim = readClaim(claims, path);
  if (claim === undefined || claim === null) return null;
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return Object.freeze([...new Set(values.filter(isShortText))]);
}
