import type { ReleaseError } from '../../directives/release/program.ts';
import { authorizeEverything, authorizeOperation } from './authorization/authorize-operation.ts';
import { hideUnreachedLookups } from './authorization/hide-unreached-lookups.ts';
import {
  noteCost,
  respondReleased,
  servedOf,
  type Execution,
  type ExecutionDependencies,
} from './authorized-execution.ts';
import { executeMutation } from './execute-mutation.ts';
import { fetchDocument, planDocument } from './fetch-document.ts';
import { hasDenials } from './operation/denials.ts';
import { introspect } from './operation/introspect.ts';
import type { OperationCache } from './operation/operation-cache.ts';
import { resolveOperation, type OperationRequest } from './operation/resolve-operation.ts';
import { assertReleasable, isDenial, refuseWhole } from './refuse-execution.ts';
import { createRejectedResponses, noteRejectedLookups } from './rejected-responses.ts';
import { describeOperation, factsOfQuery, type RecordFacts } from './release/operation-record.ts';
import { releaseFetched } from './release/release-fetched.ts';
import type { OperationResponse, WriteData } from './respond.ts';

/**
 * The request path, from an identified caller and a valid document to the response: resolve, authorize, prune, hide,
 * plan, fetch, release, record, respond. Nothing leaves before its record is durable, and a subgraph is never asked for a
 * field that the caller's roles cannot see.
 *
 * @throws GatewayError for an operation that is refused whole. A failure after a mutation ran is returned as a
 * response with `extensions.executed`.
 */
export async function executeOperation<Data>(
  shared: ExecutionDependencies,
  request: OperationRequest,
  writeData: WriteData<Data>,
): Promise<OperationResponse<Data>> {
  const { graph, cache } = shared.current();
  const { context, reportsCost } = request;
  const { limits, limitsOf, chargeCost, introspection } = shared;
  const rejectedResponses = createRejectedResponses();
  const relationships = noteRejectedLookups(shared.relationships, rejectedResponses);
  const dependencies = { ...shared, relationships };

  const operation = await resolveOperation(request, { graph, cache, limits, limitsOf, chargeCost });
  const { known, selected } = operation;
  const authorization = await authorizeOperation(operation, context, {
    graph,
    cache,
    dependencies,
  });
  const authorized = await cache.prune(selected, authorization, context);
  const dryRun =
    graph.authorization.mode === 'dry-run'
      ? await cache.prune(
          selected,
          authorizeEverything(operation, authorization, cache.everything),
          context,
        )
      : null;
  const served = servedOf({ authorized, dryRun });
  const visibleSchema = introspection ? () => cache.visibleSchema(served.authorization) : null;
  const introspected = introspect(operation, visibleSchema);

  const execution: Execution<Data> = {
    context,
    writeData,
    reportsCost,
    operation,
    graph,
    authorized,
    dryRun,
    introspected,
    rejectedResponses,
    record: (facts) =>
      dependencies.append(describeOperation(context, known, facts, rejectedResponses.list())),
  };
  const isMutation = known.kind === 'mutation';
  // A mutation with one denied field is refused whole. A dry run serves everything, so it denies nothing here.
  const refusesDenials = isMutation || graph.authorization.mode === 'reject';
  if (refusesDenials && hasDenials(served.pruned.denials.entries)) return refuseWhole(execution);
  return isMutation
    ? executeMutation(execution, dependencies)
    : executeQuery(execution, cache, dependencies);
}

/** Executes a query: hide, plan, fetch, release, record, respond. */
async function executeQuery<Data>(
  beforeHiding: Execution<Data>,
  cache: OperationCache,
  dependencies: ExecutionDependencies,
): Promise<OperationResponse<Data>> {
  const authorized = await hideUnreachedLookups(beforeHiding, { cache, dependencies });
  const execution = { ...beforeHiding, authorized };
  const prepared = await prepareResponse(execution, dependencies);
  if (prepared.isRefused) return refuseWhole(execution, prepared.facts.denied, prepared.errors);

  const recorded = factsOfQuery(prepared.facts, {
    hasFailed: prepared.hasFailed,
    hasRejected: execution.rejectedResponses.list().length > 0,
  });
  if (recorded !== null) await execution.record(recorded);
  noteCost(execution.operation, prepared.cost, dependencies);
  return prepared.response;
}

/** A response that may leave once its record is durable, or the denials for which it is refused whole. */
type PreparedResponse<Data> =
  | {
      readonly isRefused: false;
      readonly response: OperationResponse<Data>;
      readonly facts: RecordFacts;
      /** Whether a fetch failed. */
      readonly hasFailed: boolean;
      /** What the released values cost. */
      readonly cost: number;
    }
  | {
      readonly isRefused: true;
      readonly facts: RecordFacts;
      readonly errors: readonly ReleaseError[];
    };

/**
 * Plans, fetches, releases, and prepares the response. A function of its own, so that what was fetched is not kept while
 * the response waits for its record.
 */
async function prepareResponse<Data>(
  execution: Execution<Data>,
  dependencies: ExecutionDependencies,
): Promise<PreparedResponse<Data>> {
  const { graph, operation, context, rejectedResponses } = execution;
  const { document } = servedOf(execution).pruned;
  const plan = await planDocument(graph.inner, document, operation.variables);
  const signal = context.clientGone;
  const fetched = await fetchDocument(graph.inner, plan, { context, signal, rejectedResponses });
  const { released, facts } = await releaseFetched(execution, fetched, dependencies);
  await assertReleasable(execution, released, 'denial');
  const { errors, cost } = released;
  if (graph.authorization.mode === 'reject' && errors.some(isDenial))
    return { isRefused: true, facts, errors };
  const response = respondReleased(execution, released);
  const hasFailed = fetched.failedPaths.length > 0;
  return { isRefused: false, response, facts, hasFailed, cost };
}
