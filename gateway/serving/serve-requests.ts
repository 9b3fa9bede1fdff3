import { createIdentify } from '../access/identity/create-identify.ts';
import { openIssuerKeys, type IssuerKeys } from '../access/identity/issuer-keys.ts';
import { createRevocations, type Revocations } from '../access/identity/revocations.ts';
import type { SubgraphIdentity } from '../access/identity/open-subgraph-identity.ts';
import { openDecisionSources, type DecisionSources } from '../access/open-decision-sources.ts';
import { authorizationOptions } from '../config/authorization-options.ts';
import type { Config } from '../config/config.ts';
import type { Prepared } from '../config/start/prepare-start.ts';
import { consoleSettings, withLedgerKey } from '../http/authentication/console-settings.ts';
import { createHttpServer, type HttpServer } from '../http/create-http-server.ts';
import { createDevelopment, type Development } from '../http/development/create-development.ts';
import type { Certificate } from '../http/connection/open-certificate.ts';
import { createPipeline, type Pipeline } from '../pipeline/create-pipeline.ts';
import { openDocuments } from '../pipeline/documents/open-documents.ts';
import { planInThread } from '../pipeline/execution/plan-thread.ts';
import {
  createUnplannedBudget,
  type UnplannedBudget,
} from '../pipeline/limits/create-unplanned-budget.ts';
import { rateLimitsOf } from '../pipeline/limits/limits-by-role.ts';
import type { Clock } from '../platform/clock.ts';
import { createCloseStack, type CloseStack } from '../platform/process/close-stack.ts';
import type { DependencyStates } from '../platform/dependency-states.ts';
import type { Log } from '../platform/log.ts';
import { createRateLimit, type RateLimit } from '../platform/rates/create-rate-limit.ts';
import { createReadiness, type Readiness } from '../platform/readiness.ts';
import type { ConnectSubgraph } from '../platform/subgraph/connect-subgraph.ts';
import { observeSubgraphs } from '../platform/subgraph/observe-subgraphs.ts';
import type { SharedServices } from './shared-services.ts';

/** The part of a gateway that serves requests. */
export interface ServedRequests {
  /** The base URL, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly readiness: () => Promise<Readiness>;
  /** As that of the HTTP server. */
  readonly pause: HttpServer['pause'];
  /** Closes the HTTP server as {@link HttpServer.close} does, then everything behind it. */
  readonly close: () => Promise<void>;
}

/** What requests need of the graph. */
export type ServedGraph = Pick<Prepared['graph'], 'supergraphSdl' | 'policy' | 'clientSchema'>;

export interface RequestOptions {
  readonly config: Config;
  readonly graph: ServedGraph;
  readonly customRules: Prepared['rules']['rules'];
  readonly identity: SubgraphIdentity | null;
  readonly connect: ConnectSubgraph;
  /** Null serves plain HTTP. */
  readonly certificate: Certificate | null;
  readonly dependencyStates: DependencyStates;
  readonly shared: SharedServices;
  readonly isStopping: () => boolean;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Starts serving requests over the shared services: decision sources, pipeline and HTTP server, in this order, so that it
 * listens only once everything behind it works.
 *
 * @throws StartError with every problem that the operator has to fix. Everything that was started is closed again.
 */
export async function serveRequests(options: RequestOptions): Promise<ServedRequests> {
  const stack = createCloseStack();
  try {
    const { config, identity, dependencyStates, shared, isStopping, log, clock } = options;
    const { limiter, ownLimiter } = shared.limits;
    const rateLimit = createRateLimit(rateLimitsOf(config.limits), limiter);
    const unplannedBudget = createUnplannedBudget(config.limits, ownLimiter);
    const development = createDevelopment(config, options.graph.policy.roles);
    const decisions = await openDecisions(options, stack);
    const pipeline = stack.use(
      await startPipeline(options, {
        sources: decisions.sources,
        rateLimit,
        unplannedBudget,
        development,
      }),
    );
    const { note } = dependencyStates;
    const documents = stack.use(await openDocuments(config.documents, { note, log }));
    const readiness = async () => {
      const { isLedgerReady, canCount, dependencies } = await shared.state();
      const isReady = createReadiness({
        isStopping,
        isLedgerReady: () => isLedgerReady,
        hasKeys: decisions.keys.hasUsable,
        canCount: () => canCount,
        dependencyStates: {
          list: () => [...new Map([...dependencies, ...dependencyStates.list()])],
        },
      });
      return isReady();
    };
    const consoleOptions = consoleSettings(config);
    const server = stack.use(
      await createHttpServer({
        config,
        development,
        certificate: options.certificate,
        gateway: pipeline.gateway,
        // Apollo Server adds what development mode shows.
        execute: development === null ? pipeline.gateway.execute : null,
        identify: createGatewayIdentify(options, decisions),
        unplannedBudget,
        rateLimit,
        documents,
        onUntrusted: shared.metrics.untrustedServed,
        breakGlass: shared.breakGlass,
        signIns: shared.signIns,
        reports: shared.reports,
        exports: shared.exports,
        readiness,
        jwks: identity?.jwks ?? null,
        console: consoleOptions && withLedgerKey(consoleOptions, shared.ledgerKey),
        append: shared.append,
        whenIdle: pipeline.whenIdle,
        onOvertime: () => {
          log.warn('requests that were under way at the stop are aborted');
          return Promise.all([pipeline.abort(), decisions.sources.close()]);
        },
        onRefusal: shared.onRefusal,
        onAnswer: shared.metrics.answered,
        log,
        now: clock.now,
      }),
    );
    documents.follow(pipeline.planAhead);
    return { url: server.url, readiness, pause: server.pause, close: stack.close };
  } catch (error) {
    await stack.close();
    throw error;
  }
}

/** Outside sources of decisions: issuers' keys, revocation lists, relationships, policies. */
interface DecisionParts {
  readonly keys: IssuerKeys;
  readonly revocations: Revocations;
  readonly sources: DecisionSources;
}

async function openDecisions(
  {
    config,
    graph,
    connect,
    dependencyStates,
    log,
  }: Pick<RequestOptions, 'config' | 'graph' | 'connect' | 'dependencyStates' | 'log'>,
  stack: CloseStack,
): Promise<DecisionParts> {
  const keys = stack.use(openIssuerKeys(config.identity, dependencyStates.note));
  // Waits for the first attempt only: an issuer that is down does not prevent the start.
  const revocations = stack.use(
    createRevocations(config.identity, { note: dependencyStates.note }),
  );
  await Promise.all([keys.watch(), revocations.follow()]);
  const { supergraphSdl } = graph;
  const sources = stack.use(openDecisionSources(config, { supergraphSdl, connect, log }));
  return { keys, revocations, sources };
}

function startPipeline(
  { config, graph, customRules, connect, dependencyStates, shared, log, clock }: RequestOptions,
  {
    sources,
    rateLimit,
    unplannedBudget,
    development,
  }: {
    readonly sources: DecisionSources;
    readonly rateLimit: RateLimit;
    readonly unplannedBudget: UnplannedBudget;
    readonly development: Development | null;
  },
): Promise<Pipeline> {
  const { metrics, append } = shared;
  return createPipeline({
    supergraphSdl: graph.supergraphSdl,
    policy: graph.policy,
    clientSchema: graph.clientSchema,
    authorization: authorizationOptions(config),
    customRules,
    pseudonymKey: config.pseudonymKey,
    smallAreas: config.deidentification.smallAreas.areas,
    subgraph: {
      connect,
      maxBytesInFlight: config.subgraph.maxBytesInFlight,
      observe: observeSubgraphs({ metrics, dependencyStates, log }),
      ...(development && { noteErrors: development.subgraphErrors.note }),
      planning: planInThread,
    },
    limits: config.limits,
    chargeCost: rateLimit.chargeCost,
    unplannedBudget,
    introspection: config.introspection || config.development,
    append,
    relationships: sources.relationships,
    policySource: sources.policySource,
    onExecuted: metrics.executed,
    onRuleFailed: metrics.ruleFailed,
    log,
    now: clock.now,
  });
}

function createGatewayIdentify(
  { config, shared, log, clock }: Pick<RequestOptions, 'config' | 'shared' | 'log' | 'clock'>,
  { keys, revocations }: DecisionParts,
) {
  return createIdentify(config, clock.now, keys, {
    revocations,
    isFirstUse: shared.limits.isFirstUse,
    onRolesMissing: (index) => {
      log.warn('first token of an issuer has no claim of roles, correct its setting', {
        setting: `identity.issuers[${index}].roles.claim`,
      });
    },
  });
}
