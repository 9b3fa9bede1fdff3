import type { SubgraphIdentityConfig } from './identity-config.ts';
import type { SignRequestToken } from '../../platform/subgraph/request-token.ts';
import type { SignRequest } from '../../platform/subgraph/message-signatures.ts';
import { createSignRequest } from './create-sign-request.ts';
import { createSignRequestToken } from './create-sign-request-token.ts';
import { openIdentityKey, type IdentityKey } from './open-identity-key.ts';

/** The identity of this gateway toward subgraphs. */
export interface SubgraphIdentity {
  readonly signRequestToken: SignRequestToken;
  readonly signRequest: SignRequest;
  /** The key set that verifies its request tokens. */
  readonly jwks: IdentityKey['jwks'];
}

/**
 * Opens the identity that signs requests to subgraphs and their bearer tokens.
 *
 * @throws StartError where its key cannot be used
 */
export async function openSubgraphIdentity(
  config: SubgraphIdentityConfig,
  now: () => number = Date.now,
): Promise<SubgraphIdentity> {
  const key = await openIdentityKey(config.key);
  return {
    signRequestToken: createSignRequestToken(key, config.issuer, now),
    signRequest: createSignRequest(key, now),
    jwks: key.jwks,
  };
}
