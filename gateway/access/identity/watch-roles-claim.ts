import type { IssuerConfig } from './identity-config.ts';
import { readClaim, type Claims } from './read-claim.ts';

/** Watches whether tokens have the claim from which the gateway reads roles. */
export type WatchRolesClaim = (issuer: IssuerConfig, claims: Claims) => void;

/**
 * Creates the watch. A wrong `roles.claim` is no error: callers have no role, and see nothing that needs one. So
 * `onMissing` is called, once per issuer, if its first token lacks the claim, with the issuer's place in the configuration.
 */
export function createWatchRolesClaim(
  issuers: readonly Pick<IssuerConfig, 'issuer'>[],
  onMissing: (index: number) => void,
): WatchRolesClaim {
  const watched = new Set(issuers.map(({ issuer }) => issuer));
  return ({ issuer, roles, smart }, claims) => {
    // SMART scopes open roles without a claim.
    if (!watched.delete(issuer) || smart !== null) return;
    if (readClaim(claims, roles.claim) !== undefined) return;
    onMissing(issuers.findIndex((each) => each.issuer === issuer));
  };
}
