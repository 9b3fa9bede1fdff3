import type { Released } from '../../directives/release/release.ts';
import type { AuditRecord } from '../audit/record/record.ts';
import type { OperationCost } from '../platform/metrics/operation-costs.ts';
import type { RateLimit } from '../platform/rates/create-rate-limit.ts';
import type { RequestContext } from '../platform/request-context.ts';
import type { AuthorizationDependencies } from './authorization/authorize-operation.ts';
import type { GraphVersion } from './graph/graph-version.ts';
import type { LimitsOf } from './limits/limits-by-role.ts';
import type { OperationCache } from './operation/operation-cache.ts';
import type { AuthorizedOperation } from './operation/prune-operation.ts';
import type { ResolvedOperation } from './operation/resolve-operation.ts';
import type { RejectedResponses } from './rejected-responses.ts';
import type { RecordFacts } from './release/operation-record.ts';
import type { ReleaseDependencies } from './release/release-fetched.ts';
import {
  respond,
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
  /** Called if a write was sent whose outcome could not be recorded: the ledger has only its intent. */
  readonly onOutcomeLost: (context: RequestContext, error: unknown) => void;
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

/** An authorized and pruned operation of one request. */
export interface Execution<Data = unknown> {
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
  readonly rejectedResponses: RejectedResponses;
  /** Resolves once the record of these facts, and of the responses rejected so far, is durable. */
  readonly record: (facts: RecordFacts) => Promise<unknown>;
}

/** What an execution serves: what the caller may see, or everything in a dry run. */
export function servedOf({
  authorized,
  dryRun,
}: Pick<Execution, 'authorized' | 'dryRun'>): AuthorizedOperation {
  return dryRun ?? authorized;
}

/** Writes the response of released data. */
export function respondReleased<Data>(
  execution: Execution<Data>,
  released: Released,
): OperationResponse<Data> {
  const { operation, reportsCost, writeData } = execution;
  const { denials } = servedOf(execution).pruned;
  const cost = { estimated: operation.cost, actual: released.cost };
  const extensions: ResponseExtensions | null = reportsCost ? { cost } : null;
  return respond(released, denials.errors, extensions, writeData);
}

/** Notes what an operation cost together with its estimate. */
export function noteCost(
  { known: { hash, name }, cost: estimated }: ResolvedOperation,
  actual: number,
  { onExecuted }: Pick<ExecutionDependencies, 'onExecuted'>,
): void {
  onExecuted({ hash, name, estimated, actual });
}
