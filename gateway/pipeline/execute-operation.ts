import { authorizeEverything, authorizeOperation } from './authorization/authorize-operation.ts';
import { followRelationships } from './authorization/follow-relationships.ts';
import type { Execution, ExecutionDependencies } from './authorized-execution.ts';
import { executeMutation } from './execute-mutation.ts';
import { executeQuery } from './execute-query.ts';
import { introspect } from './operation/introspect.ts';
import { resolveOperation, type OperationRequest } from './operation/resolve-operation.ts';
import { describeOperation } from './release/operation-record.ts';
import type { OperationResponse, WriteData } from './respond.ts';

/**
 * The request path, from an identified caller to the response: resolve, authorize, prune, plan, execute, release,
 * record, respond. Nothing leaves before its record is durable, and a subgraph is never asked for a field that the
 * caller's roles cannot see.
 *
 * @throws GatewayError for an operation that is refused whole. A failure after a mutation ran is returned as a
 * response with `extensions.executed`.
 */
export async function executeOperation<Data>(
  dependencies: ExecutionDependencies,
  request: OperationRequest,
  writeData: WriteData<Data>,
): Promise<OperationResponse<Data>> {
  const { graph, cache } = dependencies.current();
  const { context } = request;
  const { limits, limitsOf, chargeCost, introspection } = dependencies;
  const relationships = followRelationships(dependencies.relationships);
  const followed = { ...dependencies, relationships: relationships.source };

  const operation = await resolveOperation(request, { graph, cache, limits, limitsOf, chargeCost });
  const authorization = await authorizeOperation(operation, context, {
    graph,
    cache,
    dependencies: followed,
  });
  const authorized = await cache.prune(operation.selected, authorization, context);
  const dryRun =
    graph.authorization.mode === 'dry-run'
      ? await cache.prune(
          operation.selected,
          authorizeEverything(operation, authorization, cache.everything),
          context,
        )
      : null;
  const visibleSchema = introspection
    ? () => cache.visibleSchema((dryRun ?? authorized).authorization)
    : null;
  const introspected = introspect(operation, visibleSchema);

  const execution: Execution<Data> = {
    context,
    writeData,
    reportsCost: request.reportsCost,
    operation,
    graph,
    authorized,
    dryRun,
    introspected,
    rejectedRelationships: relationships.rejected,
    record: (facts) => {
      const rejected = [...facts.rejected, ...relationships.rejected()];
      return dependencies.append(
        describeOperation(context, operation.known, { ...facts, rejected }),
      );
    },
  };
  return operation.known.kind === 'mutation'
    ? executeMutation(execution, followed)
    : executeQuery(execution, cache, followed);
}
