import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { createPatientIdCheck } from '../../../directives/patient-id.ts';
import type { Ledger } from '../../audit/append/ledger.ts';
import type { AdminConfig } from '../admin-config.ts';
import type { AuditConfig } from '../../audit/audit-config.ts';
import type { LoadedGraph } from '../../pipeline/supergraph/load-graph.ts';
import type { AuthorizationConfig } from '../../access/authorization-config.ts';
import type { IdentityConfig } from '../../access/identity/identity-config.ts';
import { createCloseStack, type CloseStack } from '../../platform/process/close-stack.ts';
import type { ConnectSubgraph } from '../../platform/subgraph/connect-subgraph.ts';
import type { Log } from '../../platform/log.ts';
import { createExports, type Exports } from './export/create-exports.ts';
import { createSurveillanceRoot } from './surveillance-root.ts';
import { createFactLookup } from '../surveillance/facts/fact-lookup.ts';
import { withVipList } from '../surveillance/facts/vip-list.ts';
import { createDirectory } from '../directory/create-directory.ts';
import { createFactSources } from '../surveillance/facts/fact-source.ts';
import { createComparisons } from './comparisons.ts';
import { createReportRoot } from './create-report-root.ts';
import { createReports } from './create-reports.ts';
import { createReportSchema } from './create-report-schema.ts';
import { createFieldPolicies } from './describe-field.ts';
import { createQueuedWorker } from './workers/per-caller-queue.ts';
import { startIndexWorker } from './workers/start-index-worker.ts';
import { letterStyle } from '../letters/letter-style.ts';
import { createReportWorker } from './workers/create-report-worker.ts';
import { createVerifications } from './verifications.ts';

/** The report API of a running gateway. */
export interface Reports {
  readonly gateway: GatewayInterface;
  /** Reports as files. */
  readonly exports: Exports;
  /** Aborts everything that reads the whole ledger, so that it does not delay the stop of the gateway. */
  readonly abortScans: () => Promise<void>;
  /** Waits for the last step of the index. The ledger has to be open. */
  readonly close: () => Promise<void>;
}

/** Dependencies of reports. */
export interface StartDependencies {
  readonly audit: AuditConfig;
  readonly authorization: AuthorizationConfig;
  readonly identity: IdentityConfig;
  readonly graph: LoadedGraph;
  readonly ledger: Pick<Ledger, 'append' | 'appendUnlessChanged' | 'ready' | 'witnessed'>;
  /** Connects the subgraphs that are asked for facts. */
  readonly connect: ConnectSubgraph;
  /** When the first certificate of each setting ends, UTC ms since 1970. */
  readonly certificateEnds: () => ReadonlyMap<string, number>;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Starts reports on an open ledger: a thread that fills the index, and the API. Throws a `StartError` if the index
 * cannot be used.
 */
export async function startReports(
  config: AdminConfig,
  dependencies: StartDependencies,
): Promise<Reports> {
  const stack = createCloseStack();
  try {
    return await openReports(config, dependencies, stack);
  } catch (error) {
    // A thread that stays open would keep the process running.
    await stack.close();
    throw error;
  }
}

async function openReports(
  {
    roles: reviewers,
    index,
    everyMs,
    facts,
    directory: naming,
    unusual,
    exports: exporting,
    letters,
  }: AdminConfig,
  {
    audit,
    authorization,
    identity,
    graph,
    ledger,
    connect,
    certificateEnds,
    log,
    now,
  }: StartDependencies,
  stack: CloseStack,
): Promise<Reports> {
  const location = {
    ledger: audit.location,
    index,
    guardPath: audit.guard,
    witnesses: (audit.publish?.witnesses ?? []).map(({ key }) => key),
  };
  const roles = {
    reviewers,
    patients: selfRoles(authorization),
    directory: naming === null ? [] : (naming.roles ?? reviewers),
    thresholds: unusual.thresholds.roles ?? reviewers,
  };
  const staffIssuers = new Set(
    identity.issuers.flatMap((each) => (each.namesStaff ? each.issuer : [])),
  );
  const factSources =
    facts === null ? [] : createFactSources(facts, { supergraphSdl: graph.supergraphSdl, connect });
  // Without sources there is nothing to cache.
  const cacheMinutes = facts?.cacheMinutes ?? 1;
  const lookup = stack.use(
    createFactLookup({ sources: factSources, cacheMinutes, staffIssuers, ledger, log, now }),
  );
  const factLookup = withVipList(lookup, unusual.vip.file);
  const { supergraphSdl } = graph;
  const directory = stack.use(
    naming && createDirectory(naming, { supergraphSdl, connect, staffIssuers, log }),
  );
  const indexWorker = stack.use(await startIndexWorker({ ...location, everyMs }, log));
  const sources = { ...location, publicKey: indexWorker.publicKey };
  const queryWorker = stack.use(createQueuedWorker(sources, log));
  // The worker that verifies exists before a verification begins, which then sets where its progress goes.
  let onVerified: ((done: number, total: number) => void) | null = null;
  const scanWorker = stack.use(
    createReportWorker(sources, log, {
      verified: (done, total) => onVerified?.(done, total),
    }),
  );
  const comparisons = createComparisons((filter) => scanWorker.call('completeness', filter), now);
  const verifications = createVerifications((onProgress) => {
    onVerified = onProgress;
    return scanWorker.call('verify');
  }, now);
  const fields = createFieldPolicies(graph, viewOptions(authorization));
  // Cases of many days must not delay other reports.
  const caseWorker = stack.use(createQueuedWorker(sources, log));
  // The workers get the list as facts.
  const settings = { ...unusual, vip: { file: null } };
  const rules = { settings, factKeys: factLookup.keys };
  const root = createReportRoot({
    queryWorker,
    comparisons,
    verifications,
    fields,
    directory,
    staffNaming: letterStyle(letters, null).naming,
    ledger,
    deadlines: { certificateEnds, retention: audit.retention, now },
    isPatientId: createPatientIdCheck(identity.patientIds),
    now,
    unusual: createSurveillanceRoot({ caseWorker, comparisons, factLookup, rules, ledger, now }),
  });
  const exports = stack.use(
    createExports({
      sources: { ...sources, ...exporting, rules, letters },
      comparisons,
      facts: factLookup,
      directory,
      roles,
      atOnce: exporting.atOnce,
      ledger,
      log,
      now,
    }),
  );
  return {
    exports,
    gateway: createReports({ schema: createReportSchema(), root, roles, ledger, log }),
    abortScans: async () => {
      await Promise.all([scanWorker.close(), caseWorker.close(), exports.close()]);
    },
    close: stack.close,
  };
}

/** Roles that reach a patient as `self`. */
function selfRoles({ reach }: AuthorizationConfig): readonly string[] {
  return [...reach].flatMap(([role, { kind }]) => (kind === 'self' ? [role] : []));
}

function viewOptions({ defaultRoles, unmarked, mode, unreached, reach }: AuthorizationConfig) {
  const kinds = new Map([...reach].map(([role, { kind }]) => [role, kind] as const));
  return { defaultRoles, unmarked, mode, unreached, reach: kinds, further: new Map() };
}
