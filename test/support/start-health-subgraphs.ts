import { HealthStartError } from '../../schema/health/health-start-error.ts';
import { startSubgraph } from '../../schema/health/start-subgraph.ts';
import type { RunningSubgraph, StartSubgraphOptions } from '../../schema/health/start-subgraph.ts';
import { HEALTH_SUBGRAPHS } from '../../schema/health/subgraphs.ts';

/**
 * Starts all five example subgraphs in this process, one after the other, each on its own port of `HEALTH_SUBGRAPHS`;
 * with `port: 0`, each on a free port. If one cannot start, all are stopped, and one HealthStartError lists all
 * problems.
 */
export async function startHealthSubgraphs(
  options: StartSubgraphOptions = {},
): Promise<readonly RunningSubgraph[]> {
  const running: RunningSubgraph[] = [];
  const problems = new Set<string>();
  try {
    for (const { name, port } of HEALTH_SUBGRAPHS) {
      try {
        running.push(
          await startSubgraph(name, { ...options, port: options.port === 0 ? 0 : port }),
        );
      } catch (error) {
        if (!(error instanceof HealthStartError)) throw error;
        for (const problem of error.problems) problems.add(problem);
      }
    }
    if (problems.size > 0) throw new HealthStartError([...problems]);
    return running;
  } catch (error) {
    await Promise.all(running.map((subgraph) => subgraph.close()));
    throw error;
  }
}
