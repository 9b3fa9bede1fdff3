import type { FailingParts, PartFailure } from '../failing-parts.ts';
import { createFailureLine } from '../failure-line.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';

/** Creates the observer of subgraph calls. A failure is counted, and null (a response) clears it. */
export function observeSubgraphs({
  metrics,
  failingParts,
  log,
}: {
  readonly metrics: Pick<Metrics, 'subgraphFailed'>;
  readonly failingParts: Pick<FailingParts, 'note'>;
  readonly log: Log;
}): (name: string, failure: PartFailure | null) => void {
  const logBusy = createFailureLine('subgraph call met a limit of bytes or connections', {
    log,
    now: () => performance.now(),
  });
  return (name, failure) => {
    if (failure !== null) metrics.subgraphFailed(name, failure.code);
    // The gateway's own connections or memory are exhausted; the subgraph may be well.
    if (failure?.code === 'SUBGRAPH_BUSY') logBusy({ subgraph: name, code: failure.code });
    else failingParts.note({ kind: 'subgraph', name }, failure);
  };
}
