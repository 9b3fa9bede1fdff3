import type { EntitiesField, EntitiesRequest, Target } from './compile-plan.ts';
import { copyData, isAbstract, isDataObject, objectsAt, type DataObject } from './data.ts';
import type { FailedPath } from './failure-log.ts';
import { leadsToNull, mergeFetched, sendRequest, type PlanRun } from './plan-run.ts';
import { isSameRecord } from './same-record.ts';

/**
 * Fetches entities. Equal representations of one field are sent once, and each path receives a copy of its own of what
 * comes back, since later requests add data to it. If the request fails, all its fields fail; an error in the response
 * fails what its path names, such as one entity of one field.
 */
export async function fetchEntities(request: EntitiesRequest, run: PlanRun): Promise<void> {
  const lookups = request.fields.map((field) => createLookup(field, run));
  if (lookups.every(({ representations }) => representations.length === 0)) return;
  const answer = await sendRequest(
    request,
    run,
    lookups.map(({ field, representations }) => [field.variable, representations]),
  );
  for (const lookup of lookups) mergeAnswer(lookup, answer?.data ?? null, run);
  for (const path of answer?.errorPaths ?? []) {
    const named = lookups.filter(({ field }) => field.key === path?.[0]);
    for (const lookup of named) noteError(lookup, path, { data: answer?.data, run });
    if (named.length === 0) for (const lookup of lookups) noteFailed(lookup, run);
  }
}

/** What one `_entities` field requests. */
interface Lookup {
  readonly field: EntitiesField;
  /** Serialized; all are different. */
  readonly representations: readonly string[];
  /** The entities of each representation. */
  readonly requesters: readonly (readonly Requester[])[];
}

/** The entities at one path that have the same representation. */
interface Requester {
  readonly target: Target;
  readonly entities: DataObject[];
}

function createLookup(field: EntitiesField, run: PlanRun): Lookup {
  const found = new Map<string, Requester[]>();
  for (const target of field.targets) {
    const at = { field, target, run };
    for (const entity of objectsAt(run.data, target.path)) {
      const representation = representationOf(entity, at);
      if (representation === null) {
        mergeFetched(run, target, { object: entity, data: null });
        continue;
      }
      const requesters = found.get(representation) ?? [];
      found.set(representation, requesters);
      const last = requesters.at(-1);
      if (last?.target === target) last.entities.push(entity);
      else requesters.push({ target, entities: [entity] });
    }
  }
  return { field, representations: [...found.keys()], requesters: [...found.values()] };
}

/** Returns null where nothing can be fetched. */
function representationOf(
  entity: DataObject,
  at: { readonly field: EntitiesField; readonly target: Target; readonly run: PlanRun },
): string | null {
  const { field, target, run } = at;
  const missing = field.findUnknownKey(
    entity,
    (object, key) => run.unknown.get(object)?.has(key) === true,
  );
  if (missing !== null) {
    // If the fetch of a key failed, this fetch fails too. An entity that was not found has nothing to fetch.
    if (isAnyFailed(entity, missing, at)) run.log.noteObject(target, entity, []);
    return null;
  }
  const representation = field.represent(entity);
  // Where a part is missing, the fetch that should have returned it has noted the failure.
  if (representation === null) return null;
  if (isIncomplete(representation, entity, at)) {
    run.log.noteObject(target, entity, []);
    return null;
  }
  return JSON.stringify(representation);
}

/**
 * Whether a part of a representation failed. A null in its place could match another record or none, and fields that
 * require it would be computed from a missing value.
 */
function isIncomplete(
  representation: DataObject,
  entity: DataObject,
  at: { readonly target: Target; readonly run: PlanRun },
): boolean {
  if (at.run.log.paths.length === 0) return false;
  const keys = Object.keys(representation).filter((key) => holdsNull(representation[key]));
  return isAnyFailed(entity, keys, at);
}

function isAnyFailed(
  entity: DataObject,
  keys: readonly string[],
  { target, run: { log } }: { readonly target: Target; readonly run: PlanRun },
): boolean {
  return log.paths.length > 0 && keys.some((key) => log.isFailed(target, entity, key));
}

function holdsNull(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.values(value).some(holdsNull));
}

function mergeAnswer(lookup: Lookup, data: DataObject | null, run: PlanRun): void {
  const { field, representations, requesters } = lookup;
  const list = data?.[field.key];
  const isComplete = Array.isArray(list) && list.length === representations.length;
  if (!isComplete) noteFailed(lookup, run);
  const answers: readonly unknown[] = isComplete ? list : [];
  for (const [index, same] of requesters.entries())
    for (const requester of same) {
      // The last one needs no copy.
      const answered = requester === same.at(-1) ? answers[index] : copyData(answers[index]);
      mergeEntities(requester, answered, { field, run });
    }
}

function mergeEntities(
  { target, entities }: Requester,
  answered: unknown,
  { field, run }: { readonly field: EntitiesField; readonly run: PlanRun },
): void {
  const { identity } = run.execution;
  const isWhole = field.shape.fitEntity(answered, entities[0]?.['__typename']);
  field.rewriteAnswer?.(answered);
  for (const entity of entities) {
    const isOther = isDataObject(answered) && !isSameRecord(entity, answered, identity);
    if (!isWhole || isOther) run.log.noteObject(target, entity, []);
    // Replaces the name of an interface, from a subgraph that knows only that, with the object's own type.
    if (isDataObject(answered) && !isOther && isAbstract(identity.schema, entity['__typename']))
      delete entity['__typename'];
    mergeFetched(run, target, { object: entity, data: isOther ? null : answered });
  }
}

/** Notes everything that was requested. */
function noteFailed({ requesters }: Lookup, { log }: PlanRun): void {
  for (const target of new Set(requesters.flat().map((one) => one.target))) log.note(target, null);
}

/** The path of an entity's error starts with the key of the field and the entity's index. */
function noteError(
  lookup: Lookup,
  path: FailedPath | null,
  { data, run }: { readonly data: unknown; readonly run: PlanRun },
): void {
  const [, index, ...below] = path ?? [];
  const same = typeof index === 'number' ? lookup.requesters[index] : undefined;
  if (!same || !leadsToNull(path, data)) return noteFailed(lookup, run);
  // A null in a non-null field nulls its entity, and so every requested key.
  const isLost = leadsToNull(path?.slice(0, 2) ?? null, data);
  for (const { target, entities } of same)
    for (const entity of entities) run.log.noteObject(target, entity, isLost ? [] : below);
}
