import type { Config } from '../../config/config.ts';

/**
 * The configuration of one of several workers: each has its share of what bounds memory, connections and operations at a
 * time, so that the bounds hold for the gateway. A share is at least 1, and at least two of the largest responses of
 * subgraphs, so that each worker can serve at all.
 */
export function divideBudgets(config: Config, workers: number): Config {
  const { limits, subgraph, graph } = config;
  const share = (total: number, least = 1) => Math.max(least, Math.floor(total / workers));
  const largestResponse = Math.max(
    subgraph.maxResponseBytes,
    ...graph.subgraphs.map(({ maxResponseBytes = 0 }) => maxResponseBytes),
  );
  return {
    ...config,
    limits: {
      ...limits,
      operationsUnderWay: share(limits.operationsUnderWay),
      cacheMegabytes: share(limits.cacheMegabytes, LEAST_CACHE_MEGABYTES),
    },
    subgraph: {
      ...subgraph,
      maxBytesInFlight: share(subgraph.maxBytesInFlight, 2 * largestResponse),
      connections: share(subgraph.connections),
      connectionsPerCaller: share(subgraph.connectionsPerCaller),
      queue: share(subgraph.queue, 0),
      queuePerCaller: share(subgraph.queuePerCaller, 0),
    },
    graph: {
      ...graph,
      subgraphs: graph.subgraphs.map((own) => ({
        ...own,
        ...(own.connections !== undefined && { connections: share(own.connections) }),
        ...(own.connectionsPerCaller !== undefined && {
          connectionsPerCaller: share(own.connectionsPerCaller),
        }),
        ...(own.queue !== undefined && { queue: share(own.queue, 0) }),
        ...(own.queuePerCaller !== undefined && { queuePerCaller: share(own.queuePerCaller, 0) }),
      })),
    },
  };
}

/** The smallest value of `limits.cacheMegabytes`. */
const LEAST_CACHE_MEGABYTES = 16;
