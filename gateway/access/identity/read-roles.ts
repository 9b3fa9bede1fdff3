import type { IssuerConfig } from './identity-config.ts';
import { readWords } from './read-claim.ts';
import type { Claims } from './read-claim.ts';

/**
 * Reads the caller's roles from the claim that the issuer's configuration names.
 *
 * A list gives its texts, each as a whole; a text gives its words (the form of `scope`, RFC 6749, section
 * 3.3). Everything else, an object or a number, gives none. Where the issuer has a map, a value that is
 * not in it is dropped. Sorted, unique, compared character by character.
 */
export function readRoles(
  claims: Claims,
  { claim, map }: IssuerConfig['roles'],
): readonly string[] {
  const roles = new Set<string>();
  for (const value of readWords(claims, claim)) {
    const role = map === null ? value : map.get(value);
    if (role !== undefined) roles.add(role);
  }
  return Object.freeze([...roles].toSorted());
}
