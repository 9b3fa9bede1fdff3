import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { LedgerOptions } from '../audit/append/open-ledger.ts';
import type { LoadedGraph } from '../pipeline/supergraph/load-graph.ts';
import type { Clock } from '../platform/clock.ts';
import { StartError } from '../platform/errors.ts';
import { ledgerLog } from '../platform/ledger-log.ts';
import type { Log } from '../platform/log.ts';
import { readVersion } from '../platform/process/package-manifest.ts';
import type { Config } from './config.ts';
import { hashDecisions } from './hash-decisions.ts';

/**
 * Returns the options of a gateway's ledger. `settings` go into its start record: everything besides the marks that decides
 * what is released, whether the supergraph was compared with its subgraphs, and whether the gateway is in development mode.
 *
 * @throws StartError if the checkpoint file cannot be read.
 */
export function ledgerOptions(
  config: Config,
  { graph, rulesHash }: { readonly graph: LoadedGraph; readonly rulesHash: string | null },
  { log, clock }: { readonly log: Log; readonly clock: Clock },
): LedgerOptions {
  const { audit, authorization } = config;
  const { smallAreas, lists } = config.deidentification;
  return {
    location: audit.location,
    keyPath: audit.key,
    guardPath: audit.guard,
    checkpoint: audit.checkpoint === null ? null : readCheckpointFile(audit.checkpoint),
    enroll: audit.enroll,
    origin: audit.origin,
    source: {
      gateway: hostname(),
      version: readVersion(),
      schemaHash: createHash('sha256').update(graph.supergraphSdl).digest('hex'),
      policyHash: graph.policy.hash,
    },
    deadlineMs: audit.deadlineMs,
    maxQueue: audit.maxQueue,
    heartbeatMs: audit.heartbeatMs,
    settings: {
      supergraph: graph.isSupergraphTrusted ? 'trusted' : 'compared',
      mode: authorization.mode,
      development: config.development ? 'on' : 'off',
      rules: rulesHash,
      smallAreas: smallAreas.asOf,
      lists,
      ...hashDecisions(config),
    },
    identity: audit.identity,
    retention: audit.retention,
    publish: audit.publish,
    clock,
    log: ledgerLog(log),
  };
}

function readCheckpointFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StartError(
      [`audit.checkpoint: ${path} cannot be read. Fix the path or its permissions.`],
      { cause },
    );
  }
}
