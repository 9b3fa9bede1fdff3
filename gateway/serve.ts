import { startBreakGlass } from './access/break-glass/start-break-glass.ts';
import { createIdentify } from './access/identity/create-identify.ts';
import { openIssuerKeys } from './access/identity/issuer-keys.ts';
import { openSubgraphIdentity } from './access/identity/open-subgraph-identity.ts';
import { openDecisionSources, type DecisionSources } from './access/open-decision-sources.ts';
import { observeLedger } from './audit/append/observe-ledger.ts';
import type { Ledger } from './audit/append/ledger.ts';
import { openLedger } from './audit/append/open-ledger.ts';
import type { AuditRecord } from './audit/record/record.ts';
import { authorizationOptions } from './config/authorization-options.ts';
import type { Config } from './config/config.ts';
import { ledgerOptions } from './config/ledger-options.ts';
import { prepareConfig, type Prepared } from './config/start/prepare-start.ts';
import { consoleSettings, withLedgerKey } from './http/console-settings.ts';
import { createHttpServer } from './http/create-http-server.ts';
import { createPipeline, type Pipeline } from './pipeline/create-pipeline.ts';
import type { SubgraphLimits } from './pipeline/execution/inner-gateway.ts';
import { planInThread } from './pipeline/execution/plan-thread.ts';
import { createRefusalSummary } from './pipeline/limits/create-refusal-summary.ts';
import {
  createUnplannedBudget,
  type UnplannedBudget,
} from './pipeline/limits/create-unplanned-budget.ts';
import { SYSTEM_CLOCK, type Clock } from './platform/clock.ts';
import { createCloseStack } from './platform/close-stack.ts';
import { createRateLimit } from './platform/create-rate-limit.ts';
import { createFailingParts } from './platform/failing-parts.ts';
import { createLog, type Log } from './platform/log.ts';
import { createMetrics } from './platform/metrics/create-metrics.ts';
import { NO_METRICS } from './platform/metrics/metrics.ts';
import { serveMetrics } from './platform/metrics/serve-metrics.ts';
import { createReadiness } from './platform/readiness.ts';
import { observeSubgraphs } from './platform/subgraph/observe-subgraphs.ts';
import { startReports } from './reports/api/start-reports.ts';

/** A running gateway. */
export interface RunningGateway {
  /** URL of the GraphQL endpoint. */
  readonly url: string;
  /** URL of the metrics; null where they are disabled. */
  readonly metricsUrl: string | null;
  /** Reports unreadiness and keeps serving for `server.pauseSeconds`. Call it before `close`. */
  readonly pause: () => Promise<void>;
  /**
   * Accepts nothing new, gives requests under way `server.shutdownSeconds` to end and be recorded, aborts what they wait
   * for after that, and records the stop.
   */
  readonly close: () => Promise<void>;
}

/**
 * Starts a gateway: graph, decision sources, ledger, pipeline, break-glass, reports and HTTP server, in this order, so
 * that it listens only once everything behind it works. `clock` sets the time of records; requests to subgraphs are
 * signed by the machine's clock, because subgraphs check them by theirs.
 *
 * @throws StartError with every problem that the operator has to fix. Everything that was started is closed again.
 */
export async function serve(
  config: Config,
  log = createLog(config.log.level),
  clock: Clock = SYSTEM_CLOCK,
  prepared: Prepared | null = null,
): Promise<RunningGateway> {
  const { graph, rules, identity } =
    prepared ?? (await prepareConfig(config, openSubgraphIdentity));
  const { now } = clock;
  const { supergraphSdl } = graph;
  const signRequestToken = identity?.signRequestToken ?? null;
  const console = consoleSettings(config);
  const parts = createFailingParts({ log });
  const stack = createCloseStack();
  let isStopping = false;
  const close = () => {
    isStopping = true;
    return stack.close();
  };
  try {
    const keys = stack.use(openIssuerKeys(config.identity, parts.note));
    // Waits for the first attempt only: an issuer that is down does not prevent the start.
    await keys.watch();
    const sources = stack.use(
      openDecisionSources(config, { supergraphSdl, signRequestToken, log }),
    );

    const recorded = { graph, rulesHash: rules.hash };
    const opened = stack.use(
      await openLedger(ledgerOptions(config, recorded, { log, clock }), clock),
    );
    warnOfRisks(config, graph, log);
    const metrics = config.server.metrics
      ? createMetrics({
          ledger: () => opened.health(),
          stopsAge: () => breakGlass?.stopsAge() ?? null,
          parts,
        })
      : NO_METRICS;
    const ledger = observeLedger(opened, metrics);

    const unplanned = createUnplannedBudget(config.limits);
    const subgraphs = { signRequestToken, onOutcome: observeSubgraphs({ metrics, parts, log }) };
    const pipeline = stack.use(
      await startPipeline(config, {
        graph,
        rules,
        sources,
        ledger,
        unplanned,
        subgraphs,
        log,
        now,
      }),
    );
    const append = (record: AuditRecord) => ledger.append(record);
    const refusals = stack.use(createRefusalSummary({ append, log, now }));
    const breakGlass = stack.use(await startBreakGlass(config, { ledger, log, now }));
    const readiness = createReadiness({
      isStopping: () => isStopping,
      isLedgerReady: () => ledger.ready(),
      hasKeys: keys.hasUsable,
      parts,
    });
    const metricsServer = stack.use(
      config.server.metrics && (await serveMetrics(metrics, config.server.metrics, readiness)),
    );
    const reports = stack.use(
      config.admin &&
        (await startReports(config.admin, {
          ...config,
          graph,
          ledger,
          signRequestToken,
          log,
          now,
        })),
    );
    const server = stack.use(
      await createHttpServer({
        config,
        gateway: pipeline.gateway,
        identify: createIdentify(config, now, keys),
        unplanned,
        rateLimit: createRateLimit(config.limits.requestsPerMinute),
        breakGlass,
        reports: reports?.gateway ?? null,
        exports: reports?.exports ?? null,
        readiness,
        jwks: identity?.jwks ?? null,
        console: console && withLedgerKey(console, opened.publicKey),
        append,
        settled: pipeline.settled,
        onOvertime: () => {
          log.warn('requests that were under way at the stop are aborted');
          return Promise.all([pipeline.abort(), sources.close()]);
        },
        onRefusal: refusals.count,
        onAnswer: metrics.answered,
        log,
        now,
      }),
    );
    if (reports) stack.defer(reports.abortScans);
    log.info('gateway is ready', {
      hash: graph.policy.hash,
      port: Number(new URL(server.url).port),
      censusDay: config.deidentification.smallAreas.asOf,
    });
    return {
      url: `${server.url}/graphql`,
      metricsUrl: metricsServer?.url ?? null,
      pause: () => {
        isStopping = true;
        return server.pause();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function warnOfRisks({ authorization }: Config, { trusted }: Prepared['graph'], log: Log): void {
  if (trusted) log.warn('supergraph is served without comparing it with its subgraphs');
  if (authorization.mode === 'dry-run') log.warn('dry run, nothing is denied');
}

function startPipeline(
  config: Config,
  parts: Pick<Prepared, 'graph' | 'rules'> & {
    readonly sources: DecisionSources;
    readonly ledger: Ledger;
    readonly unplanned: UnplannedBudget;
    readonly subgraphs: Pick<SubgraphLimits, 'signRequestToken' | 'onOutcome'>;
    readonly log: Log;
    readonly now: () => number;
  },
): Promise<Pipeline> {
  const { graph, rules, sources, ledger, unplanned, subgraphs, log, now } = parts;
  return createPipeline({
    supergraphSdl: graph.supergraphSdl,
    policy: graph.policy,
    authorization: authorizationOptions(config),
    customRules: rules.rules,
    pseudonymKey: config.pseudonymKey,
    smallAreas: config.deidentification.smallAreas.areas,
    subgraph: { ...config.subgraph, ...subgraphs, planning: planInThread },
    limits: config.limits,
    unplanned,
    introspection: config.introspection,
    ledger,
    relationships: sources.relationships,
    policySource: sources.policySource,
    log,
    now,
  });
}
