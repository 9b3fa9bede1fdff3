import type { BreakGlass } from './access/break-glass/create-break-glass.ts';
import { openBreakGlass } from './access/break-glass/open-break-glass.ts';
import { createIdentify } from './access/identity/create-identify.ts';
import { openIssuerKeys, type IssuerKeys } from './access/identity/issuer-keys.ts';
import { createRevocations, type Revocations } from './access/identity/revocations.ts';
import { messageSigning } from './access/identity/message-signing.ts';
import { openSubgraphIdentity } from './access/identity/open-subgraph-identity.ts';
import { openDecisionSources, type DecisionSources } from './access/open-decision-sources.ts';
import { observeLedger } from './audit/append/observe-ledger.ts';
import type { Ledger } from './audit/append/ledger.ts';
import { openLedger } from './audit/append/open-ledger.ts';
import type { AuditRecord } from './audit/record/record.ts';
import { authorizationOptions } from './config/authorization-options.ts';
import { certificatesInUse } from './config/certificates-in-use.ts';
import type { Config } from './config/config.ts';
import { ledgerOptions } from './config/ledger-options.ts';
import { prepareConfig, type Prepared } from './config/start/prepare-start.ts';
import { warnOfRisks } from './config/start/warn-of-risks.ts';
import { consoleSettings, withLedgerKey } from './http/console-settings.ts';
import { createDevelopment, type Development } from './http/development/create-development.ts';
import { openCertificate, type Certificate } from './http/open-certificate.ts';
import { createHttpServer, type HttpServerOptions } from './http/create-http-server.ts';
import { openDocuments, type Documents } from './pipeline/documents/open-documents.ts';
import { createPipeline, type Pipeline } from './pipeline/create-pipeline.ts';
import { planInThread } from './pipeline/execution/plan-thread.ts';
import {
  createRefusalSummary,
  type RefusalSummary,
} from './pipeline/limits/create-refusal-summary.ts';
import { openCallerLimits, type CallerLimits } from './pipeline/limits/open-caller-limits.ts';
import { SYSTEM_CLOCK, type Clock } from './platform/clock.ts';
import { createCloseStack, type CloseStack } from './platform/close-stack.ts';
import { createFailingParts, type FailingParts } from './platform/failing-parts.ts';
import { createLog, type Log } from './platform/log.ts';
import { createMetrics, type MetricSources } from './platform/metrics/create-metrics.ts';
import { NO_METRICS, type Metrics } from './platform/metrics/metrics.ts';
import { serveMetrics } from './platform/metrics/serve-metrics.ts';
import { createReadiness } from './platform/readiness.ts';
import {
  createConnectSubgraph,
  type ConnectSubgraph,
} from './platform/subgraph/connect-subgraph.ts';
import { observeSubgraphs } from './platform/subgraph/observe-subgraphs.ts';
import { watchCertificates, type CertificateWatch } from './platform/watch-certificates.ts';
import { startReports, type Reports } from './reports/api/start-reports.ts';

/** A running gateway. */
export interface RunningGateway {
  /** URL of the GraphQL endpoint. */
  readonly url: string;
  /** URL of the metrics; null where they are disabled. */
  readonly metricsUrl: string | null;
  /** URL of GraphiQL; null outside development mode. */
  readonly graphiqlUrl: string | null;
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
 * that it listens only once everything behind it works. `clock` sets the time of records; the bearer tokens of requests
 * to subgraphs have the machine's time, because subgraphs check them by theirs.
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
  const consoleOptions = consoleSettings(config);
  const { now } = clock;
  const connect = createConnectSubgraph(
    config,
    identity?.signRequestToken ?? null,
    messageSigning(identity?.signRequest ?? null),
    log,
  );
  const failingParts = createFailingParts({ log });
  const stack = createCloseStack();
  let isStopping = false;
  const close = () => {
    isStopping = true;
    return stack.close();
  };
  const certificate = config.server.tls && openCertificate(config.server.tls, { log, now });
  const certificates = stack.use(
    watchCertificates(certificatesInUse(config, certificate), { log, now }),
  );
  const start: Start = {
    config,
    development: createDevelopment(config, graph.policy.roles),
    graph,
    rules,
    connect,
    certificate,
    certificates,
    failingParts,
    stack,
    log,
    clock,
  };
  try {
    const decisions = await openDecisions(start);
    const limits = stack.use(await openCallerLimits(config.limits, failingParts));
    // Metrics are first printed after break-glass is open.
    const recording = await openRecording(start, () => breakGlass?.stopsAge() ?? null);
    const { ledger, metrics } = recording;
    warnOfRisks(config, graph, log);
    const pipeline = await startPipeline(start, { decisions, recording, limits });
    const { note } = failingParts;
    const documents = stack.use(await openDocuments(config.documents, { note, log }));
    const { limiter } = limits;
    const breakGlass = stack.use(await openBreakGlass(config, { ledger, limiter, log, now }));
    const readiness = createReadiness({
      isStopping: () => isStopping,
      isLedgerReady: () => ledger.ready(),
      hasKeys: decisions.keys.hasUsable,
      canCount: limits.canCount,
      failingParts,
    });
    const metricsServer = stack.use(
      config.server.metrics && (await serveMetrics(metrics, config.server.metrics, readiness)),
    );
    const reportDependencies = { ...config, graph, ledger, connect, log, now };
    const reports = stack.use(
      config.admin && (await startReports(config.admin, reportDependencies)),
    );
    const connected = { decisions, recording, limits, pipeline, documents, breakGlass, reports };
    const server = stack.use(
      await createHttpServer({
        ...httpOptions(start, connected),
        readiness,
        jwks: identity?.jwks ?? null,
        console: consoleOptions && withLedgerKey(consoleOptions, ledger.publicKey),
      }),
    );
    // Last in, so first at the stop: scans of the whole ledger must not delay the close of the server.
    if (reports) stack.defer(reports.abortScans);
    documents.follow(pipeline.planAhead);
    log.info('gateway is ready', {
      hash: graph.policy.hash,
      port: Number(new URL(server.url).port),
      censusDay: config.deidentification.smallAreas.asOf,
    });
    return {
      url: `${server.url}/graphql`,
      metricsUrl: metricsServer?.url ?? null,
      graphiqlUrl: config.development ? `${server.url}/graphiql` : null,
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

/** What every step of the start works with. */
interface Start extends Pick<Prepared, 'graph' | 'rules'> {
  readonly config: Config;
  readonly connect: ConnectSubgraph;
  readonly development: Development | null;
  /** Null serves plain HTTP. */
  readonly certificate: Certificate | null;
  readonly certificates: CertificateWatch;
  readonly failingParts: FailingParts;
  /** Closes what the steps have opened. */
  readonly stack: CloseStack;
  readonly log: Log;
  readonly clock: Clock;
}

/** What decides on a request from outside the gateway: the issuers' keys and lists of revoked tokens, care teams, consent and policies. */
interface Decisions {
  readonly keys: IssuerKeys;
  readonly revocations: Revocations;
  readonly sources: DecisionSources;
}

async function openDecisions(start: Start): Promise<Decisions> {
  const { config, graph, connect, failingParts, stack, log } = start;
  const keys = stack.use(openIssuerKeys(config.identity, failingParts.note));
  // Waits for the first attempt only: an issuer that is down does not prevent the start.
  const revocations = stack.use(createRevocations(config.identity, { note: failingParts.note }));
  await Promise.all([keys.watch(), revocations.follow()]);
  const { supergraphSdl } = graph;
  const sources = stack.use(openDecisionSources(config, { supergraphSdl, connect, log }));
  return { keys, revocations, sources };
}

/** What records requests: the ledger, the summary of refusals in it, and the metrics, which count its appends. */
interface Recording {
  readonly ledger: Ledger;
  readonly append: (record: AuditRecord) => Promise<unknown>;
  readonly refusals: RefusalSummary;
  readonly metrics: Metrics;
}

async function openRecording(
  { config, graph, rules, certificates, failingParts, stack, log, clock }: Start,
  stopsAge: MetricSources['stopsAge'],
): Promise<Recording> {
  const options = ledgerOptions(config, { graph, rulesHash: rules.hash }, { log, clock });
  const uncounted = stack.use(await openLedger(options, clock));
  const metrics = config.server.metrics
    ? createMetrics({
        ledger: () => uncounted.health(),
        stopsAge,
        certificateEnds: certificates.ends,
        failingParts,
        now: clock.now,
      })
    : NO_METRICS;
  const ledger = observeLedger(uncounted, metrics);
  const append = (record: AuditRecord) => ledger.append(record);
  const refusals = stack.use(createRefusalSummary({ append, log, now: clock.now }));
  return { ledger, append, refusals, metrics };
}

async function startPipeline(
  { config, graph, rules, connect, development, failingParts, stack, log, clock }: Start,
  {
    decisions: { sources },
    recording: { ledger, metrics },
    limits,
  }: {
    readonly decisions: Decisions;
    readonly recording: Recording;
    readonly limits: CallerLimits;
  },
): Promise<Pipeline> {
  const pipeline = await createPipeline({
    supergraphSdl: graph.supergraphSdl,
    policy: graph.policy,
    authorization: authorizationOptions(config),
    customRules: rules.rules,
    pseudonymKey: config.pseudonymKey,
    smallAreas: config.deidentification.smallAreas.areas,
    subgraph: {
      connect,
      maxBytesInFlight: config.subgraph.maxBytesInFlight,
      observe: observeSubgraphs({ metrics, failingParts, log }),
      ...(development && { noteErrors: development.subgraphErrors.note }),
      planning: planInThread,
    },
    limits: config.limits,
    chargeCost: limits.rateLimit.chargeCost,
    unplannedBudget: limits.unplannedBudget,
    introspection: config.introspection || config.development,
    ledger,
    relationships: sources.relationships,
    policySource: sources.policySource,
    onExecuted: metrics.executed,
    log,
    now: clock.now,
  });
  return stack.use(pipeline);
}

/** Connects the HTTP server with the parts behind it. */
function httpOptions(
  { config, development, certificate, log, clock }: Start,
  connected: {
    readonly decisions: Decisions;
    readonly recording: Recording;
    readonly limits: CallerLimits;
    readonly pipeline: Pipeline;
    readonly documents: Documents;
    readonly breakGlass: BreakGlass | null;
    readonly reports: Reports | null;
  },
): Omit<HttpServerOptions, 'readiness' | 'jwks' | 'console'> {
  const { decisions, recording, limits, pipeline, documents, breakGlass, reports } = connected;
  return {
    config,
    development,
    certificate,
    gateway: pipeline.gateway,
    // Apollo Server adds what development mode shows.
    execute: development === null ? pipeline.gateway.execute : null,
    identify: createIdentify(config, clock.now, decisions.keys, {
      revocations: decisions.revocations,
      isFirstUse: limits.isFirstUse,
      onRolesMissing: (index) => {
        log.warn('first token of an issuer has no claim of roles, correct its setting', {
          setting: `identity.issuers[${index}].roles.claim`,
        });
      },
    }),
    unplannedBudget: limits.unplannedBudget,
    rateLimit: limits.rateLimit,
    documents,
    onUntrusted: recording.metrics.untrustedServed,
    breakGlass,
    reports: reports?.gateway ?? null,
    exports: reports?.exports ?? null,
    append: recording.append,
    whenIdle: pipeline.whenIdle,
    onOvertime: () => {
      log.warn('requests that were under way at the stop are aborted');
      return Promise.all([pipeline.abort(), decisions.sources.close()]);
    },
    onRefusal: recording.refusals.count,
    onAnswer: recording.metrics.answered,
    log,
    now: clock.now,
  };
}
