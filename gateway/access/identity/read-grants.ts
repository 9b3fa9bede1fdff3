import type { IssuerConfig } from './identity-config.ts';
import { isShortText, readClaim, readWords } from './read-claim.ts';
import type { Claims } from './read-claim.ts';

/** The scopes and policies of a caller, for `@requiresScopes` and `@policy`. Whole strings, sorted, unique. */
export interface CallerGrants {
  readonly scopes: readonly string[];
  readonly policies: readonly string[];
}

/**
 * Reads a caller's scopes and policies from the claims that the issuer's configuration names.
 *
 * Scopes are the strings of a list, or the words of a string (RFC 6749, section 3.3). Policies are the strings of a list
 * only, because their names may contain spaces. Without a configured claim a caller has no policies.
 */
export function readGrants(
  claims: Claims,
  { scopes, policies }: Pick<IssuerConfig, 'scopes' | 'policies'>,
): CallerGrants {
  const listed = policies.claim === null ? null : readClaim(claims, policies.claim);
  return {
    scopes: unique(readWords(claims, scopes.claim)),
    policies: unique(Array.isArray(listed) ? listed.filter(isShortText) : []),
  };
}

function unique(values: readonly string[]): readonly string[] {
  return Object.freeze([...new Set(values)].toSorted());
}
