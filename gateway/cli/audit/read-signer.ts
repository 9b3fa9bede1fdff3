import { existsSync } from 'node:fs';
import type { SubgraphIdentityConfig } from '../../access/identity/identity-config.ts';
import type { GraphConfigPart } from '../../config/load-graph-config.ts';
import type { SignRequest } from '../../platform/subgraph/sign-request.ts';
import {
  openSubgraphIdentity,
  type SubgraphIdentity,
} from '../../access/identity/open-subgraph-identity.ts';

/** Subgraphs that answer the gateway alone answer whoever has its key; without it they are asked unsigned. */
export async function readSigner(
  config: Pick<GraphConfigPart, 'subgraph'> | null,
): Promise<SignRequest | null> {
  const identity = config?.subgraph.identity ?? null;
  return identity === null ? null : ((await openExistingIdentity(identity))?.sign ?? null);
}

/** Opens an identity whose key is there; a gateway makes it on its first start. */
export async function openExistingIdentity(
  identity: SubgraphIdentityConfig,
): Promise<SubgraphIdentity | null> {
  return existsSync(identity.key) ? openSubgraphIdentity(identity) : null;
}
