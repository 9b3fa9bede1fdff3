import { isShortText, readClaim } from './read-claim.ts';
import type { Claims } from './read-claim.ts';

/**
 * Reads the purposes of use that a token names: one string, or the strings of a list. Null without the claim. A claim of
 * another form is an empty list, which permits no purpose, while null permits every purpose.
 */
export function readPurposes(claims: Claims, path: string): readonly string[] | null {
  const claim = readClaim(claims, path);
  if (claim === undefined || claim === null) return null;
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return Object.freeze([...new Set(values.filter(isShortText))]);
}
