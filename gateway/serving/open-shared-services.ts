import type { BreakGlass } from '../access/break-glass/create-break-glass.ts';
import { openBreakGlass } from '../access/break-glass/open-break-glass.ts';
import { observeLedger } from '../audit/append/observe-ledger.ts';
import type { Ledger } from '../audit/append/ledger.ts';
import { openLedger } from '../audit/append/open-ledger.ts';
import { ledgerOptions } from '../config/ledger-options.ts';
import { certificatesInUse } from '../config/certificates-in-use.ts';
import type { Config } from '../config/config.ts';
import type { Prepared } from '../config/start/prepare-start.ts';
import { consoleSettings } from '../http/authentication/console-settings.ts';
import type { Certificate } from '../http/connection/open-certificate.ts';
import { shareSignIns } from '../http/authentication/share-sign-ins.ts';
import { createSignIns } from '../http/authentication/sign-ins.ts';
import { createRefusalSummary } from '../pipeline/limits/create-refusal-summary.ts';
import { openCallerLimits } from '../pipeline/limits/open-caller-limits.ts';
import type { Clock } from '../platform/clock.ts';
import type { CloseStack } from '../platform/process/close-stack.ts';
import type { DependencyStates } from '../platform/dependency-states.ts';
import type { Log } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics/create-metrics.ts';
import { NO_METRICS, type Metrics } from '../platform/metrics/metrics.ts';
import type { ConnectSubgraph } from '../platform/subgraph/connect-subgraph.ts';
import { watchCertificates } from '../platform/net/watch-certificates.ts';
import { startReports } from '../reports/api/start-reports.ts';
import type { SharedServices } from './shared-services.ts';

/** The shared services, in the process that has them. */
export interface OpenedServices extends SharedServices {
  readonly ledger: Pick<Ledger, 'appendWritten' | 'markUnreleased'>;
  readonly metrics: Metrics;
  readonly state: () => Awaited<ReturnType<SharedServices['state']>>;
  /** Aborts scans of the whole ledger, so that they do not delay a stop. */
  readonly abortScans: () => Promise<void>;
}

export interface SharedServicesOptions {
  readonly config: Config;
  readonly graph: Prepared['graph'];
  /** Of the operator's module of rules. */
  readonly rulesHash: string | null;
  readonly connect: ConnectSubgraph;
  /** Of the server; null serves plain HTTP. */
  readonly certificate: Certificate | null;
  /** Notes the outcome of calls to the store of limits. */
  readonly dependencyStates: DependencyStates;
  /** The outcome of calls to all dependencies, at all workers, for the metrics. */
  readonly allDependencyStates: Pick<DependencyStates, 'list'>;
  /** Metrics of further processes, as data of prom-client. */
  readonly otherProcesses: () => Promise<readonly object[]>;
  /** Closes what is opened here. */
  readonly stack: CloseStack;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Opens what requests share: limits, ledger, break-glass, reports and metrics.
 *
 * @throws StartError with every problem that the operator has to fix
 */
export async function openSharedServices({
  config,
  graph,
  rulesHash,
  connect,
  certificate,
  dependencyStates,
  allDependencyStates,
  otherProcesses,
  stack,
  log,
  clock,
}: SharedServicesOptions): Promise<OpenedServices> {
  const { now } = clock;
  const certificates = stack.use(
    watchCertificates(certificatesInUse(config, certificate), { log, now }),
  );
  const limits = stack.use(await openCallerLimits(config.limits, dependencyStates));
  const options = ledgerOptions(config, { graph, rulesHash }, { log, clock });
  const uncounted = stack.use(await openLedger(options));
  const metrics = config.server.metrics
    ? createMetrics({
        ledger: () => uncounted.health(),
        // Metrics are first printed after break-glass is open.
        stopsAge: () => breakGlass?.stopsAge() ?? null,
        certificateEnds: certificates.ends,
        dependencyStates: allDependencyStates,
        otherProcesses,
        now,
      })
    : NO_METRICS;
  const ledger = observeLedger(uncounted, metrics);
  const append: SharedServices['append'] = (record) => ledger.append(record);
  const refusals = stack.use(createRefusalSummary({ append, log, now }));
  const { limiter } = limits;
  const breakGlass = stack.use(await openBreakGlass(config, { ledger, limiter, log, now }));
  const reports = stack.use(
    config.admin &&
      (await startReports(config.admin, {
        audit: config.audit,
        authorization: config.authorization,
        identity: config.identity,
        graph,
        ledger,
        connect,
        certificateEnds: certificates.ends,
        log,
        now,
      })),
  );
  const console = consoleSettings(config);
  const signIns = console && createSignIns(console, now);
  return {
    ledger,
    append,
    ledgerKey: ledger.publicKey,
    limits,
    breakGlass: breakGlass satisfies BreakGlass | null,
    signIns: signIns && shareSignIns(signIns, limits.rememberedIds),
    reports: reports?.gateway ?? null,
    exports: reports?.exports ?? null,
    metrics,
    onRefusal: refusals.count,
    state: () => ({
      isLedgerReady: ledger.ready(),
      canCount: limits.canCount(),
      dependencies: dependencyStates.list(),
    }),
    abortScans: async () => {
      await reports?.abortScans();
    },
  };
}
