import { messageSigning } from '../access/identity/message-signing.ts';
import { readSubgraphIdentity } from '../access/identity/open-subgraph-identity.ts';
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
  const opened = identity && (await readSubgraphIdentity(identity));
  const { signRequestToken = null, signRequest = null } = opened ?? {};
  return createConnectSubgraph({ graph, subgraph }, signRequestToken, messageSigning(signRequest));
}
