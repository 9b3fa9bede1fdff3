import type { RequestContext } from '../../platform/request-context.ts';
import type { FetchStep, PlanStep } from './compile-plan.ts';
import { isAbstract, isObject, objectsAt, type DataObject } from './data.ts';
import type { IsUnknown } from './entity-key.ts';
import { createFailureLog, type FailedPath, type FailureLog } from './failure-log.ts';
import { merge } from './merge.ts';
import type { SubgraphResponse } from '../../platform/subgraph/parse-response.ts';
import { isSameRecord, type RecordIdentity } from './same-record.ts';
import type { SubgraphClient } from '../../platform/subgraph/create-subgraph-client.ts';

/** What a plan is executed with. */
export interface Execution {
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  readonly identity: RecordIdentity;
  readonly variables: Readonly<Record<string, unknown>>;
  /** For whom; null is the gateway itself. */
  readonly context: RequestContext | null;
  /** Aborts what isn't fetched yet; null fetches all of it. */
  readonly signal: AbortSignal | null;
}

/** The data that all fetches gave together, and where they gave none. */
export interface Executed {
  readonly data: DataObject;
  readonly failedPaths: readonly FailedPath[];
  /** Whether a subgraph gave no GraphQL answer at all. */
  readonly isUnanswered: boolean;
}

/**
 * Executes a plan. It trusts nothing of a subgraph but the shape that was asked for: other keys are dropped,
 * missing ones are null, an entity that comes back as another record is refused. What fails is noted by
 * path; error texts, extensions and headers are not read.
 */
export async function executePlan(plan: PlanStep, execution: Execution): Promise<Executed> {
  const data: DataObject = {};
  const log = createFailureLog(data);
  const unknown = new WeakMap<DataObject, Set<string>>();
  const run: Run = { execution, data, log, unknown, isUnanswered: false };
  await execute(plan, run);
  return { data, failedPaths: log.paths, isUnanswered: run.isUnanswered };
}

interface Run {
  readonly execution: Execution;
  readonly data: DataObject;
  readonly log: FailureLog;
  /** Keys that are null because nothing came: nothing can be asked by them. */
  readonly unknown: WeakMap<DataObject, Set<string>>;
  isUnanswered: boolean;
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
  for (const target of objectsAt(run.data, step.path)) take(run, step, { target, data });
}

/** Entities with the same representation are asked for once. */
async function fetchEntities(step: FetchStep, run: Run): Promise<void> {
  const groups = new Map<string, DataObject[]>();
  const isUnknown: IsUnknown = (object, key) => run.unknown.get(object)?.has(key) === true;
  for (const entity of objectsAt(run.data, step.path)) {
    const lacking = step.findUnknownKey?.(entity, isUnknown) ?? null;
    if (lacking !== null) {
      // Where its key failed, all that would be asked by it fails too; one that was not found has nothing.
      if (isAnyFailed(run, step, { entity, keys: lacking })) run.log.noteObject(step, entity, []);
      take(run, step, { target: entity, data: null });
      continue;
    }
    const representation = step.represent?.(entity) ?? null;
    if (representation === null) {
      // A part of what it is asked by isn't there: whoever failed to give that has noted it.
      take(run, step, { target: entity, data: null });
      continue;
    }
    if (isWanting(run, step, { entity, representation })) {
      run.log.noteObject(step, entity, []);
      take(run, step, { target: entity, data: null });
      continue;
    }
    const text = JSON.stringify(representation);
    const same = groups.get(text);
    if (same) same.push(entity);
    else groups.set(text, [entity]);
  }
  if (groups.size === 0) return;
  const answer = await post(step, run, [...groups.keys()]);
  const list: unknown = answer?.data?.['_entities'];
  const isComplete = Array.isArray(list) && list.length === groups.size;
  if (!answer || !isComplete) run.log.note(step, null);
  const entities: readonly unknown[] = isComplete ? list : [];
  const askers = [...groups.values()];
  for (const [index, same] of askers.entries()) {
    const answered = entities[index];
    const isWhole = step.shape.fitEntity(answered, same[0]?.['__typename']);
    step.rewriteAnswer?.(answered);
    for (const entity of same) {
      if (!isWhole) run.log.noteObject(step, entity, []);
      takeEntity(run, step, { entity, answered });
    }
  }
  for (const path of isComplete ? (answer?.errorPaths ?? []) : [])
    noteEntityError(run, step, { path, askers, data: answer?.data });
}

/**
 * Whether a part of what an entity is asked by failed. A null in its place could find another record or none,
 * and what is computed from it is computed from nothing.
 */
function isWanting(
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

/** The body is put together as text, since representations are text already. */
async function post(
  step: FetchStep,
  run: Run,
  representations: readonly string[] | null,
): Promise<SubgraphResponse | null> {
  const { execution } = run;
  const client = execution.clients.get(step.subgraph);
  if (!client) throw new TypeError(`no client for ${step.subgraph}`);
  const variables = step.variables
    .filter((name) => execution.variables[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(execution.variables[name])}`);
  if (representations) variables.push(`"representations":[${representations.join(',')}]`);
  const query = JSON.stringify(step.query);
  const body = `{"query":${query},"variables":{${variables.join(',')}}}`;
  const answer = await client.post(body, execution.context, execution.signal);
  if (answer === null) run.isUnanswered = true;
  return answer;
}

/** Merges what came; each key that was asked for is there then, null and not known where nothing came. */
function take(
  { unknown }: Run,
  step: FetchStep,
  { target, data }: { readonly target: DataObject; readonly data: unknown },
): void {
  if (isObject(data)) merge(target, data);
  for (const key of step.keys) {
    if (Object.hasOwn(target, key)) continue;
    target[key] = null;
    unknown.set(target, (unknown.get(target) ?? new Set()).add(key));
  }
}

function takeEntity(
  run: Run,
  step: FetchStep,
  { entity, answered }: { readonly entity: DataObject; readonly answered: unknown },
): void {
  const { identity } = run.execution;
  const isOther = isObject(answered) && !isSameRecord(entity, answered, identity);
  if (isOther) run.log.noteObject(step, entity, []);
  // A subgraph that knows an interface alone gave its name; here is the object's own.
  if (isObject(answered) && !isOther && isAbstract(identity.schema, entity['__typename']))
    delete entity['__typename'];
  take(run, step, { target: entity, data: isOther ? null : answered });
}

/** An entity's error is below `_entities` and its index, which tells whose it is. */
function noteEntityError(
  run: Run,
  step: FetchStep,
  at: {
    readonly path: FailedPath | null;
    readonly askers: readonly (readonly DataObject[])[];
    readonly data: unknown;
  },
): void {
  const [, index, ...below] = at.path ?? [];
  const same = typeof index === 'number' ? at.askers[index] : undefined;
  if (!same || !leadsToNull(at.path, at.data)) run.log.note(step, null);
  else {
    // What may not be null takes its entity with it, and so all that the entity was asked for.
    const isLost = leadsToNull(at.path?.slice(0, 2) ?? null, at.data);
    for (const entity of same) run.log.noteObject(step, entity, isLost ? [] : below);
  }
}

/** An error that names no null explains none: then each null of the answer may be its doing. */
function leadsToNull(path: FailedPath | null, data: unknown): boolean {
  let value = data;
  for (const key of path ?? []) {
    if (typeof value !== 'object' || value === null) break;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value === null;
}

function never(step: never): never {
  throw new TypeError(`unknown step ${JSON.stringify(step)}`);
}
