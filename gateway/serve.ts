import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { createPatientIdCheck } from '../directives/patient-id.ts';
import { openLedger } from './audit/append/open-ledger.ts';
import type { Ledger } from './audit/append/open-ledger.ts';
import { startBreakGlass } from './access/break-glass/start-break-glass.ts';
import type { Config } from './config/config.ts';
import { hashDecisions } from './config/hash-decisions.ts';
import { StartError } from './platform/errors.ts';
import { planInThread } from './pipeline/execution/plan-thread.ts';
import { createFailureLine } from './platform/failure-line.ts';
import { createFailingParts } from './platform/failing-parts.ts';
import { createIdentify } from './access/identity/create-identify.ts';
import { openIssuerKeys } from './access/identity/issuer-keys.ts';
import { openSubgraphIdentity } from './access/identity/open-subgraph-identity.ts';
import { ledgerLog } from './platform/ledger-log.ts';
import { createUnplannedBudget } from './pipeline/limits/create-unplanned-budget.ts';
import { createRateLimit } from './platform/create-rate-limit.ts';
import { createRefusalSummary } from './pipeline/limits/create-refusal-summary.ts';
import { createLog } from './platform/log.ts';
import type { Log } from './platform/log.ts';
import { createMetrics } from './platform/metrics/create-metrics.ts';
import { NO_METRICS } from './platform/metrics/metrics.ts';
import { observeLedger } from './audit/append/observe-ledger.ts';
import { serveMetrics } from './platform/metrics/serve-metrics.ts';
import { createPolicySource } from './access/policies/create-policy-source.ts';
import { createPipeline } from './pipeline/create-pipeline.ts';
import { createReadiness } from './platform/readiness.ts';
import { createRelationships } from './access/relationships/create-relationships.ts';
import { startReports } from './reports/api/start-reports.ts';
import { consoleSettings, withLedgerKey } from './http/console-settings.ts';
import { createHttpServer } from './http/create-http-server.ts';
import { prepareConfig, type Prepared } from './config/start/prepare-start.ts';
import type { Graph } from './pipeline/supergraph/load-graph.ts';
import { SYSTEM_CLOCK, type Clock } from './platform/clock.ts';
import { readVersion } from './platform/version.ts';

/** A gateway that answers. */
export interface RunningGateway {
  /** Of the GraphQL endpoint. */
  readonly url: string;
  /** Of the metrics; null where they are asked for nowhere. */
  readonly metricsUrl: string | null;
  /** Says that it isn't ready and goes on serving for `server.pauseSeconds`: to be called before `close`. */
  readonly pause: () => Promise<void>;
  /**
   * Takes nothing new, gives running requests `server.shutdownSeconds` to end and be recorded, aborts what they
   * wait for after that, then records its own stop.
   */
  readonly close: () => Promise<void>;
}

/**
 * Starts the gateway: files and graph (unless they are prepared), relationship source, ledger, request pipeline, HTTP
 * edge, in this order, so that nothing listens before everything behind it works.
 *
 * @throws StartError with what the operator has to mend. Whatever was started by then is stopped again.
 */
export async function serve(
  config: Config,
  log = createLog(config.log.level),
  time: Clock = SYSTEM_CLOCK,
  prepared: Prepared | null = null,
): Promise<RunningGateway> {
  const clock = time.now;
  // Requests to subgraphs are signed by the machine's clock, since subgraphs check them by theirs.
  const { graph, rules, identity } =
    prepared ?? (await prepareConfig(config, openSubgraphIdentity));
  const console = consoleSettings(config);
  const parts = createFailingParts({ log });
  const sayBusy = createFailureLine('subgraph call met a limit of bytes or connections', {
    log,
    clock: () => performance.now(),
  });
  const keys = openIssuerKeys(config.identity, parts.note);
  const identify = createIdentify(config, clock, keys);
  const sign = identity?.sign ?? null;

  const started: (() => Promise<void>)[] = [async () => keys.close()];
  let isStopping = false;
  const close = async () => {
    isStopping = true;
    for (const stop of started.splice(0).toReversed()) await stop();
  };
  try {
    // Whether they come or not: an issuer that is down holds up no start for longer than that takes to see.
    await keys.watch();
    const relationships =
      config.relationships && createRelationships(config.relationships, { ...graph, sign, log });
    if (relationships) started.push(() => relationships.close());
    const policySource =
      config.authorization.policies &&
      createPolicySource(config.authorization.policies, { log, clock: () => performance.now() });
    if (policySource) started.push(() => policySource.close());
    const opened = await startLedger(config, { ...graph, rulesHash: rules.hash }, { log, time });
    started.push(() => opened.close());
    const metrics = config.server.metrics
      ? createMetrics({
          ledger: () => opened.health(),
          stopsAge: () => breakGlass?.stopsAge() ?? null,
          parts,
        })
      : NO_METRICS;
    const ledger = observeLedger(opened, metrics);
    const unplanned = createUnplannedBudget(config.limits);
    const pipeline = await createPipeline({
      supergraphSdl: graph.supergraphSdl,
      policy: graph.policy,
      authorization: {
        reach: new Map([...config.authorization.reach].map(([role, { kind }]) => [role, kind])),
        defaultRoles: config.authorization.defaultRoles,
        unmarked: config.authorization.unmarked,
        purposes: config.purpose?.categories ?? new Map(),
        breakGlassRoles: config.breakGlass?.roles ?? [],
        consent: config.relationships?.consent ?? false,
        mode: config.authorization.mode,
        unreached: config.authorization.unreached,
        patientIds: config.identity.patientIds,
        lists: config.deidentification.lists,
      },
      customRules: rules.rules,
      pseudonymKey: config.pseudonymKey,
      smallAreas: config.deidentification.smallAreas.areas,
      subgraph: {
        ...config.subgraph,
        sign,
        planning: planInThread,
        onOutcome: (name, failure) => {
          if (failure !== null) metrics.subgraphFailed(name, failure.code);
          // For want of our own connections or memory: the subgraph may be well.
          if (failure?.code === 'SUBGRAPH_BUSY') sayBusy({ subgraph: name, code: failure.code });
          else parts.note({ kind: 'subgraph', name }, failure);
        },
      },
      limits: config.limits,
      unplanned,
      introspection: config.introspection,
      ledger,
      relationships,
      policySource,
      log,
      clock,
    });
    started.push(() => pipeline.close());
    const refusals = createRefusalSummary({
      append: (record) => ledger.append(record),
      log,
      clock,
      intervalMs: 60_000,
    });
    started.push(() => refusals.close());
    const breakGlass =
      config.breakGlass &&
      (await startBreakGlass(config.breakGlass, {
        isPatientId: createPatientIdCheck(config.identity.patientIds),
        ledger,
        location: config.audit.location,
        log,
        clock,
      }));
    if (breakGlass) started.push(() => breakGlass.close());
    const readiness = createReadiness({
      isStopping: () => isStopping,
      isLedgerReady: () => ledger.ready(),
      hasKeys: keys.hasUsable,
      parts,
    });
    const watched =
      config.server.metrics && (await serveMetrics(metrics, config.server.metrics, readiness));
    if (watched) started.push(() => watched.close());
    const reports =
      config.admin &&
      (await startReports(config.admin, { ...config, graph, ledger, sign, log, clock }));
    if (reports) started.push(() => reports.close());
    const server = await createHttpServer({
      config,
      gateway: pipeline.gateway,
      identify,
      unplanned,
      rateLimit: createRateLimit(config.limits.requestsPerMinute),
      breakGlass,
      reports: reports?.gateway ?? null,
      exports: reports?.exports ?? null,
      readiness,
      jwks: identity?.jwks ?? null,
      console: console && withLedgerKey(console, opened.publicKey),
      append: (record) => ledger.append(record),
      settled: pipeline.settled,
      onOvertime: () => {
        log.warn('requests that were under way at the stop are aborted');
        return Promise.all([pipeline.abort(), relationships?.close(), policySource?.close()]);
      },
      onRefusal: refusals.count,
      onAnswer: metrics.answered,
      log,
      clock,
    });
    started.push(() => server.close());
    if (reports) started.push(() => reports.cutShort());
    log.info('gateway is ready', {
      hash: graph.policy.hash,
      port: Number(new URL(server.url).port),
      censusDay: config.deidentification.smallAreas.asOf,
    });
    return {
      url: `${server.url}/graphql`,
      metricsUrl: watched?.url ?? null,
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

/** Opens the ledger; what decides beside the marks, and whether they were taken on trust, is on the record. */
async function startLedger(
  config: Config,
  graph: Graph & { readonly rulesHash: string | null },
  { log, time }: { readonly log: Log; readonly time: Clock },
): Promise<Ledger> {
  const { audit, authorization } = config;
  const { smallAreas, lists } = config.deidentification;
  const options = {
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
      supergraph: graph.trusted ? 'trusted' : 'compared',
      mode: authorization.mode,
      rules: graph.rulesHash,
      smallAreas: smallAreas.asOf,
      lists,
      ...hashDecisions(config),
    },
    identity: audit.identity,
    retention: audit.retention,
    publish: audit.publish,
    clock: time.now,
    log: ledgerLog(log),
  };
  const ledger = await openLedger(options, time);
  if (graph.trusted) log.warn('supergraph is served without comparing it with its subgraphs');
  if (authorization.mode === 'dry-run') log.warn('dry run, nothing is denied');
  return ledger;
}

function readCheckpointFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StartError([`${path} cannot be read.`], { cause });
  }
}
