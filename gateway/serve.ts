import { openSubgraphIdentity } from './access/identity/open-subgraph-identity.ts';
import { messageSigning } from './access/identity/message-signing.ts';
import type { Config } from './config/config.ts';
import { openGraphCache, prepareConfig, type Prepared } from './config/start/prepare-start.ts';
import { warnOfRisks } from './config/start/warn-of-risks.ts';
import { openCertificate } from './http/connection/open-certificate.ts';
import { SYSTEM_CLOCK, type Clock } from './platform/clock.ts';
import { createCloseStack } from './platform/process/close-stack.ts';
import { createDependencyStates } from './platform/dependency-states.ts';
import { createLog } from './platform/log.ts';
import { serveMetrics } from './platform/metrics/serve-metrics.ts';
import { createConnectSubgraph } from './platform/subgraph/connect-subgraph.ts';
import { openSharedServices } from './serving/open-shared-services.ts';
import { serveRequests, type ServedRequests } from './serving/serve-requests.ts';
import { createDependencyStatesOfWorkers } from './serving/workers/dependency-states-of-workers.ts';
import { serveInWorkers } from './serving/workers/serve-in-workers.ts';
import type { Workers } from './serving/workers/run-workers.ts';

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
 * Starts a gateway: first what requests share, such as the ledger, then the part that serves requests, so that it listens
 * only once everything behind it works. `clock` sets the time of records; the bearer tokens of requests to subgraphs have
 * the machine's time, because subgraphs check them by theirs. With several `server.workers`, other processes serve requests,
 * with the machine's clock.
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
  const connect = createConnectSubgraph(
    config,
    identity?.signRequestToken ?? null,
    messageSigning(identity?.signRequest ?? null),
    log,
  );
  const dependencyStates = createDependencyStates({ log });
  const stack = createCloseStack();
  let isStopping = false;
  const close = () => {
    isStopping = true;
    return stack.close();
  };
  const { tls } = config.server;
  const certificate = tls && openCertificate(tls, { log, now });
  const dependencyStatesOfWorkers = createDependencyStatesOfWorkers(dependencyStates);
  let workers: Workers | null = null;
  let requests: ServedRequests | null = null;
  const common = { config, graph, connect, certificate, dependencyStates, log, clock };
  try {
    const shared = await openSharedServices({
      ...common,
      rulesHash: rules.hash,
      allDependencyStates: dependencyStatesOfWorkers,
      otherProcesses: async () => workers?.processMetrics() ?? [],
      stack,
    });
    warnOfRisks(config, graph, log);
    // Its key is derived from that of the ledger, which is there now.
    const cache = openGraphCache(config);
    if (cache !== null) graph.cacheIn(cache);
    const readiness = async () => requests?.readiness() ?? STARTING;
    const metricsServer = stack.use(
      config.server.metrics &&
        (await serveMetrics(shared.metrics, config.server.metrics, readiness)),
    );
    if (config.server.workers > 1) {
      workers = await serveInWorkers({
        ...common,
        rulesHash: rules.hash,
        identity,
        shared,
        dependencyStatesOfWorkers,
      });
      requests = workers;
    } else
      requests = await serveRequests({
        ...common,
        customRules: rules.rules,
        identity,
        shared,
        isStopping: () => isStopping,
      });
    const { url, pause } = stack.use(requests);
    // Last in, so first at the stop.
    stack.defer(shared.abortScans);
    log.info('gateway is ready', {
      hash: graph.policy.hash,
      port: Number(new URL(url).port),
      censusDay: config.deidentification.smallAreas.asOf,
    });
    return {
      url: `${url}/graphql`,
      metricsUrl: metricsServer?.url ?? null,
      graphiqlUrl: config.development ? `${url}/graphiql` : null,
      pause: () => {
        isStopping = true;
        return pause();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const STARTING = { isReady: false, problems: ['the gateway is starting'] };
