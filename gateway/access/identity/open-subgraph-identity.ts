import type { SubgraphIdentityConfig } from './identity-config.ts';
import type { SignRequest } from '../../platform/subgraph/sign-request.ts';
import { createSignRequest } from './create-sign-request.ts';
import { openIdentityKey, type IdentityKey } from './open-identity-key.ts';

/** How subgraphs know this gateway. */
export interface SubgraphIdentity {
  readonly sign: SignRequest;
  /** What verifies its signatures. */
  readonly jwks: IdentityKey['jwks'];
}

/**
 * Opens the identity that requests to subgraphs are signed with.
 *
 * @throws StartError where its key can't be used.
 */
export async function openSubgraphIdentity(
  config: SubgraphIdentityConfig,
  clock: () => number = Date.now,
): Promise<SubgraphIdentity> {
  const key = await openIdentityKey(config.key);
  return { sign: createSignRequest(key, config.issuer, clock), jwks: key.jwks };
}
