import { BELOW, failuresOf, type Failures } from '../../../directives/release/failures.ts';
import type { Target } from './compile-plan.ts';
import { isDataObject, type DataObject } from './data.ts';

/** Keys and list indexes, from the root of the data or of a response. */
export type FailedPath = readonly (string | number)[];

/** The paths of failed fetches. */
export interface FailureLog {
  /** From the root of the data; `@` is every item of a list. */
  readonly paths: readonly FailedPath[];
  /** Notes a path in the response of a root fetch; null for the whole fetch. */
  readonly note: (target: Target, below: FailedPath | null) => void;
  /** Notes a path in one object at the target's path; empty for everything that the object was to receive. */
  readonly noteObject: (target: Target, object: DataObject, below: FailedPath) => void;
  /** Whether any part of a value of an object at the target's path failed. */
  readonly isFailed: (target: Target, object: DataObject, key: string) => boolean;
}

/** Creates a log for data that is being fetched. Without failures it costs nothing. */
export function createFailureLog(data: DataObject): FailureLog {
  const paths: FailedPath[] = [];
  const places = new Map<Target, ReadonlyMap<DataObject, readonly FailedPath[]>>();

  const add = (target: Target, at: FailedPath, below: FailedPath): void => {
    if (below.length > 0) paths.push([...at, ...below]);
    else for (const key of target.keys) paths.push([...at, key, BELOW]);
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
    note: (target, below) => add(target, target.path, below ?? []),
    noteObject: (target, object, below) => {
      for (const at of placesIn(target, object)) add(target, at, below);
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

/** Whether a path leads to a null. Otherwise the error may have caused any null of the response. */
export function leadsToNull(path: FailedPath | null, data: unknown): boolean {
  let value = data;
  for (const key of path ?? []) {
    if (typeof value !== 'object' || value === null) break;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value === null;
}
