import type { SubgraphIdentityConfig } from './identity-config.ts';
import type { SignRequest } from '../../platform/subgraph/sign-request.ts';
import { createSignRequest } from './create-sign-request.ts';
import { openIdentityKey, type IdentityKey } from './open-identity-key.ts';

/** The identity of this gateway towards subgraphs. */
export interface SubgraphIdentity {
  readonly sign: SignRequest;
  /** The key set that verifies its signatures. */
  readonly jwks: IdentityKey['jwks'];
}

/**
 * Opens the identity that signs requests to subgraphs.
 *
 * @throws StartError where its key cannot be used
 */
export async function openSubgraphIdentity(
  config: SubgraphIdentityConfig,
  clock: () => number = Date.now,
): Promise<SubgraphIdentity> {
  const key = await openIdentityKey(config.key);
  return { sign: createSignRequest(key, config.issuer, clock), jwks: key.jwks };
}
