import { ApolloGateway } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { createHash } from 'node:crypto';
import { print, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { innerSupergraph } from '../../schema/inner-supergraph.ts';
import { keyFields } from '../../schema/key-fields.ts';
import { contextWithLog } from './fetch-log.ts';
import { innerRequest, SILENT } from './inner-request.ts';
import { provenanceOf, type Provenance } from './provenance.ts';
import {
  createSubgraphClient,
  type SubgraphClient,
  type SubgraphClientOptions,
} from './subgraph-client.ts';
import { createSubgraphSource } from './subgraph-source.ts';

/** A document for the inner gateway, checked once and hashed once. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly text: string;
  readonly hash: string;
}

/** What came back: data of the document's shape, and where fetches failed. */
export interface Fetched {
  readonly data: unknown;
  readonly failedPaths: readonly (readonly (string | number)[])[];
  readonly provenance: Provenance;
}

/** Apollo's planner and executor over one supergraph. */
export interface InnerGateway {
  /** Refuses (throws) a document that doesn't fit the inner graph: a fault of our own. */
  readonly prepare: (document: DocumentNode) => PreparedOperation;
  readonly fetch: (
    operation: PreparedOperation,
    variables: Readonly<Record<string, unknown>>,
    signal: AbortSignal | null,
  ) => Promise<Fetched>;
  readonly close: () => Promise<void>;
}

/** How subgraphs are reached, and limits for their answers. */
export interface SubgraphLimits {
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Default: HTTP. */
  readonly connect?: (options: SubgraphClientOptions) => SubgraphClient;
}

/**
 * Loads a supergraph into an ApolloGateway that answers only us: documents of our own making, results that
 * release reads, nothing that a client could see. Reporting and telemetry are off whatever the environment
 * says.
 */
export async function createInnerGateway(
  supergraphSdl: string,
  limits: SubgraphLimits,
): Promise<InnerGateway> {
  silenceApollo();
  const clients = new Map<string, SubgraphClient>();
  const connect = limits.connect ?? createSubgraphClient;
  const provenances = new WeakMap<QueryPlan, Provenance>();
  const plans = new WeakMap<object, QueryPlan>();
  const keys = keyFields(supergraphSdl);
  let schema: GraphQLSchema | undefined;
  const gateway = new ApolloGateway({
    supergraphSdl: innerSupergraph(supergraphSdl),
    logger: SILENT,
    __exposeQueryPlanExperimental: false,
    queryPlannerConfig: { exposeDocumentNodeInFetchNode: true },
    buildService: ({ name, url }) => {
      if (url === undefined) throw new TypeError(`subgraph ${name} has no URL`);
      const client = connect({ url, ...limits });
      clients.set(name, client);
      return createSubgraphSource({ client, keyFields: keys, schema: () => loaded(schema) });
    },
    experimental_didResolveQueryPlan: ({ queryPlan, requestContext }) => {
      plans.set(requestContext.context, queryPlan);
    },
  });
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    schema = apiSchema;
  });
  const { executor } = await gateway.load();

  return {
    prepare: (document) => {
      const [error] = validate(loaded(schema), document);
      if (error) throw new TypeError('the inner document is not valid', { cause: error });
      const text = print(document);
      return { document, text, hash: createHash('sha256').update(text).digest('hex') };
    },
    fetch: async (operation, variables, signal) => {
      const { context, log } = contextWithLog(signal);
      const { data, errors } = await executor(
        innerRequest(operation, { ...variables }, { context, schema: loaded(schema) }),
      );
      // The sources report no errors: one that is here is Apollo's own, and what it left out is unknown.
      if (errors && errors.length > 0)
        throw new Error('the inner gateway failed', { cause: errors[0] });
      const plan = plans.get(context);
      return {
        data,
        failedPaths: log.failedPaths,
        provenance: plan ? memo(provenances, plan, provenanceOf) : new Map(),
      };
    },
    close: async () => {
      await gateway.stop();
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

function memo<Key extends object, Value>(
  found: WeakMap<Key, Value>,
  key: Key,
  make: (key: Key) => Value,
): Value {
  const known = found.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  found.set(key, made);
  return made;
}

function loaded(schema: GraphQLSchema | undefined): GraphQLSchema {
  if (!schema) throw new TypeError('the graph is not loaded');
  return schema;
}

/** ApolloGateway reads these when it is made: it would send metrics home, and could drop its own limits. */
function silenceApollo(): void {
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  delete process.env['APOLLO_DISABLE_SECURITY_RECURSIVE_SELECTIONS_CHECK'];
  delete process.env['APOLLO_DISABLE_SECURITY_NON_LOCAL_SELECTIONS_CHECK'];
}
