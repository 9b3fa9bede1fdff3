import type { ReleaseError } from '../../directives/release/program.ts';
import { hideUnreachedLookups } from './authorization/hide-unreached-lookups.ts';
import {
  noteCost,
  respondReleased,
  type Execution,
  type ExecutionDependencies,
} from './authorized-execution.ts';
import { fetchDocument, planDocument } from './fetch-document.ts';
import { hasDenials } from './operation/denials.ts';
import type { OperationCache } from './operation/operation-cache.ts';
import { assertReleasable, isDenial, reject } from './refuse-execution.ts';
import type { RecordFacts } from './release/operation-record.ts';
import { releaseFetched } from './release/release-fetched.ts';
import type { OperationResponse } from './respond.ts';

/** Executes a query: its response leaves once its record is durable. */
export async function executeQuery<Data>(
  beforeHiding: Execution<Data>,
  cache: OperationCache,
  dependencies: ExecutionDependencies,
): Promise<OperationResponse<Data>> {
  const { graph, operation, dryRun, record } = beforeHiding;
  const rejectsDenials = graph.authorization.mode === 'reject';
  if (rejectsDenials && hasDenials(beforeHiding.authorized.pruned.denials.entries))
    return reject(beforeHiding);

  const { authorized, rejected } =
    dryRun === null
      ? await hideUnreachedLookups(beforeHiding, { cache, dependencies })
      : { authorized: beforeHiding.authorized, rejected: [] };
  const execution = { ...beforeHiding, authorized };
  const prepared = await prepareResponse(execution, rejected, dependencies);
  if (prepared.isRejected) return reject(execution, prepared.facts, prepared.errors);

  const { facts, hasFailed, response, cost } = prepared;
  const isRejected = facts.rejected.length + execution.rejectedRelationships().length > 0;
  const isAccess = facts.accesses.length > 0;
  // A lookup can reveal PHI even where it returns none, so it is recorded.
  const isLookup = facts.arguments.length + facts.patients.length > 0;
  if (!isAccess && facts.denied.length > 0) {
    // A dry run permits what it records as a denial.
    const outcome = facts.isDryRun ? 'permit' : 'deny';
    await record({ ...facts, kind: 'denial', outcome });
  } else if (isAccess || isLookup || isRejected) {
    // releaseFetched has set the kind `access` and the outcome.
    const failed = { outcome: 'error', reason: 'SUBGRAPH_FAILED' } as const;
    await record((isRejected || hasFailed) && !isAccess ? { ...facts, ...failed } : facts);
  }
  noteCost(operation, cost, dependencies);
  return response;
}

/** A response that may leave once its record is durable, or the denials for which it is refused whole. */
type PreparedResponse<Data> =
  | {
      readonly isRejected: false;
      readonly response: OperationResponse<Data>;
      readonly facts: RecordFacts;
      /** Whether a fetch failed. */
      readonly hasFailed: boolean;
      /** What the released values cost. */
      readonly cost: number;
    }
  | {
      readonly isRejected: true;
      readonly facts: RecordFacts;
      readonly errors: readonly ReleaseError[];
    };

/** Fetches and releases data. What was fetched is not kept while the response waits for its record. */
async function prepareResponse<Data>(
  execution: Execution<Data>,
  rejectedBefore: readonly string[],
  dependencies: ExecutionDependencies,
): Promise<PreparedResponse<Data>> {
  const { graph, operation, context, authorized, dryRun } = execution;
  const { pruned: served } = dryRun ?? authorized;
  const plan = await planDocument(graph.inner, served.document, operation.variables);
  const fetched = await fetchDocument(graph.inner, plan, { context, signal: context.clientGone });
  const { released, facts: releasedFacts } = await releaseFetched(execution, fetched, dependencies);
  const facts = {
    ...releasedFacts,
    rejected: [...rejectedBefore, ...releasedFacts.rejected],
  };
  await assertReleasable(execution, released, 'denial');
  const { errors, cost } = released;
  if (graph.authorization.mode === 'reject' && errors.some(isDenial))
    return { isRejected: true, facts, errors };
  const hasFailed = fetched.failedPaths.length > 0;
  return {
    isRejected: false,
    response: respondReleased(execution, released),
    facts,
    hasFailed,
    cost,
  };
}
