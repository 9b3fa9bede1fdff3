import { extractSubgraphSchema } from '../../../schema/client-schema.ts';
import type { RelationshipsConfig } from './relationships-config.ts';
import { SettingsError } from '../../platform/errors.ts';
import type { ConnectSubgraph } from '../../platform/subgraph/connect-subgraph.ts';
import type { Log } from '../../platform/log.ts';
import { readJoinGraphs } from '../../../schema/join-graphs.ts';
import { supergraphDocument } from '../../../schema/supergraph-document.ts';
import { MAX_ANSWER_BYTES, type RelationshipClient } from './relationship-client.ts';
import { createDecisionPointQueries } from './decision-point-queries.ts';
import { createSubgraphQueries } from './subgraph-queries.ts';
import { readOperation } from './read-operation.ts';
import { createRelationshipSource } from './create-relationship-source.ts';
import type { RelationshipSource } from './relationship-source.ts';

export interface RelationshipDependencies {
  readonly supergraphSdl: string;
  readonly connect: ConnectSubgraph;
  readonly log: Log;
  /** Monotonic, in ms. Default: the time since this process started. */
  readonly now?: () => number;
}

/**
 * Creates the relationship source of the configuration.
 *
 * @throws SettingsError with every problem of its operation
 */
export function createRelationships(
  config: RelationshipsConfig,
  dependencies: RelationshipDependencies,
): RelationshipSource {
  return createRelationshipSource({
    client: createClient(config, dependencies),
    timeoutMs: config.timeoutMs,
    cacheSeconds: config.cacheSeconds,
    log: dependencies.log,
    now: dependencies.now ?? (() => performance.now()),
  });
}

function createClient(
  { source, timeoutMs, consent }: RelationshipsConfig,
  dependencies: RelationshipDependencies,
): RelationshipClient {
  // A source of consent lists every patient, related or not.
  const listedIsRelated = !consent;
  // The signal ends a lookup in time; this limit is for connections that ignore it.
  const connection = { timeoutMs: 2 * timeoutMs, maxResponseBytes: MAX_ANSWER_BYTES };
  if (source.kind === 'decision-point')
    return createDecisionPointQueries({ ...source, ...connection, listedIsRelated });
  const { graph, operation } = readSource(source, dependencies.supergraphSdl);
  const client = dependencies.connect({ ...graph, ...connection });
  return createSubgraphQueries(operation, { subgraph: graph.name, client }, listedIsRelated);
}

type OperationSource = Extract<RelationshipsConfig['source'], { readonly kind: 'operation' }>;

/** Checks a relationship source against the graph without a call. Throws the same errors as {@link createRelationships}. */
export function assertRelationships({ source }: RelationshipsConfig, supergraphSdl: string): void {
  if (source.kind === 'operation') readSource(source, supergraphSdl);
}

function readSource({ subgraph, operation, variables }: OperationSource, supergraphSdl: string) {
  const graphs = readJoinGraphs(supergraphDocument(supergraphSdl));
  const graph = graphs.find(({ name }) => name === subgraph);
  const schema = extractSubgraphSchema(supergraphSdl, subgraph);
  if (graph === undefined || schema === null) {
    const text = `the graph has no "${subgraph}". Name one of ${graphs.map(({ name }) => name).join(', ')}.`;
    throw new SettingsError([{ path: 'relationships.subgraph', text }]);
  }
  const read = readOperation(operation, schema, variables);
  if (read.ok) return { graph, operation: read.operation };
  const path = 'relationships.operation';
  throw new SettingsError(read.problems.map((problem) => ({ path, text: `${problem}.` })));
}
