import { parse } from 'graphql';
import { subgraphSchema } from '../../schema/client-schema.ts';
import type { RelationshipsConfig } from '../config/config.ts';
import { StartError } from '../errors.ts';
import {
  createSubgraphClient,
  type SubgraphClient,
  type SubgraphClientOptions,
} from '../execution/subgraph-client.ts';
import type { SignRequest } from '../identity/create-sign-request.ts';
import type { Log } from '../log.ts';
import { readJoinGraphs } from '../supergraph/join-graphs.ts';
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
 * @throws StartError with everything that is wrong with its operation.
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
  const graphs = readJoinGraphs(parse(parts.supergraphSdl));
  const graph = graphs.find(({ name }) => name === source.subgraph);
  const schema = subgraphSchema(parts.supergraphSdl, source.subgraph);
  if (graph === undefined || schema === null)
    throw new StartError([
      `relationships.subgraph: the graph has no "${source.subgraph}". Name one of ${graphs.map(({ name }) => name).join(', ')}.`,
    ]);
  const read = readOperation(source.operation, schema, source.variables);
  if (!read.ok)
    throw new StartError(read.problems.map((problem) => `relationships.operation: ${problem}.`));
  const connect = parts.connect ?? createSubgraphClient;
  const client = connect({ ...graph, ...connection, sign: parts.sign });
  return createSubgraphAsker(read.operation, client, listedIsRelated);
}
