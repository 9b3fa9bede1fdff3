import type { ReleasedAccess, ReleaseError } from '../../directives/release/program.ts';
import type { Released } from '../../directives/release/release.ts';
import type { AuditRecord } from '../audit/record/record.ts';
import type { OperationCost } from '../platform/metrics/operation-costs.ts';
import { GatewayError } from '../platform/errors.ts';
import type { RateLimit } from '../platform/rates/create-rate-limit.ts';
import type { RequestContext } from '../platform/request-context.ts';
import {
  authorizeEverything,
  authorizeOperation,
  type AuthorizationDependencies,
} from './authorization/authorize-operation.ts';
import { hasDenials } from './operation/denials.ts';
import { fetchDocument, planDocument } from './fetch-document.ts';
import type { GraphVersion } from './graph/graph-version.ts';
import {
  followRelationships,
  type FollowedRelationships,
} from './authorization/follow-relationships.ts';
import { hideUnreachedLookups } from './authorization/hide-unreached-lookups.ts';
import { introspect } from './operation/introspect.ts';
import type { LimitsOf } from './limits/limits-by-role.ts';
import { overLimit } from './limits/over-limit.ts';
import type { OperationCache } from './operation/operation-cache.ts';
import {
  describeOperation,
  factsWithoutRelease,
  type RecordFacts,
} from './release/operation-record.ts';
import type { AuthorizedOperation } from './operation/prune-operation.ts';
import { releaseFetched, type ReleaseDependencies } from './release/release-fetched.ts';
import {
  resolveOperation,
  type OperationRequest,
  type ResolvedOperation,
} from './operation/resolve-operation.ts';
import {
  refuse,
  respond,
  respondFault,
  type OperationResponse,
  type ResponseExtensions,
  type WriteData,
} from './respond.ts';

/** What executing operations needs besides the request. */
export interface ExecutionDependencies extends AuthorizationDependencies, ReleaseDependencies {
  /** Returns the current graph version and what is cached for it. A request calls it once. */
  readonly current: () => { readonly graph: GraphVersion; readonly cache: OperationCache };
  /** Appends a record to the ledger; resolves once the record is durable. */
  readonly append: (record: AuditRecord) => Promise<unknown>;
  /** Called with the cost of each released operation. */
  readonly onExecuted: (cost: OperationCost) => void;
  /** Called with unexpected errors that are answered instead of thrown. */
  readonly onFault: (context: RequestContext, error: unknown) => void;
  readonly introspection: boolean;
  readonly limits: ExecutionLimits;
  /** Returns the limits of a caller. */
  readonly limitsOf: LimitsOf;
  /** Counts the cost of an operation; rejects with `RATE_LIMITED`. */
  readonly chargeCost: RateLimit['chargeCost'];
}

/** Bounds of one operation that are the same for all callers. */
export interface ExecutionLimits {
  /** Patients that its arguments may name. */
  readonly patients: number;
}

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

/** An authorized and pruned operation of one request. */
interface Execution<Data = unknown> {
  readonly context: RequestContext;
  readonly writeData: WriteData<Data>;
  readonly reportsCost: boolean;
  readonly operation: ResolvedOperation;
  readonly graph: GraphVersion;
  /** What the caller may see. */
  readonly authorized: AuthorizedOperation;
  /** What a dry run serves: everything. Null outside a dry run. */
  readonly dryRun: AuthorizedOperation | null;
  /** Values of the introspection fields by response key. */
  readonly introspected: ReadonlyMap<string, unknown>;
  /** The subgraphs of which a response about relationships was rejected so far. */
  readonly rejectedRelationships: FollowedRelationships['rejected'];
  /** Resolves once the record of these facts is durable. It also names rejected responses about relationships. */
  readonly record: (facts: RecordFacts) => Promise<unknown>;
}

async function executeQuery<Data>(
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

/** Writes the response of released data. */
function respondReleased<Data>(
  { authorized, dryRun, operation, reportsCost, writeData }: Execution<Data>,
  released: Released,
): OperationResponse<Data> {
  const { pruned: served } = dryRun ?? authorized;
  const cost = { estimated: operation.cost, actual: released.cost };
  const extensions: ResponseExtensions | null = reportsCost ? { cost } : null;
  return respond(released, served.denials.paths, extensions, writeData);
}

/**
 * A mutation with one denied field is refused whole. The intent is durable before a subgraph is called, and the outcome
 * before the response leaves.
 */
async function executeMutation<Data>(
  execution: Execution<Data>,
  dependencies: ExecutionDependencies,
): Promise<OperationResponse<Data>> {
  const { graph, operation, context, authorized, dryRun, record } = execution;
  const { pruned: served } = dryRun ?? authorized;
  // A dry run denies nothing here.
  if (hasDenials(served.denials.entries)) return reject(execution);

  // Before the intent: an operation that cannot be planned is refused as not executed.
  const plan = await planDocument(graph.inner, served.document, operation.variables);
  await record({ ...withoutRelease(execution), kind: 'intent', outcome: 'pending' });
  try {
    // A write is never aborted, so that its outcome is known.
    const fetched = await fetchDocument(graph.inner, plan, { context, signal: null });
    const { released, facts } = await releaseFetched(execution, fetched, dependencies);
    await assertReleasable(execution, released, 'outcome');
    const outcome = fetched.failedPaths.length > 0 ? 'error' : facts.outcome;
    await record({ ...facts, kind: 'outcome', outcome });
    noteCost(operation, released.cost, dependencies);
    return respondReleased(execution, released);
  } catch (error) {
    // A GatewayError is that of assertReleasable, which has recorded the outcome, or `AUDIT_UNAVAILABLE`: the outcome
    // cannot be recorded, and the ledger has only the intent. Failed fetches throw nothing.
    if (!(error instanceof GatewayError)) {
      dependencies.onFault(context, error);
      await recordUnknownOutcome(execution);
    }
    return respondFault(error, { executed: true });
  }
}

/** Notes what an operation cost together with its estimate. */
function noteCost(
  { known: { hash, name }, cost: estimated }: ResolvedOperation,
  actual: number,
  { onExecuted }: Pick<ExecutionDependencies, 'onExecuted'>,
): void {
  onExecuted({ hash, name, estimated, actual });
}

/** Records that the outcome of a write is unknown. The response is an error even where this fails too. */
async function recordUnknownOutcome(execution: Execution): Promise<void> {
  const facts = { ...withoutRelease(execution), kind: 'outcome', outcome: 'error' } as const;
  await execution.record(facts).catch(() => undefined);
}

/** Refuses the whole operation, once the denial is durable. */
async function reject(
  execution: Execution,
  { denied, rejected }: Pick<RecordFacts, 'denied' | 'rejected'> = withoutRelease(execution),
  errors: readonly ReleaseError[] = [],
): Promise<OperationResponse<never>> {
  const facts = { ...withoutRelease(execution), denied, rejected };
  await execution.record({ ...facts, kind: 'denial', outcome: 'deny' });
  const atRelease = errors.filter(isDenial).map((error) => error.path);
  return refuse([...execution.authorized.pruned.denials.refusals, ...atRelease]);
}

/** Refuses a response with more PHI fields than the limit, once that is recorded. Part of it is never released. */
async function assertReleasable(
  execution: Execution,
  { accesses }: Released,
  kind: 'denial' | 'outcome',
): Promise<void> {
  if (countReleased(accesses) <= execution.operation.limits.releasedFields) return;
  const refusal = overLimit('releasedFields', { isRecorded: true });
  const reason = refusal.code;
  await execution.record({ ...withoutRelease(execution), kind, outcome: 'deny', reason });
  throw refusal;
}

/** Counts the PHI fields of a response: each recorded field of each object. */
function countReleased(accesses: readonly ReleasedAccess[]): number {
  return accesses.reduce(
    (count, { program, unreleasedFields }) =>
      count + program.recorded.length - (unreleasedFields?.length ?? 0),
    0,
  );
}

function withoutRelease({ authorized, dryRun }: Execution) {
  return factsWithoutRelease(authorized, dryRun !== null);
}

/** Objects of unreached patients are reported as absent, so they are not denials to the caller. */
function isDenial({ code }: ReleaseError): boolean {
  return code === 'UNAUTHORIZED_FIELD_OR_TYPE';
}
