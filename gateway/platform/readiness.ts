import type { DependencyStates } from './dependency-states.ts';

/** Whether the gateway can serve requests, and which dependencies fail. */
export interface Readiness {
  readonly isReady: boolean;
  /** One sentence for each failing dependency. For operators: it names subgraphs and issuers. */
  readonly problems: readonly string[];
}

/**
 * Creates the readiness check. Not ready, because no request would succeed: while the gateway stops, while the ledger
 * cannot be written, while no issuer has usable keys, and while requests are refused because the limit store fails. A
 * failing subgraph, or one failing issuer of several, is only named: otherwise all replicas would leave the balancer at once.
 */
export function createReadiness({
  isStopping,
  isLedgerReady,
  hasKeys,
  canCount,
  dependencyStates,
}: {
  readonly isStopping: () => boolean;
  readonly isLedgerReady: () => boolean;
  readonly hasKeys: () => boolean;
  /** Whether requests can be counted. */
  readonly canCount: () => boolean;
  readonly dependencyStates: Pick<DependencyStates, 'list'>;
}): () => Readiness {
  return () => {
    const problems = dependencyStates.list().flatMap(([{ kind, name }, failure]) => {
      if (failure === null) return [];
      const { code, reason, status } = failure;
      const details = [
        ...(reason === undefined ? [] : [reason]),
        ...(status === undefined ? [] : [`status ${status}`]),
      ];
      return [`${kind} ${name}: ${code}${details.length > 0 ? ` (${details.join(', ')})` : ''}`];
    });
    if (isStopping()) problems.push('the gateway is stopping');
    if (!isLedgerReady()) problems.push('the audit ledger cannot be written');
    if (!hasKeys()) problems.push('no issuer has usable keys');
    if (!canCount()) problems.push('requests cannot be counted in the limit store');
    const isReady = !isStopping() && isLedgerReady() && hasKeys() && canCount();
    return { isReady, problems };
  };
}
