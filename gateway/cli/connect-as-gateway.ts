import { existsSync } from 'node:fs';
import type { SubgraphIdentityConfig } from '../access/identity/identity-config.ts';
import { messageSigning } from '../access/identity/message-signing.ts';
import {
  openSubgraphIdentity,
  type SubgraphIdentity,
} from '../access/identity/open-subgraph-identity.ts';
import type { GraphConfigPart } from '../config/load-graph-config.ts';
import { subgraphSchema } from '../pipeline/execution/subgraph-config.ts';
import {
  createConnectSubgraph,
  type ConnectSubgraph,
} from '../platform/subgraph/connect-subgraph.ts';

/**
 * Connects subgraphs as a gateway with this configuration does; null is one without settings. Requests are signed only if
 * the gateway has created its key.
 */
export async function connectAsGateway(
  config: Pick<GraphConfigPart, 'graph' | 'subgraph'> | null,
): Promise<ConnectSubgraph> {
  const { graph, subgraph } = config ?? { graph: null, subgraph: subgraphSchema('').parse({}) };
  const { identity } = subgraph;
  const opened = identity && (await openExistingIdentity(identity));
  const { signRequestToken = null, signRequest = null } = opened ?? {};
  return createConnectSubgraph({ graph, subgraph }, signRequestToken, messageSigning(signRequest));
}

/** Opens an identity whose key exists; null if the gateway has not created it yet. */
export async function openExistingIdentity(
  identity: SubgraphIdentityConfig,
): Promise<SubgraphIdentity | null> {
  return existsSync(identity.key) ? openSubgraphIdentity(identity) : null;
}
