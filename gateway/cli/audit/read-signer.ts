import { existsSync } from 'node:fs';
import type { SubgraphIdentityConfig } from '../../access/identity/identity-config.ts';
import type { GraphConfigPart } from '../../config/load-graph-config.ts';
import type { SignRequest } from '../../platform/subgraph/sign-request.ts';
import {
  openSubgraphIdentity,
  type SubgraphIdentity,
} from '../../access/identity/open-subgraph-identity.ts';

/** Signs requests to subgraphs that accept only the gateway; null without its key, then requests are unsigned. */
export async function readSigner(
  config: Pick<GraphConfigPart, 'subgraph'> | null,
): Promise<SignRequest | null> {
  const identity = config?.subgraph.identity ?? null;
  return identity === null ? null : ((await openExistingIdentity(identity))?.sign ?? null);
}

/** Opens an identity whose key exists; null if the gateway has not created it yet. */
export async function openExistingIdentity(
  identity: SubgraphIdentityConfig,
): Promise<SubgraphIdentity | null> {
  return existsSync(identity.key) ? openSubgraphIdentity(identity) : null;
}
