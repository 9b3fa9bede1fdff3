import { messageSigning } from '../../gateway/access/identity/message-signing.ts';
import { subgraphSchema } from '../../gateway/pipeline/execution/subgraph-config.ts';
import {
  createConnectSubgraph,
  type ConnectSubgraph,
} from '../../gateway/platform/subgraph/connect-subgraph.ts';

/** Connects subgraphs with these settings of `subgraph` and no credentials. */
export function testConnect(settings: Readonly<Record<string, unknown>> = {}): ConnectSubgraph {
  const subgraph = subgraphSchema('').parse(settings);
  return createConnectSubgraph({ graph: null, subgraph }, null, messageSigning(null));
}
