import type { CancelSignal } from '../../platform/cancel-signal.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { SubgraphClient } from '../../platform/subgraph/create-subgraph-client.ts';
import { own, type DataObject } from './data.ts';
import type { IsUnknown } from './entity-key.ts';
import type { FailureLog } from './failure-log.ts';
import { mergeKey } from './merge.ts';
import type { RecordIdentity } from './same-record.ts';

/** What a plan is executed with. */
export interface PlanExecution {
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  readonly identity: RecordIdentity;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The caller's request; null for the gateway itself. */
  readonly context: RequestContext | null;
  /** Once it aborts, no further request starts; null never aborts. */
  readonly signal: CancelSignal | null;
}

/** The state of one execution of a plan. */
export interface PlanRun {
  readonly execution: PlanExecution;
  readonly data: DataObject;
  readonly log: FailureLog;
  readonly unknown: UnknownKeys;
  isUnanswered: boolean;
  readonly rejected: string[];
}

/** Keys that are null because nothing was fetched. They cannot be used in representations. */
export interface UnknownKeys {
  readonly has: IsUnknown;
  readonly add: (object: DataObject, key: string) => void;
}

/** Creates the list of unknown keys of one execution. */
export function createUnknownKeys(): UnknownKeys {
  const keys = new WeakMap<DataObject, Set<string>>();
  return {
    has: (object, key) => keys.get(object)?.has(key) === true,
    add: (object, key) => void keys.set(object, (keys.get(object) ?? new Set()).add(key)),
  };
}

/**
 * Merges fetched data, which has no other keys than `keys`, into an object. Each of them that was not fetched becomes null
 * and unknown.
 */
export function mergeFetched(
  { unknown }: PlanRun,
  object: DataObject,
  data: DataObject | null,
  keys: readonly string[],
): void {
  for (const key of keys) {
    const value = data === null ? undefined : own(data, key);
    if (value !== undefined) mergeKey(object, key, value);
    else if (own(object, key) === undefined) {
      object[key] = null;
      unknown.add(object, key);
    }
  }
}
