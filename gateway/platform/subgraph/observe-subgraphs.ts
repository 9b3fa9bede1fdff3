import type { DependencyStates } from '../dependency-states.ts';
import { createFailureLine } from '../failure-line.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { CallObserver } from './create-resilient-call.ts';

/** Creates the observers of subgraphs, by name. A failure is counted, and null (a response) clears it. */
export function observeSubgraphs({
  metrics,
  dependencyStates,
  log,
}: {
  readonly metrics: Pick<Metrics, 'subgraphFailed' | 'subgraphRetried' | 'subgraphCircuit'>;
  readonly dependencyStates: Pick<DependencyStates, 'note'>;
  readonly log: Log;
}): (subgraph: string) => CallObserver {
  const logBusy = createFailureLine('subgraph call met a limit of bytes, connections or queue', {
    log,
    now: () => performance.now(),
  });
  const logRefused = createFailureLine("caller's token was not exchanged", {
    log,
    now: () => performance.now(),
  });
  return (subgraph) => {
    metrics.subgraphCircuit(subgraph, false);
    let isFailing = false;
    return {
      ended: (failure) => {
        if (failure !== null) metrics.subgraphFailed(subgraph, failure.code);
        // The gateway's own connections or memory are exhausted, or one caller's token is refused; the subgraph may be well.
        if (failure?.code === 'SUBGRAPH_BUSY') logBusy({ subgraph, code: failure.code });
        else if (failure?.code === 'SUBGRAPH_EXCHANGE_REFUSED')
          logRefused({ subgraph, ...failure });
        // While the circuit is open, the failure that opened it says more.
        else if (failure?.code !== 'SUBGRAPH_CIRCUIT_OPEN' || !isFailing) {
          isFailing = failure !== null;
          dependencyStates.note({ kind: 'subgraph', name: subgraph }, failure);
        }
      },
      retried: () => metrics.subgraphRetried(subgraph),
      circuitChanged: (failures) => {
        metrics.subgraphCircuit(subgraph, failures !== null);
        if (failures === null) log.info('circuit of a subgraph has closed', { subgraph });
        else log.warn('circuit of a subgraph has opened', { subgraph, count: failures });
      },
    };
  };
}
