import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kind, OperationTypeNode, parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import { startSubgraph, type RunningSubgraph } from '../../schema/health/start-subgraph.ts';
import { HEALTH_SUBGRAPHS, type HealthSubgraphName } from '../../schema/health/subgraphs.ts';
import { graphCacheFile, shareSigningKey } from './graph-caches.ts';
import { secretKey } from './secret-key.ts';
import { startGateway } from './stack-gateway.ts';
import type { StackGateway } from './stack-gateway.ts';
import { startIssuer } from './stack-issuer.ts';
import type { StackIssuer } from './stack-issuer.ts';
import { subgraphPort } from './subgraph-port.ts';

/** A request that a subgraph received. */
export interface Received {
  readonly subgraph: string;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Whether a request is a mutation. */
export function isMutation({ document }: Received): boolean {
  return document.definitions.some(
    (node) =>
      node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.MUTATION,
  );
}

/** A configuration as an object. Sections replace those of the stack's configuration. */
export type ConfigTree = Readonly<Record<string, unknown>>;

/**
 * A whole deployment over real HTTP, on free ports and in its own folder: example subgraphs, whose requests are
 * collected; an issuer of tokens; gateways as processes; ledgers as files.
 */
export interface Stack {
  readonly folder: string;
  readonly issuer: StackIssuer;
  readonly subgraphs: readonly RunningSubgraph[];
  /** Every request of every subgraph, in the order of arrival. */
  readonly received: Received[];
  /** Called with each subgraph request before it runs; one listener at a time. */
  onReceived(listener: ((request: Received) => void) | null): void;
  /** Starts a gateway with a ledger of that name. */
  gateway(name: string, changes?: ConfigTree, launcher?: readonly string[]): Promise<StackGateway>;
  /** The configuration that a gateway gets. */
  config(name: string, changes?: ConfigTree): ConfigTree;
  ledger(name: string): string;
  /** Stops everything that still runs and removes the folder. */
  close(): Promise<void>;
}

/** Which patients each role reaches. */
export const REACH = {
  patient: 'self',
  physician: 'all',
  nurse: 'all',
  billing: 'all',
  researcher: 'all',
  privacy_officer: 'all',
} as const;

/** Key of the pseudonyms of every gateway of a stack. */
export const PSEUDONYM_KEY = Buffer.from(secretKey('pseudonyms'), 'base64');

/**
 * Tests send more unplanned operations per minute than the default limits allow, and on a busy machine the event loop is
 * late although the gateway has little to do.
 */
const UNBUDGETED = {
  unplannedPerMinute: 1_000_000,
  unplannedPerMinuteInAll: 1_000_000,
  eventLoopDelayMs: 60_000,
  turnDelayMs: 600_000,
};

function limitsOf({ limits }: ConfigTree): object {
  return typeof limits === 'object' && limits !== null ? limits : {};
}

/** A configuration whose graph is composed by the first gateway that this process starts with it. */
function cached(config: ConfigTree): ConfigTree {
  const { graph } = config;
  return { ...config, graph: { cache: graphCacheFile(graph), ...(graph as object) } };
}

/**
 * Starts subgraphs and issuer; gateways are started by the test. Each gateway starts in half the time in front of one
 * subgraph as in front of all five, the default. A graph that was composed already comes from `graph.cache`.
 */
export async function startStack({
  dataDir,
  names = HEALTH_SUBGRAPHS.map(({ name }) => name),
}: {
  readonly dataDir?: string | undefined;
  readonly names?: readonly HealthSubgraphName[];
} = {}): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'phi-stack-'));
  const received: Received[] = [];
  let listen: ((request: Received) => void) | null = null;
  const gateways: StackGateway[] = [];
  const issuer = await startIssuer();
  const subgraphs = await Promise.all(
    names.map(async (name) =>
      startSubgraph(name, {
        dataDir,
        indexDir: join(folder, 'index'),
        port: await subgraphPort(name),
        onRequest: ({ subgraph, query, variables }) => {
          const request = { subgraph, document: parse(query), variables };
          received.push(request);
          listen?.(request);
        },
      }),
    ),
  );
  const ledger = (name: string) => join(folder, `${name}.db`);
  const config = (name: string, changes: ConfigTree = {}): ConfigTree => ({
    server: { port: 0 },
    graph: { subgraphs: subgraphs.map(({ name: subgraph, url }) => ({ name: subgraph, url })) },
    identity: {
      issuers: [
        {
          issuer: issuer.issuer,
          audience: issuer.audience,
          jwks: issuer.jwksUrl,
          algorithms: ['ES256'],
        },
      ],
    },
    authorization: { reach: REACH },
    pseudonymKey: PSEUDONYM_KEY.toString('base64'),
    deidentification: { lists: 'order' },
    audit: { db: ledger(name), deadlineMs: 30_000 },
    log: { level: 'debug' },
    ...changes,
    limits: { ...UNBUDGETED, ...limitsOf(changes) },
  });
  return {
    folder,
    issuer,
    subgraphs,
    received,
    onReceived: (listener) => void (listen = listener),
    ledger,
    config,
    gateway: async (name, changes, launcher) => {
      shareSigningKey(ledger(name));
      const configured = cached(config(name, changes));
      const gateway = await startGateway(folder, name, configured, launcher);
      gateways.push(gateway);
      return gateway;
    },
    close: async () => {
      await Promise.all(gateways.map((gateway) => gateway.kill()));
      await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
      await issuer.close();
      rmSync(folder, { recursive: true });
    },
  };
}
