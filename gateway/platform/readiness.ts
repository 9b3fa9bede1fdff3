import type { FailingParts } from './failing-parts.ts';

/** Whether the gateway should be sent requests, and what fails. */
export interface Readiness {
  readonly isReady: boolean;
  /** One sentence a part. For operators: it names subgraphs and issuers. */
  readonly problems: readonly string[];
}

/**
 * Creates the judgement of readiness. The gateway is not ready while it stops, while the ledger can't be written
 * or while it has usable keys of no issuer, since it could then answer no request. A subgraph that fails, or one
 * issuer of several, is named and changes nothing: all replicas would leave at once over what the others serve.
 */
export function createReadiness({
  isStopping,
  isLedgerReady,
  hasKeys,
  parts,
}: {
  readonly isStopping: () => boolean;
  readonly isLedgerReady: () => boolean;
  readonly hasKeys: () => boolean;
  readonly parts: Pick<FailingParts, 'list'>;
}): () => Readiness {
  return () => {
    const problems = parts.list().flatMap(([{ kind, name }, failure]) => {
      if (failure === null) return [];
      const status = failure.status === undefined ? '' : ` (status ${failure.status})`;
      return [`${kind} ${name}: ${failure.code}${status}`];
    });
    if (isStopping()) problems.push('the gateway is stopping');
    if (!isLedgerReady()) problems.push('the audit ledger cannot be written');
    if (!hasKeys()) problems.push('keys of no issuer can be had');
    return { isReady: !isStopping() && isLedgerReady() && hasKeys(), problems };
  };
}
