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
import type { Represent } from './representation.ts';
import { isSameRecord } from './same-record.ts';
import { sendRequest } from './send-request.ts';

/**
 * Fetches entities. Equal representations of one field are sent once, and each path receives a copy of its own of what
 * comes back, since later requests add data to it. If the request fails, all its fields fail; an error in the response
 * fails what its path names, such as one entity of one field.
 */
export async function fetchEntities(request: EntitiesRequest, run: PlanRun): Promise<void> {
  const batches = request.fields.map((field) => createBatch(field, run));
  if (batches.every(({ requesters }) => requesters.length === 0)) return;
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
    const areNoted = errors.every((path) => noteError(batch, path, { data, run }));
    if (!isComplete || isAnyUnassigned || !areNoted)
      for (const target of targetsOf(batch)) run.log.note(target);
  }
}

/** What one `_entities` field requests. */
interface Batch {
  readonly field: EntitiesField;
  /** Serialized, with commas between them; all are different. As one text they take little memory during the request. */
  readonly representations: string;
  /** The objects that receive the entity of each representation. */
  readonly requesters: readonly (readonly Requester[])[];
}

/** The objects at one path that have the same representation. One that is at several places comes as often. */
interface Requester {
  readonly target: Target;
  readonly objects: DataObject[];
}

/** Where an object is that is to be fetched. */
interface Place {
  readonly field: EntitiesField;
  readonly target: Target;
  readonly represent: Represent;
  readonly run: PlanRun;
}

function createBatch(field: EntitiesField, run: PlanRun): Batch {
  const represent = field.createRepresent(areEqualLikely(field));
  const found = new Map<string, Requester[]>();
  for (const target of field.targets) {
    const place = { field, target, represent, run };
    for (const object of objectsAt(run.data, target.path)) {
      const representation = representationOf(object, place);
      if (representation === null) {
        mergeFetched(run, object, null, target.keys);
        continue;
      }
      const requesters = found.get(representation);
      const last = requesters?.at(-1);
      if (last?.target === target) last.objects.push(object);
      else if (requesters) requesters.push({ target, objects: [object] });
      // Made with its item, since a list to which one is added has room for many.
      else found.set(representation, [{ target, objects: [object] }]);
    }
  }
  return { field, representations: [...found.keys()].join(','), requesters: [...found.values()] };
}

/** The entities of one list, or below one object, are usually different. */
function areEqualLikely({ targets }: EntitiesField): boolean {
  return targets.flatMap(({ path }) => path.filter((key) => key === '@')).length > 1;
}

/** Returns null where nothing can be fetched. */
function representationOf(object: DataObject, place: Place): string | null {
  const { field, target, represent, run } = place;
  const missing = field.findUnknownKey(object, run.unknown.has);
  if (missing !== null) {
    // If the fetch of a key failed, or rounded it, this fetch fails too. An entity that was not found has nothing to fetch.
    if (missing.some((key) => holdsRounded(object[key])) || isAnyFailed(object, missing, place))
      run.log.noteObject(target, object, []);
    return null;
  }
  const representation = represent(object);
  // Where a part is missing, the fetch that should have returned it has noted the failure.
  if (representation === null) return null;
  // A failed part is null. It could match another record or none, and fields that require it would be computed from it.
  if (run.log.paths.length > 0 && isAnyFailed(object, keysWithNull(representation), place)) {
    run.log.noteObject(target, object, []);
    return null;
  }
  return representation;
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

/** Merges what comes back. Returns false without one item for each representation: then the field has failed. */
function mergeAnswer({ field, ...batch }: Batch, data: DataObject | null, run: PlanRun): boolean {
  const list = data?.[field.key];
  const isComplete = Array.isArray(list) && list.length === batch.requesters.length;
  const items: readonly unknown[] = isComplete ? list : [];
  for (const [index, requesters] of batch.requesters.entries()) {
    const item = items[index];
    const type = requesters[0]?.objects[0]?.['__typename'];
    const isWhole = field.shape.fitEntity(item, type);
    field.rewriteAnswer?.(item);
    for (const requester of requesters) {
      // The last one needs no copy.
      const answered = requester === requesters.at(-1) ? item : copyData(item);
      mergeEntity(requester, { answered, isWhole }, run);
    }
  }
  return isComplete;
}

function mergeEntity(
  { target, objects }: Requester,
  { answered, isWhole }: { readonly answered: unknown; readonly isWhole: boolean },
  run: PlanRun,
): void {
  const { identity } = run.execution;
  for (const object of objects) {
    const isOther = isDataObject(answered) && !isSameRecord(object, answered, identity);
    if (!isWhole || isOther) run.log.noteObject(target, object, []);
    // Replaces the name of an interface, from a subgraph that knows only that, with the object's own type.
    if (isDataObject(answered) && !isOther && isAbstract(identity.schema, object['__typename']))
      delete object['__typename'];
    mergeFetched(run, object, isOther ? null : answered, target.keys);
  }
}

/** Notes an error at an entity's field. Returns false for an error that may have caused any null of the batch. */
function noteError(
  { requesters }: Batch,
  path: FailedPath | null,
  { data, run }: { readonly data: DataObject | null; readonly run: PlanRun },
): boolean {
  // It starts with the key of the `_entities` field and the entity's index. An entity that is null leaves nothing below.
  const [, index, ...below] = pathToNull(path, data) ?? [];
  const same = typeof index === 'number' ? requesters[index] : undefined;
  return (
    same?.every(({ target, objects }) =>
      [...new Set(objects)].every((object) => run.log.noteObject(target, object, below)),
    ) ?? false
  );
}

/** The targets with an object that the batch has requested. */
function targetsOf({ requesters }: Batch): ReadonlySet<Target> {
  return new Set(requesters.flat().map(({ target }) => target));
}
