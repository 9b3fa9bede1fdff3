import { parse } from 'graphql';
import { subgraphSchema } from '../../../schema/client-schema.ts';
import type { RelationshipsConfig } from './relationships-config.ts';
import { SettingsError } from '../../platform/errors.ts';
import {
  createSubgraphClient,
  type SubgraphClient,
  type SubgraphClientOptions,
} from '../../platform/subgraph/create-subgraph-client.ts';
import type { SignRequest } from '../../platform/subgraph/sign-request.ts';
import type { Log } from '../../platform/log.ts';
import { readJoinGraphs } from '../../../schema/join-graphs.ts';
import { MAX_ANSWER_BYTES, type Asker } from './ask.ts';
import { createDecisionPoint } from './ask-decision-point.ts';
import { createSubgraphAsker } from './ask-subgraph.ts';
import { readOperation } from './read-operation.ts';
import { createRelationshipSource } from './create-relationship-source.ts';
import type { RelationshipSource } from './relationship-source.ts';

/** What the source needs of the rest of the gateway. */
export interface RelationshipParts {
  readonly supergraphSdl: string;
  /** Signs what is asked of a subgraph; null sends it unsigned. */
  readonly sign: SignRequest | null;
  readonly log: Log;
  /** Milliseconds that never go back. Default: since this process started. */
  readonly clock?: () => number;
  /** Default: HTTP. */
  readonly connect?: (options: SubgraphClientOptions) => SubgraphClient;
}

/**
 * Opens the relationship source that the configuration names.
 *
 * @throws SettingsError with everything that is wrong with its operation.
 */
export function createRelationships(
  config: RelationshipsConfig,
  parts: RelationshipParts,
): RelationshipSource {
  return createRelationshipSource({
    asker: createAsker(config, parts),
    timeoutMs: config.timeoutMs,
    cacheSeconds: config.cacheSeconds,
    log: parts.log,
    clock: parts.clock ?? (() => performance.now()),
  });
}

function createAsker(
  { source, timeoutMs, consent }: RelationshipsConfig,
  parts: RelationshipParts,
): Asker {
  // Where consent is asked for, everybody is listed.
  const listedIsRelated = !consent;
  // A question ends in time by its signal; the client's own limits are for what that leaves behind.
  const connection = { timeoutMs: 2 * timeoutMs, maxResponseBytes: MAX_ANSWER_BYTES };
  if (source.kind === 'decision-point')
    return createDecisionPoint({ ...source, ...connection, listedIsRelated });
  const { graph, operation } = readSource(source, parts.supergraphSdl);
  const connect = parts.connect ?? createSubgraphClient;
  const client = connect({ ...graph, ...connection, sign: parts.sign });
  return createSubgraphAsker(operation, client, listedIsRelated);
}

type OperationSource = Extract<RelationshipsConfig['source'], { readonly kind: 'operation' }>;

/** Checks a relationship source against the graph, asking nothing of it. Throws as {@link createRelationships} does. */
export function assertRelationships({ source }: RelationshipsConfig, supergraphSdl: string): void {
  if (source.kind === 'operation') readSource(source, supergraphSdl);
}

function readSource({ subgraph, operation, variables }: OperationSource, supergraphSdl: string) {
  const graphs = readJoinGraphs(parse(supergraphSdl));
  const graph = graphs.find(({ name }) => name === subgraph);
  const schema = subgraphSchema(supergraphSdl, subgraph);
  if (graph === undefined || schema === null) {
    const text = `the graph has no "${subgraph}". Name one of ${graphs.map(({ name }) => name).join(', ')}.`;
    throw new SettingsError([{ path: 'relationships.subgraph', text }]);
  }
  const read = readOperation(operation, schema, variables);
  if (read.ok) return { graph, operation: read.operation };
  const path = 'relationships.operation';
  throw new SettingsError(read.problems.map((problem) => ({ path, text: `${problem}.` })));
}
