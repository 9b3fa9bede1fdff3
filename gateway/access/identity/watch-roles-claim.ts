import type { IssuerConfig } from './identity-config.ts';
import { readClaim, type Claims } from './read-claim.ts';

/** Checks whether the first token of an issuer has the claim from which the gateway reads roles; ignores later tokens. */
export type WatchRolesClaim = (issuer: IssuerConfig, claims: Claims) => void;

/**
 * Creates the check. A wrong `roles.claim` in the configuration causes no error: callers have no roles, and see nothing that
 * needs one. So `onMissing` is called, at most once per issuer, with the issuer's index in the configuration.
 */
export function createWatchRolesClaim(
  issuers: readonly Pick<IssuerConfig, 'issuer'>[],
  onMissing: (index: number) => void,
): WatchRolesClaim {
  const unchecked = new Set(issuers.map(({ issuer }) => issuer));
  return ({ issuer, roles, smart }, claims) => {
    // A SMART app can have roles by its scopes, without the claim.
    if (!unchecked.delete(issuer) || smart !== null) return;
    if (readClaim(claims, roles.claim) !== undefined) return;
    onMissing(issuers.findIndex((each) => each.issuer === issuer));
  };
}
