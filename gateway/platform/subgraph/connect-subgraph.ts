import {
  createSubgraphClient,
  type SubgraphClient,
  type SubgraphClientOptions,
} from './create-subgraph-client.ts';
import type { SignRequestToken } from './request-token.ts';
import {
  resolveSubgraphSettings,
  type OwnSubgraphSettings,
  type SubgraphSettings,
} from './subgraph-settings.ts';

/** A subgraph, and how its responses are used. */
export interface SubgraphConnection
  extends
    Pick<SubgraphClientOptions, 'name' | 'url' | 'bytes'>,
    Partial<Pick<SubgraphClientOptions, 'timeoutMs' | 'maxResponseBytes' | 'observer'>> {}

/**
 * Creates a client of a subgraph with the settings and credentials that the configuration has for it. Whatever calls
 * subgraphs (requests, relationships, facts, the start) gets its clients from here.
 */
export type ConnectSubgraph = (connection: SubgraphConnection) => SubgraphClient;

/** Creates the clients of all subgraphs of a configuration. Requests have no bearer token if `signRequestToken` is null. */
export function createConnectSubgraph(
  {
    graph,
    subgraph: shared,
  }: {
    readonly graph: { readonly subgraphs: readonly OwnSubgraphSettings[] } | null;
    readonly subgraph: SubgraphSettings & { readonly maxResponseBytes: number };
  },
  signRequestToken: SignRequestToken | null,
): ConnectSubgraph {
  const own = new Map(graph?.subgraphs.map((each) => [each.name, each]));
  return (connection) =>
    createSubgraphClient({
      maxResponseBytes: shared.maxResponseBytes,
      ...resolveSubgraphSettings(shared, own.get(connection.name)),
      observer: null,
      ...connection,
      signRequestToken,
    });
}
