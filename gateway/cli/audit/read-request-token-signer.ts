import { existsSync } from 'node:fs';
import type { SubgraphIdentityConfig } from '../../access/identity/identity-config.ts';
import type { GraphConfigPart } from '../../config/load-graph-config.ts';
import type { SignRequestToken } from '../../platform/subgraph/request-token.ts';
import {
  openSubgraphIdentity,
  type SubgraphIdentity,
} from '../../access/identity/open-subgraph-identity.ts';

/** Returns the signer of request tokens for subgraphs that accept only the gateway; null if its key does not exist. */
export async function readRequestTokenSigner(
  config: Pick<GraphConfigPart, 'subgraph'> | null,
): Promise<SignRequestToken | null> {
  const identity = config?.subgraph.identity ?? null;
  return identity === null
    ? null
    : ((await openExistingIdentity(identity))?.signRequestToken ?? null);
}

/** Opens an identity whose key exists; null if the gateway has not created it yet. */
export async function openExistingIdentity(
  identity: SubgraphIdentityConfig,
): Promise<SubgraphIdentity | null> {
  return existsSync(identity.key) ? openSubgraphIdentity(identity) : null;
}
