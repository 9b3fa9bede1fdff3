import type { RequestContext } from '../../platform/request-context.ts';
import type { FetchStep, PlanStep } from './compile-plan.ts';
import { isAbstract, isDataObject, objectsAt, type DataObject } from './data.ts';
import type { IsUnknown } from './entity-key.ts';
import { createFailureLog, type FailedPath, type FailureLog } from './failure-log.ts';
import { merge } from './merge.ts';
import type { SubgraphResponse } from '../../platform/subgraph/parse-subgraph-response.ts';
import { isSameRecord, type RecordIdentity } from './same-record.ts';
import type { SubgraphClient } from '../../platform/subgraph/create-subgraph-client.ts';

/** What a plan is executed with. */
export interface PlanExecution {
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  readonly identity: RecordIdentity;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The caller's request; null for the gateway itself. */
  readonly context: RequestContext | null;
  /** Once it aborts, no further fetch starts; null never aborts. */
  readonly signal: AbortSignal | null;
}

/** The merged data of all fetches, and the paths that failed. */
export interface Executed {
  readonly data: DataObject;
  readonly failedPaths: readonly FailedPath[];
  /** Whether a subgraph returned no GraphQL response, or one that was rejected. */
  readonly isUnanswered: boolean;
  /** The subgraphs of which a response was rejected by its digest or signature. */
  readonly rejected: readonly string[];
}

/**
 * Executes a query plan: sends its fetches to the subgraphs and merges their data into one object, such as the patient
 * from one subgraph and, by its key, the patient's encounters from another. Subgraphs are not trusted: unrequested
 * keys are dropped, missing keys are null, and an entity that comes back as another record is refused. Failures are
 * noted by path; error messages, extensions and headers are not read.
 */
export async function executePlan(plan: PlanStep, execution: PlanExecution): Promise<Executed> {
  const data: DataObject = {};
  const log = createFailureLog(data);
  const unknown = new WeakMap<DataObject, Set<string>>();
  const run: Run = { execution, data, log, unknown, isUnanswered: false, rejected: [] };
  await execute(plan, run);
  const { isUnanswered, rejected } = run;
  return { data, failedPaths: log.paths, isUnanswered, rejected };
}

interface Run {
  readonly execution: PlanExecution;
  readonly data: DataObject;
  readonly log: FailureLog;
  /** Keys that are null because nothing was fetched. They cannot be used in representations. */
  readonly unknown: WeakMap<DataObject, Set<string>>;
  isUnanswered: boolean;
  readonly rejected: string[];
}

async function execute(step: PlanStep, run: Run): Promise<void> {
  switch (step.kind) {
    case 'fetch':
      return step.represent ? fetchEntities(step, run) : fetchRoot(step, run);
    case 'parallel':
      await Promise.all(step.steps.map((child) => execute(child, run)));
      return;
    case 'sequence':
      for (const child of step.steps) await execute(child, run);
      return;
    default:
      never(step);
  }
}

async function fetchRoot(step: FetchStep, run: Run): Promise<void> {
  const answer = await post(step, run, null);
  const data = answer?.data ?? null;
  if (answer && data) {
    if (!step.shape.fit(data)) run.log.note(step, null);
    for (const path of answer.errorPaths) run.log.note(step, leadsToNull(path, data) ? path : null);
    step.rewriteAnswer?.(data);
  } else run.log.note(step, null);
  for (const target of objectsAt(run.data, step.path)) mergeFetched(run, step, { target, data });
}

/** Fetches entities; equal representations are sent once. */
async function fetchEntities(step: FetchStep, run: Run): Promise<void> {
  /** Serialized representation → the entities that have it. */
  const groups = new Map<string, DataObject[]>();
  const isUnknown: IsUnknown = (object, key) => run.unknown.get(object)?.has(key) === true;
  for (const entity of objectsAt(run.data, step.path)) {
    const missing = step.findUnknownKey?.(entity, isUnknown) ?? null;
    if (missing !== null) {
      // If the fetch of a key failed, this fetch fails too. An entity that was not found has nothing to fetch.
      if (isAnyFailed(run, step, { entity, keys: missing })) run.log.noteObject(step, entity, []);
      mergeFetched(run, step, { target: entity, data: null });
      continue;
    }
    const representation = step.represent?.(entity) ?? null;
    if (representation === null) {
      // A part of the representation is missing: the fetch that should have returned it has noted the failure.
      mergeFetched(run, step, { target: entity, data: null });
      continue;
    }
    if (isIncomplete(run, step, { entity, representation })) {
      run.log.noteObject(step, entity, []);
      mergeFetched(run, step, { target: entity, data: null });
      continue;
    }
    const text = JSON.stringify(representation);
    const equal = groups.get(text);
    if (equal) equal.push(entity);
    else groups.set(text, [entity]);
  }
  if (groups.size === 0) return;
  const answer = await post(step, run, [...groups.keys()]);
  const list: unknown = answer?.data?.['_entities'];
  const isComplete = Array.isArray(list) && list.length === groups.size;
  if (!answer || !isComplete) run.log.note(step, null);
  const entities: readonly unknown[] = isComplete ? list : [];
  // In the order of the representations that were sent, and so of the entities in the response.
  const requesters = [...groups.values()];
  for (const [index, equal] of requesters.entries()) {
    const answered = entities[index];
    const isWhole = step.shape.fitEntity(answered, equal[0]?.['__typename']);
    step.rewriteAnswer?.(answered);
    for (const entity of equal) {
      if (!isWhole) run.log.noteObject(step, entity, []);
      mergeEntity(run, step, { entity, answered });
    }
  }
  for (const path of isComplete ? (answer?.errorPaths ?? []) : [])
    noteEntityError(run, step, { path, requesters, data: answer?.data });
}

/**
 * Whether a part of a representation failed. A null in its place could match another record or none, and fields that
 * require it would be computed from a missing value.
 */
function isIncomplete(
  run: Run,
  step: FetchStep,
  { entity, representation }: { readonly entity: DataObject; readonly representation: DataObject },
): boolean {
  if (run.log.paths.length === 0) return false;
  const keys = Object.keys(representation).filter((key) => holdsNull(representation[key]));
  return isAnyFailed(run, step, { entity, keys });
}

function isAnyFailed(
  { log }: Run,
  step: FetchStep,
  { entity, keys }: { readonly entity: DataObject; readonly keys: readonly string[] },
): boolean {
  return log.paths.length > 0 && keys.some((key) => log.isFailed(step, entity, key));
}

function holdsNull(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.values(value).some(holdsNull));
}

/** Builds the body as text, because representations are serialized already. */
async function post(
  step: FetchStep,
  run: Run,
  representations: readonly string[] | null,
): Promise<SubgraphResponse | null> {
  const { execution } = run;
  const client = execution.clients.get(step.subgraph);
  if (!client) throw new TypeError(`subgraph ${step.subgraph} has no client`);
  const variables = step.variables
    .filter((name) => execution.variables[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(execution.variables[name])}`);
  if (representations) variables.push(`"representations":[${representations.join(',')}]`);
  const query = JSON.stringify(step.query);
  const body = `{"query":${query},"variables":{${variables.join(',')}}}`;
  const send = step.isMutation ? client.mutate : client.query;
  const answer = await send(body, execution.context, execution.signal);
  if (answer === null || answer.isRejected) run.isUnanswered = true;
  if (answer?.isRejected === true) run.rejected.push(step.subgraph);
  return answer;
}

/** Merges fetched data. A requested key that was not fetched becomes null and unknown. */
function mergeFetched(
  { unknown }: Run,
  step: FetchStep,
  { target, data }: { readonly target: DataObject; readonly data: unknown },
): void {
  if (isDataObject(data)) merge(target, data);
  for (const key of step.keys) {
    if (Object.hasOwn(target, key)) continue;
    target[key] = null;
    unknown.set(target, (unknown.get(target) ?? new Set()).add(key));
  }
}

function mergeEntity(
  run: Run,
  step: FetchStep,
  { entity, answered }: { readonly entity: DataObject; readonly answered: unknown },
): void {
  const { identity } = run.execution;
  const isOther = isDataObject(answered) && !isSameRecord(entity, answered, identity);
  if (isOther) run.log.noteObject(step, entity, []);
  // Replaces the name of an interface, from a subgraph that knows only that, with the object's own type.
  if (isDataObject(answered) && !isOther && isAbstract(identity.schema, entity['__typename']))
    delete entity['__typename'];
  mergeFetched(run, step, { target: entity, data: isOther ? null : answered });
}

/** The path of an entity's error starts with `_entities` and the entity's index. */
function noteEntityError(
  run: Run,
  step: FetchStep,
  at: {
    readonly path: FailedPath | null;
    readonly requesters: readonly (readonly DataObject[])[];
    readonly data: unknown;
  },
): void {
  const [, index, ...below] = at.path ?? [];
  const same = typeof index === 'number' ? at.requesters[index] : undefined;
  if (!same || !leadsToNull(at.path, at.data)) run.log.note(step, null);
  else {
    // A null in a non-null field nulls its entity, and so every requested key.
    const isLost = leadsToNull(at.path?.slice(0, 2) ?? null, at.data);
    for (const entity of same) run.log.noteObject(step, entity, isLost ? [] : below);
  }
}

/** Whether a path leads to a null. Otherwise the error may have caused any null of the response. */
function leadsToNull(path: FailedPath | null, data: unknown): boolean {
  let value = data;
  for (const key of path ?? []) {
    if (typeof value !== 'object' || value === null) break;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value === null;
}

function never(step: never): never {
  throw new TypeError(`unknown plan step ${JSON.stringify(step)}`);
}
