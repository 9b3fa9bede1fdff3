import { subgraphSchema } from '../../gateway/pipeline/execution/subgraph-config.ts';
import {
  createConnectSubgraph,
  type ConnectSubgraph,
} from '../../gateway/platform/subgraph/connect-subgraph.ts';

/** Connects subgraphs with these settings of `subgraph` and no credentials. */
export function testConnect(settings: Readonly<Record<string, unknown>> = {}): ConnectSubgraph {
  return createConnectSubgraph({ graph: null, subgraph: subgraphSchema('').parse(settings) }, null);
}
