import type { EntitiesField, EntitiesRequest, Target } from './compile-plan.ts';
import {
  copyData,
  isAbstract,
  isDataObject,
  isRounded,
  objectsAt,
  type DataObject,
} from './data.ts';
import { pathToNull, type FailedPath } from './failure-log.ts';
import { mergeFetched, type PlanRun } from './plan-run.ts';
import type { Representations } from './representation.ts';
import { isSameRecord } from './same-record.ts';
import { sendRequest } from './send-request.ts';

/**
 * Fetches entities. Equal representations of one field are sent once, and each path receives a copy of its own of what
 * comes back, since later requests add data to it. If the request fails, all its fields fail; an error in the response
 * fails what its path names, such as one entity of one field.
 */
export async function fetchEntities(request: EntitiesRequest, run: PlanRun): Promise<void> {
  const batches = request.fields.map((field) => createBatch(field, run));
  if (batches.every(({ firsts }) => firsts.length === 0)) return;
  const answer = await sendRequest(
    request,
    run,
    batches.map(({ field, representations }) => [field.variable, representations]),
  );
  const data = answer?.data ?? null;
  const errorPaths = answer?.errorPaths ?? [];
  const keys = new Set<unknown>(batches.map(({ field }) => field.key));
  const isAnyUnassigned = errorPaths.some((path) => !keys.has(path?.[0]));
  for (const batch of batches) {
    const isComplete = mergeAnswer(batch, data, run);
    const errors = errorPaths.filter((path) => path?.[0] === batch.field.key);
    const placesOf = errors.length > 0 ? groupByItem(batch) : new Map<number, Places>();
    const areNoted = errors.every((path) => noteError(placesOf, path, { data, run }));
    if (!isComplete || isAnyUnassigned || !areNoted)
      for (const target of targetsOf(batch)) run.log.note(target);
  }
}

/** What one `_entities` field requests. It is kept during the request, so it is small. */
interface Batch {
  readonly field: EntitiesField;
  /** Serialized, with commas between them; all are different. */
  readonly representations: string;
  /** The first object of each representation. */
  readonly firsts: readonly DataObject[];
  readonly requesters: readonly Requesters[];
}

/** The objects at one path that receive entities. One that is at several places comes as often. */
interface Requesters {
  readonly target: Target;
  readonly objects: readonly DataObject[];
  /** The index of the representation of each object. */
  readonly indexes: readonly number[];
}

/** Where an object is that is to be fetched. */
interface Place {
  readonly field: EntitiesField;
  readonly target: Target;
  readonly all: Representations;
  readonly run: PlanRun;
}

function createBatch(field: EntitiesField, run: PlanRun): Batch {
  const all = field.createRepresentations();
  const found = new Map<unknown, number>();
  const texts: string[] = [];
  const firsts: DataObject[] = [];
  const requesters = field.targets.map((target): Requesters => {
    const place = { field, target, all, run };
    const objects: DataObject[] = [];
    const indexes: number[] = [];
    for (const object of objectsAt(run.data, target.path)) {
      const key = keyOf(object, place);
      if (key === undefined) {
        mergeFetched(run, object, null, target.keys);
        continue;
      }
      const index = found.get(key) ?? texts.length;
      objects.push(object);
      indexes.push(index);
      if (index < texts.length) continue;
      found.set(key, index);
      texts.push(all.textOf(key));
      firsts.push(object);
    }
    return { target, objects, indexes };
  });
  return { field, representations: texts.join(','), firsts, requesters };
}

/** The key of an object's representation; undefined where nothing can be fetched. */
function keyOf(object: DataObject, place: Place): unknown {
  const { field, target, all, run } = place;
  const missing = field.findUnknownKey(object, run.unknown.has);
  if (missing !== null) {
    // If the fetch of a key failed, or rounded it, this fetch fails too. An entity that was not found has nothing to fetch.
    if (missing.some((key) => holdsRounded(object[key])) || isAnyFailed(object, missing, place))
      run.log.noteObject(target, object, []);
    return undefined;
  }
  const key = all.keyOf(object);
  // Where a part is missing, the fetch that should have returned it has noted the failure.
  if (key === undefined) return undefined;
  // A failed part is null. It could match another record or none, and fields that require it would be computed from it.
  if (run.log.paths.length > 0 && isAnyFailed(object, keysWithNull(all.textOf(key)), place)) {
    run.log.noteObject(target, object, []);
    return undefined;
  }
  return key;
}

function isAnyFailed(
  object: DataObject,
  keys: readonly string[],
  { target, run: { log } }: Place,
): boolean {
  return keys.some((key) => log.isFailed(target, object, key));
}

function keysWithNull(representation: string): readonly string[] {
  const parts: unknown = JSON.parse(representation);
  return isDataObject(parts) ? Object.keys(parts).filter((key) => holdsNull(parts[key])) : [];
}

function holdsNull(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.values(value).some(holdsNull));
}

function holdsRounded(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isRounded(value);
  return Object.values(value).some(holdsRounded);
}

/**
 * Merges what comes back. Returns false without one item for each representation, or if an item is another entity: then
 * the field has failed, because the places of the other items are not certain either.
 */
function mergeAnswer({ field, firsts, requesters }: Batch, data: DataObject | null, run: PlanRun) {
  const list = data?.[field.key];
  const isComplete =
    Array.isArray(list) &&
    list.length === firsts.length &&
    firsts.every((object, index) => isRequested(object, list[index], { field, run }));
  const items: readonly unknown[] = isComplete ? list : [];
  const areWhole = firsts.map((object, index) => {
    const isWhole = field.shape.fitEntity(items[index], object['__typename']);
    field.rewriteAnswer?.(items[index]);
    return isWhole;
  });
  const { identity } = run.execution;
  for (const { target, objects, indexes } of requesters) {
    // Compared before any is merged: equal entities can share an object, which must not be compared with what it receives.
    const areOthers = field.receivesIdentity
      ? objects.map((object, at) => {
          const item = items[indexes[at] ?? 0];
          return isDataObject(item) && !isSameRecord(object, item, identity);
        })
      : null;
    // The last path needs no copies.
    const isLast = target === field.targets.at(-1);
    const copies: unknown[] = [];
    for (let at = 0; at < objects.length; at += 1) {
      const object = objects[at] ?? {};
      const index = indexes[at] ?? 0;
      const isOther = areOthers?.[at] === true;
      if (isOther || areWhole[index] !== true) run.log.noteObject(target, object, []);
      const answered = isLast ? items[index] : (copies[index] ??= copyData(items[index]));
      mergeEntity(object, isDataObject(answered) && !isOther ? answered : null, { target, run });
    }
  }
  return isComplete;
}

function isRequested(
  object: DataObject,
  item: unknown,
  { field, run }: { readonly field: EntitiesField; readonly run: PlanRun },
): boolean {
  if (field.isRequested === null || item === null) return true;
  return isDataObject(item) && field.isRequested(object, item, run.unknown.has);
}

/** Merges an entity into the object that requested it; null for none. */
function mergeEntity(
  object: DataObject,
  entity: DataObject | null,
  { target, run }: { readonly target: Target; readonly run: PlanRun },
): void {
  // Replaces the name of an interface, from a subgraph that knows only that, with the object's own type.
  const isTyped = entity !== null && typeof entity['__typename'] === 'string';
  const { schema } = run.execution.identity;
  if (isTyped && target.keys.includes('__typename') && isAbstract(schema, object['__typename']))
    delete object['__typename'];
  mergeFetched(run, object, entity, target.keys);
}

/** The objects that receive one item of an answer, each once, by their path. */
type Places = readonly (readonly [target: Target, object: DataObject])[];

function groupByItem({ requesters }: Batch): ReadonlyMap<number, Places> {
  const places = new Map<number, [Target, DataObject][]>();
  for (const { target, objects, indexes } of requesters) {
    const seen = new Set<DataObject>();
    for (const [at, object] of objects.entries()) {
      const item = indexes[at] ?? 0;
      if (seen.has(object)) continue;
      seen.add(object);
      const same = places.get(item) ?? [];
      places.set(item, same);
      same.push([target, object]);
    }
  }
  return places;
}

/** Notes an error at an entity's field. Returns false for an error that may have caused any null of the batch. */
function noteError(
  placesOf: ReadonlyMap<number, Places>,
  path: FailedPath | null,
  { data, run }: { readonly data: DataObject | null; readonly run: PlanRun },
): boolean {
  // It starts with the key of the `_entities` field and the entity's index. An entity that is null leaves nothing below.
  const [, item, ...below] = pathToNull(path, data) ?? [];
  const places = typeof item === 'number' ? placesOf.get(item) : undefined;
  return places?.every(([target, object]) => run.log.noteObject(target, object, below)) ?? false;
}

/** The targets with an object that the batch has requested. */
function targetsOf({ requesters }: Batch): ReadonlySet<Target> {
  return new Set(
    requesters.filter(({ objects }) => objects.length > 0).map(({ target }) => target),
  );
}
