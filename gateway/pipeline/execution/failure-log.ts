import { BELOW, failuresOf, type Failures } from '../../../directives/release/failures.ts';
import type { Target } from './compile-plan.ts';
import { isDataObject, type DataObject } from './data.ts';

/** Keys and list indexes, from the root of the data or of a response. */
export type FailedPath = readonly (string | number)[];

/** The paths of failed fetches. */
export interface FailureLog {
  /** From the root of the data; `@` is every item of a list. */
  readonly paths: readonly FailedPath[];
  /** Notes that everything that the target was to receive failed. */
  readonly note: (target: Target) => void;
  /**
   * Notes a path in every object at the target's path. Returns false, and notes everything, where the target has too many
   * paths.
   */
  readonly notePath: (target: Target, below: FailedPath) => boolean;
  /** The same for one object; the path is empty for everything that the object was to receive. */
  readonly noteObject: (target: Target, object: DataObject, below: FailedPath) => boolean;
  /** Whether any part of a value of an object at the target's path failed. */
  readonly isFailed: (target: Target, object: DataObject, key: string) => boolean;
}

/**
 * Keys of all the paths that are noted one by one in what a target receives. A subgraph could otherwise fill the memory
 * with errors in an entity that many objects share.
 */
const MAX_KEYS = 100_000;

/** Creates a log for data that is being fetched. Without failures it costs nothing. */
export function createFailureLog(data: DataObject): FailureLog {
  const paths: FailedPath[] = [];
  /** Keys of the paths that are noted one by one. */
  const counts = new Map<Target, number>();
  const places = new Map<Target, ReadonlyMap<DataObject, readonly FailedPath[]>>();

  /** Objects that failed as a whole. */
  const lostObjects = new Map<Target, Set<DataObject>>();

  const addAll = (target: Target, at: FailedPath): void => {
    for (const key of target.keys) paths.push([...at, key, BELOW]);
  };
  const add = (target: Target, at: FailedPath, below: FailedPath): boolean => {
    const before = counts.get(target) ?? 0;
    if (before > MAX_KEYS) return false;
    const count = before + at.length + below.length;
    counts.set(target, count);
    if (count > MAX_KEYS) addAll(target, target.path);
    else if (below.length > 0) paths.push([...at, ...below]);
    else addAll(target, at);
    return count <= MAX_KEYS;
  };
  /** The failures of the first `count` paths. */
  let index: { readonly count: number; readonly failures: Failures | undefined } = {
    count: 0,
    failures: undefined,
  };
  const placesIn = (target: Target, object: DataObject): readonly FailedPath[] => {
    const found = places.get(target) ?? placesOf(data, target.path);
    places.set(target, found);
    return found.get(object) ?? [target.path];
  };
  return {
    paths,
    note: (target) => addAll(target, target.path),
    notePath: (target, below) => add(target, target.path, below),
    noteObject: (target, object, below) => {
      if (below.length === 0) {
        const lost = lostObjects.get(target) ?? new Set();
        if (lost.has(object)) return true;
        lostObjects.set(target, lost.add(object));
      }
      return placesIn(target, object).every((at) => add(target, at, below));
    },
    isFailed: (target, object, key) => {
      if (paths.length === 0) return false;
      if (index.count !== paths.length)
        index = { count: paths.length, failures: failuresOf(paths) };
      const { failures } = index;
      return placesIn(target, object).some((at) =>
        [...at, key].reduce<Failures | undefined>((below, part) => below?.at(part), failures),
      );
    },
  };
}

/** Returns the objects at a path with `@` for lists, with the concrete paths to each. */
function placesOf(
  data: DataObject,
  path: readonly string[],
): ReadonlyMap<DataObject, readonly FailedPath[]> {
  const places = new Map<DataObject, FailedPath[]>();
  const walk = (value: unknown, at: number, trail: FailedPath): void => {
    if (Array.isArray(value)) {
      const next = path[at] === '@' ? at + 1 : at;
      for (const [index, item] of value.entries()) walk(item, next, [...trail, index]);
    } else if (isDataObject(value)) {
      const key = path[at];
      if (key === undefined) places.set(value, [...(places.get(value) ?? []), trail]);
      else walk(value[key], at + 1, [...trail, key]);
    }
  };
  walk(data, 0, []);
  return places;
}

/**
 * Returns an error's path up to the first null in the data. Returns null where the path leads to no null: such an error
 * may have caused any null of the response.
 */
export function pathToNull(path: FailedPath | null, data: unknown): FailedPath | null {
  let value = data;
  for (const [index, key] of (path ?? []).entries()) {
    if (typeof value !== 'object' || value === null) return null;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
    if (value === null) return path?.slice(0, index + 1) ?? null;
  }
  return null;
}
