import type { IssuerConfig } from './identity-config.ts';
import { readWords } from './read-claim.ts';
import type { Claims } from './read-claim.ts';

/**
 * Reads the caller's roles from the claim that the issuer's configuration names.
 *
 * A list has a role per string, a string a role per word (as `scope`, RFC 6749, section 3.3). Other values have no roles.
 * Where the issuer has a map, values outside it are dropped. The result is sorted and unique, and compared exactly.
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
