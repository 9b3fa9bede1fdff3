import { createServer } from 'node:net';
import type { SubgraphIdentity } from '../../access/identity/open-subgraph-identity.ts';
import type { Config } from '../../config/config.ts';
import type { Prepared } from '../../config/start/prepare-start.ts';
import type { Certificate } from '../../http/connection/open-certificate.ts';
import type { Log } from '../../platform/log.ts';
import type { OpenedServices } from '../open-shared-services.ts';
import { divideBudgets } from './divide-budgets.ts';
import type { DependencyStatesOfWorkers } from './dependency-states-of-workers.ts';
import { createPrimaryFunctions } from './primary-functions.ts';
import { runWorkers, type Workers } from './run-workers.ts';
import type { MetricEvent, PrimaryFunctions } from './worker-messages.ts';

/** How much longer than `server.shutdownSeconds` a worker may take to end, ms. */
const CLOSE_MS = 5_000;

/**
 * Serves requests in `server.workers` processes, over the shared services of this one.
 *
 * @throws StartError with every problem that the operator has to fix. Everything that was started is closed again.
 */
export async function serveInWorkers({
  config,
  graph,
  rulesHash,
  identity,
  certificate,
  shared,
  dependencyStatesOfWorkers,
  log,
}: {
  readonly config: Config;
  readonly graph: Prepared['graph'];
  /** Of the operator's module of rules. */
  readonly rulesHash: string | null;
  readonly identity: SubgraphIdentity | null;
  /** Null serves plain HTTP. */
  readonly certificate: Certificate | null;
  readonly shared: OpenedServices;
  readonly dependencyStatesOfWorkers: DependencyStatesOfWorkers;
  readonly log: Log;
}): Promise<Workers> {
  const { workers: count, shutdownSeconds, host, port } = config.server;
  // Workers that are replaced listen on the same port.
  const server = port === 0 ? { ...config.server, port: await findFreePort(host) } : config.server;
  const { supergraphSdl, policy, clientSchema } = graph;
  const setup = {
    config: divideBudgets({ ...config, server }, count),
    graph: { supergraphSdl, policy, clientSchema },
    elementMarks: rulesHash === null ? new Map() : graph.readMarks().elementMarks,
    rulesHash,
    jwks: identity && JSON.stringify(identity.jwks),
    ledgerKey: shared.ledgerKey,
    signInSeconds: shared.signIns?.maxAgeSeconds ?? null,
  };
  const workers = await runWorkers({
    count,
    setupOf: (index) => ({ ...setup, index }),
    serveWorker: (index) => {
      const { functions, release } = createPrimaryFunctions(shared);
      const served: Omit<PrimaryFunctions, 'loaded'> = {
        ...functions,
        measured: (event) => measure(event, index, { shared, dependencyStatesOfWorkers }),
        noted: (dependency, failure) => dependencyStatesOfWorkers.note(index, dependency, failure),
      };
      return {
        functions: served,
        release: () => {
          dependencyStatesOfWorkers.forget(index);
          release();
        },
      };
    },
    closeMs: shutdownSeconds * 1_000 + CLOSE_MS,
    log,
  });
  // The certificate of this process serves no connection; the metrics have its end.
  certificate?.follow({ setSecureContext: () => undefined }, () => undefined);
  return {
    ...workers,
    close: async () => {
      await workers.close();
      await certificate?.close();
    },
  };
}

function findFreePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      probe.close(() => resolve(port));
    });
  });
}

function measure(
  event: MetricEvent,
  worker: number,
  {
    shared: { metrics },
    dependencyStatesOfWorkers,
  }: {
    readonly shared: OpenedServices;
    readonly dependencyStatesOfWorkers: DependencyStatesOfWorkers;
  },
): void {
  switch (event[0]) {
    case 'answered':
      return metrics.answered(event[1]);
    case 'denied':
      return metrics.denied(event[1], event[2]);
    case 'untrustedServed':
      return metrics.untrustedServed();
    case 'subgraphFailed':
      return metrics.subgraphFailed(event[1], event[2]);
    case 'subgraphRetried':
      return metrics.subgraphRetried(event[1]);
    case 'subgraphCircuit':
      return metrics.subgraphCircuit(
        event[1],
        dependencyStatesOfWorkers.noteCircuit(worker, event[1], event[2]),
      );
    case 'ruleFailed':
      return metrics.ruleFailed(event[1], event[2]);
    case 'executed':
      return metrics.executed(event[1]);
    default:
      return event satisfies never;
  }
}
