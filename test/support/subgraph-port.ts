import type { HealthSubgraphName } from '../../schema/health/subgraphs.ts';
import { freePort, isFree } from './free-port.ts';

/** The port at which each subgraph was started last. */
const lastPorts = new Map<HealthSubgraphName, number>();

/**
 * The port of the subgraph of the test file before, if that is free: then the graph is the same, and has been composed
 * already.
 */
export async function subgraphPort(name: HealthSubgraphName): Promise<number> {
  const last = lastPorts.get(name);
  const port = last !== undefined && (await isFree(last)) ? last : await freePort();
  lastPorts.set(name, port);
  return port;
}
