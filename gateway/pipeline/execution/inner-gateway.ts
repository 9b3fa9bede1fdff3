import { createHash } from 'node:crypto';
import { print, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { interfaceObjects } from '../../../schema/interface-objects.ts';
import { keyFields } from '../../../schema/key-fields.ts';
import type { Policy } from '../../../directives/policy/policy.ts';
import type { CancelSignal } from '../../platform/cancel-signal.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { readJoinGraphs } from '../../../schema/join-graphs.ts';
import { supergraphDocument } from '../../../schema/supergraph-document.ts';
import type { ByteBudget } from '../../platform/subgraph/byte-budget.ts';
import type { LoadApolloPlanner } from './apollo-planner.ts';
import { createPlanner, type Planned, type PreparedOperation } from './create-planner.ts';
import { openFragments } from './open-fragments.ts';
import { executePlan, type Executed } from './execute-plan.ts';
import type { Provenance } from './provenance.ts';
import type { ConnectSubgraph } from '../../platform/subgraph/connect-subgraph.ts';
import type { CallObserver } from '../../platform/subgraph/create-resilient-call.ts';
import type {
  NoteSubgraphErrors,
  SubgraphClient,
} from '../../platform/subgraph/create-subgraph-client.ts';

/** Fetched data, and the subgraphs that served it. */
export interface Fetched extends Executed {
  readonly provenance: Provenance;
}

/** Apollo's query planner over one supergraph, and the executor of its plans. */
export interface InnerGateway {
  /** The schema that subgraphs are queried with: every output field is nullable, and inaccessible fields are included. */
  readonly schema: GraphQLSchema;
  /** Validates and prints a document. Throws a TypeError for an invalid document, which is a bug of the gateway. */
  readonly prepare: (document: DocumentNode) => PreparedOperation;
  /**
   * Plans an operation once for all requests; variables are null where there is no request yet. Rejects with
   * `UNPLANNED_BUDGET` where too many wait for a plan.
   */
  readonly plan: (
    operation: PreparedOperation,
    variables: Readonly<Record<string, unknown>> | null,
  ) => Promise<Planned>;
  /**
   * Executes a plan for a caller or (null) for the gateway itself. Fetches after `signal` aborts fail; null never
   * aborts.
   */
  readonly fetch: (
    planned: Planned,
    variables: Readonly<Record<string, unknown>>,
    context: RequestContext | null,
    signal?: CancelSignal | null,
  ) => Promise<Fetched>;
  /** Aborts subgraph calls; later calls fail. */
  readonly abort: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** How subgraphs are called and their operations planned. */
export interface SubgraphOptions {
  readonly connect: ConnectSubgraph;
  /** Bounds the response bytes that all requests hold. Default: only each response is bounded. */
  readonly bytes?: ByteBudget;
  /** Creates the observer of the calls to a subgraph. Default: none, and no circuit breakers. */
  readonly observe?: (subgraph: string) => CallObserver;
  /** Keeps the errors in responses, in development mode only. */
  readonly noteErrors?: NoteSubgraphErrors;
  /** Default: in this thread. */
  readonly planning?: LoadApolloPlanner;
  /** Whether fetches of a plan are sent together; tests compare both. Default: true. */
  readonly joinsFetches?: boolean;
}

/** Creates the planner and the subgraph clients of a supergraph. A plan is compiled once per document. */
export async function createInnerGateway(
  graph: { readonly supergraphSdl: string; readonly policy: Policy },
  { connect, planning, joinsFetches, observe, ...options }: SubgraphOptions,
): Promise<InnerGateway> {
  const clients = new Map<string, SubgraphClient>();
  const { supergraphSdl } = graph;
  const planner = await createPlanner(graph, planning, joinsFetches);
  for (const { name, url } of readJoinGraphs(supergraphDocument(supergraphSdl))) {
    clients.set(name, connect({ ...options, name, url, observer: observe?.(name) ?? null }));
  }
  const identity = { schema: planner.schema, keyFields: keyFields(supergraphSdl) };
  const interfaces = interfaceObjects(supergraphSdl);
  const plans = new WeakMap<PreparedOperation, Promise<Planned>>();
  const intern = createInterning();

  const abort = async () => {
    await Promise.all([...clients.values()].map((client) => client.close()));
  };
  return {
    abort,
    schema: planner.schema,
    prepare: (asked) => {
      const document = openFragments(asked, planner.schema, interfaces);
      const [error] = validate(planner.schema, document);
      if (error) throw new TypeError('the inner document is not valid', { cause: error });
      const text = print(document);
      return intern({ document, text, hash: createHash('sha256').update(text).digest('hex') });
    },
    plan: (operation, variables) => {
      const known = plans.get(operation);
      if (known) return known;
      const planned = planner.plan(operation, variables);
      plans.set(operation, planned);
      // Planning checks the variables of one request, so a failure is not cached.
      planned.catch(() => plans.delete(operation));
      return planned;
    },
    fetch: async ({ plan, provenance }, variables, context, signal = null) => {
      const executed = await executePlan(plan, { clients, identity, variables, context, signal });
      return { provenance, ...executed };
    },
    close: async () => {
      await planner.close();
      await abort();
    },
  };
}

/**
 * Creates a function that returns the first of equal operations, as long as it is in use. So roles with the same view of
 * an operation share its plan.
 */
function createInterning(): (operation: PreparedOperation) => PreparedOperation {
  const known = new Map<string, WeakRef<PreparedOperation>>();
  const collected = new FinalizationRegistry((hash: string) => {
    if (known.get(hash)?.deref() === undefined) known.delete(hash);
  });
  return (operation) => {
    const first = known.get(operation.hash)?.deref();
    if (first !== undefined) return first;
    known.set(operation.hash, new WeakRef(operation));
    collected.register(operation, operation.hash);
    return operation;
  };
}
