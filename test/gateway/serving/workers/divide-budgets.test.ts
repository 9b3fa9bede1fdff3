import { describe, expect, it } from '@jest/globals';
import { divideBudgets } from '../../../../gateway/serving/workers/divide-budgets.ts';
import { MINIMAL, useConfigFolder } from '../../config/config-folder.ts';

const { load } = useConfigFolder();

const YAML = `${MINIMAL.replace('http://127.0.0.1:4101/graphql', 'http://127.0.0.1:4101/graphql, connections: 9, queuePerCaller: 1')}
limits: { operationsUnderWay: 100, cacheMegabytes: 40 }
subgraph: { connections: 64, connectionsPerCaller: 3, queue: 10, queuePerCaller: 5, maxResponseBytes: 1024, maxBytesInFlight: 16384 }`;

describe('the budgets of a worker', () => {
  const config = load(YAML);

  it('are a share of what bounds memory, connections and operations at a time', () => {
    const { limits, subgraph, graph } = divideBudgets(config, 4);
    expect(limits).toEqual({ ...config.limits, operationsUnderWay: 25, cacheMegabytes: 16 });
    expect(subgraph).toEqual({
      ...config.subgraph,
      connections: 16,
      connectionsPerCaller: 1,
      queue: 2,
      queuePerCaller: 1,
      maxBytesInFlight: 4_096,
    });
    const [own] = config.graph.subgraphs;
    expect(graph.subgraphs).toEqual([{ ...own, connections: 2, queuePerCaller: 0 }]);
  });

  it('leave each worker enough to serve at all', () => {
    const { limits, subgraph } = divideBudgets(config, 64);
    expect(limits.operationsUnderWay).toBe(1);
    expect(subgraph.connections).toBe(1);
    expect(subgraph.maxBytesInFlight).toBe(2_048);
  });
});
