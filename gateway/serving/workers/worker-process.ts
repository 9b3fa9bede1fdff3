import {
  loadRuleModule,
  readRules,
  type LoadedRules,
} from '../../access/custom-rules/load-rules.ts';
import { registerRulesImport } from '../../access/custom-rules/register-rules-import.ts';
import { messageSigning } from '../../access/identity/message-signing.ts';
import {
  openSubgraphIdentity,
  type SubgraphIdentity,
} from '../../access/identity/open-subgraph-identity.ts';
import { openCertificate } from '../../http/connection/open-certificate.ts';
import { SYSTEM_CLOCK } from '../../platform/clock.ts';
import { SettingsError, StartError } from '../../platform/errors.ts';
import { createDependencyStates } from '../../platform/dependency-states.ts';
import { deferOptimization } from '../../platform/process/defer-optimization.ts';
import { limitHeapGrowth } from '../../platform/process/limit-heap-growth.ts';
import { createLog } from '../../platform/log.ts';
import { createProcessMetrics } from '../../platform/metrics/create-metrics.ts';
import { createConnectSubgraph } from '../../platform/subgraph/connect-subgraph.ts';
import { serveRequests, type ServedRequests } from '../serve-requests.ts';
import { openMessageChannel } from './message-channel.ts';
import { createRemoteServices, reportDependencies } from './remote-services.ts';
import type {
  PrimaryFunctions,
  WorkerFunctions,
  WorkerSetup,
  WorkerStart,
} from './worker-messages.ts';

/** Entry point of a worker process: serves requests until the primary process closes it, or ends itself. */
function run(): void {
  limitHeapGrowth();
  const endDeferral = deferOptimization();
  const metrics = createProcessMetrics();
  let requests: ServedRequests | null = null;
  let isStopping = false;
  const stopped = () => isStopping;
  const functions: WorkerFunctions = {
    start: async (setup) => {
      try {
        requests = await startRequests(setup, stopped);
        endDeferral();
        return { ok: true, url: requests.url };
      } catch (error) {
        return problemsOf(error);
      }
    },
    readiness: async () => requests?.readiness() ?? STARTING,
    processMetrics: metrics.collect,
    ping: () => undefined,
    pause: async () => {
      isStopping = true;
      await requests?.pause();
    },
    close: async () => {
      isStopping = true;
      await requests?.close();
      await primary.flush();
      process.exit(0);
    },
  };
  const primary = openMessageChannel<PrimaryFunctions>(
    functions,
    {
      send: (messages, onSent) =>
        void process.send?.(messages, undefined, undefined, () => onSent()),
      on: (listen) => process.on('message', listen),
    },
    // Prints it and ends the process, as in a gateway of one process.
    (error) =>
      setImmediate(() => {
        throw error;
      }),
  );
  // Without the primary nothing can be recorded. What waits for its answer is not released.
  process.once('disconnect', () => process.exit(1));
  // Supervisors and terminals signal every process of a group; the primary says when to stop.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => undefined);
  primary.notify('loaded');

  async function startRequests(
    setup: WorkerSetup,
    isWorkerStopping: () => boolean,
  ): Promise<ServedRequests> {
    const { index, config, graph } = setup;
    const log = createLog(config.log.level, undefined, index);
    const { now } = SYSTEM_CLOCK;
    const identity = await openIdentity(setup);
    const { rules: customRules } = await loadRules(setup);
    const { tls } = config.server;
    return serveRequests({
      config,
      graph,
      customRules,
      identity,
      connect: createConnectSubgraph(
        config,
        identity?.signRequestToken ?? null,
        messageSigning(identity?.signRequest ?? null),
        log,
      ),
      certificate: tls && openCertificate(tls, { log, now }),
      dependencyStates: reportDependencies(createDependencyStates({ log }), primary),
      shared: createRemoteServices(setup, primary),
      isStopping: isWorkerStopping,
      log,
      clock: SYSTEM_CLOCK,
    });
  }
}

const STARTING = { isReady: false, problems: ['a worker is starting'] };

async function openIdentity({ config, jwks }: WorkerSetup): Promise<SubgraphIdentity | null> {
  const { identity: settings } = config.subgraph;
  const identity = settings && (await openSubgraphIdentity(settings));
  if (identity === null || JSON.stringify(identity.jwks) === jwks) return identity;
  throw changed('subgraph.identity.key');
}

/** The ledger has the hash of the rules that decide: others must not. */
async function loadRules({
  config,
  graph,
  elementMarks,
  rulesHash,
}: WorkerSetup): Promise<LoadedRules> {
  const { rules } = config.authorization;
  if (rules === null) return { rules: new Map(), hash: null };
  registerRulesImport();
  const module = await loadRuleModule(rules.module);
  if (module.hash !== rulesHash) throw changed('authorization.rules.module');
  return readRules(module, rules.timeoutMs, { ...graph, readMarks: () => ({ elementMarks }) });
}

function changed(path: string): SettingsError {
  const text = 'the file has changed since the gateway started. Restart the gateway';
  return new SettingsError([{ path, text }]);
}

function problemsOf(error: unknown): WorkerStart {
  if (!(error instanceof StartError)) throw error;
  const settings = error instanceof SettingsError ? error.settings : null;
  return { ok: false, problems: error.problems, settings };
}

run();
