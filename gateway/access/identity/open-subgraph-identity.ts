import type { SubgraphIdentityConfig } from './identity-config.ts';
import type { SignRequestToken } from '../../platform/subgraph/request-token.ts';
import type { SignRequest } from '../../platform/subgraph/message-signatures.ts';
import { createSignRequest } from './create-sign-request.ts';
import { createSignRequestToken } from './create-sign-request-token.ts';
import { openIdentityKey, readIdentityKey, type IdentityKey } from './open-identity-key.ts';

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
  return identityOf(await openIdentityKey(config.key), config.issuer, now);
}

/** As {@link openSubgraphIdentity}, but makes no file; null if the gateway has not created its key yet. */
export async function readSubgraphIdentity(
  config: SubgraphIdentityConfig,
): Promise<SubgraphIdentity | null> {
  const key = await readIdentityKey(config.key);
  return key && identityOf(key, config.issuer, Date.now);
}

function identityOf(key: IdentityKey, issuer: string, now: () => number): SubgraphIdentity {
  return {
    signRequestToken: createSignRequestToken(key, issuer, now),
    signRequest: createSignRequest(key, now),
    jwks: key.jwks,
  };
}
