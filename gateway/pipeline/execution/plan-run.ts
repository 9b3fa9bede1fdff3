import type { RequestContext } from '../../platform/request-context.ts';
import type { SubgraphClient } from '../../platform/subgraph/create-subgraph-client.ts';
import type { SubgraphResponse } from '../../platform/subgraph/parse-subgraph-response.ts';
import type { SubgraphRequest, Target } from './compile-plan.ts';
import { isDataObject, type DataObject } from './data.ts';
import type { FailedPath, FailureLog } from './failure-log.ts';
import { merge } from './merge.ts';
import type { RecordIdentity } from './same-record.ts';

/** What a plan is executed with. */
export interface PlanExecution {
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  readonly identity: RecordIdentity;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The caller's request; null for the gateway itself. */
  readonly context: RequestContext | null;
  /** Once it aborts, no further request starts; null never aborts. */
  readonly signal: AbortSignal | null;
}

/** The state of one execution of a plan. */
export interface PlanRun {
  readonly execution: PlanExecution;
  readonly data: DataObject;
  readonly log: FailureLog;
  /** Keys that are null because nothing was fetched. They cannot be used in representations. */
  readonly unknown: WeakMap<DataObject, Set<string>>;
  isUnanswered: boolean;
  readonly rejected: string[];
}

/**
 * Sends a request of a plan. Representations, by the name of their variable, are serialized already, so the body is built
 * as text.
 */
export async function sendRequest(
  request: SubgraphRequest,
  run: PlanRun,
  representations: readonly (readonly [variable: string, serialized: readonly string[]])[],
): Promise<SubgraphResponse | null> {
  const { execution } = run;
  const client = execution.clients.get(request.subgraph);
  if (!client) throw new TypeError(`subgraph ${request.subgraph} has no client`);
  const variables = request.variables
    .filter((name) => execution.variables[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(execution.variables[name])}`);
  for (const [name, items] of representations) variables.push(`"${name}":[${items.join(',')}]`);
  const query = JSON.stringify(request.query);
  const body = `{"query":${query},"variables":{${variables.join(',')}}}`;
  const send = request.kind === 'root' && request.isMutation ? client.mutate : client.query;
  const answer = await send(body, execution.context, execution.signal);
  if (answer === null || answer.isRejected) run.isUnanswered = true;
  if (answer?.isRejected === true) run.rejected.push(request.subgraph);
  return answer;
}

/** Merges fetched data. A requested key that was not fetched becomes null and unknown. */
export function mergeFetched(
  { unknown }: PlanRun,
  { keys }: Target,
  { object, data }: { readonly object: DataObject; readonly data: unknown },
): void {
  if (isDataObject(data)) merge(object, data);
  for (const key of keys) {
    if (Object.hasOwn(object, key)) continue;
    object[key] = null;
    unknown.set(object, (unknown.get(object) ?? new Set()).add(key));
  }
}

/** Whether a path leads to a null. Otherwise the error may have caused any null of the response. */
export function leadsToNull(path: FailedPath | null, data: unknown): boolean {
  let value = data;
  for (const key of path ?? []) {
    if (typeof value !== 'object' || value === null) break;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value === null;
}
