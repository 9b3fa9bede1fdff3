import { BELOW, failuresOf, type Failures } from '../../../directives/release/failures.ts';
import type { FetchStep } from './compile-plan.ts';
import { isDataObject, type DataObject } from './data.ts';

/** Keys and list indexes, from the root of the data or of a response. */
export type FailedPath = readonly (string | number)[];

/** The paths of failed fetches. */
export interface FailureLog {
  /** From the root of the data; `@` is every item of a list. */
  readonly paths: readonly FailedPath[];
  /** Notes a path in the response of a root fetch; null for the whole fetch. */
  readonly note: (step: FetchStep, below: FailedPath | null) => void;
  /** Notes a path in one object at the fetch's path; empty for everything that the object was to receive. */
  readonly noteObject: (step: FetchStep, object: DataObject, below: FailedPath) => void;
  /** Whether any part of a value of an object at the fetch's path failed. */
  readonly isFailed: (step: FetchStep, object: DataObject, key: string) => boolean;
}

/** Creates a log for data that is being fetched. Without failures it costs nothing. */
export function createFailureLog(data: DataObject): FailureLog {
  const paths: FailedPath[] = [];
  const places = new Map<FetchStep, ReadonlyMap<DataObject, readonly FailedPath[]>>();

  const add = (step: FetchStep, at: FailedPath, below: FailedPath): void => {
    if (below.length > 0) paths.push([...at, ...below]);
    else for (const key of step.keys) paths.push([...at, key, BELOW]);
  };
  /** The failures of the first `count` paths. */
  let index: { readonly count: number; readonly failures: Failures | undefined } = {
    count: 0,
    failures: undefined,
  };
  const placesIn = (step: FetchStep, object: DataObject): readonly FailedPath[] => {
    const found = places.get(step) ?? placesOf(data, step.path);
    places.set(step, found);
    return found.get(object) ?? [step.path];
  };
  return {
    paths,
    note: (step, below) => add(step, step.path, below ?? []),
    noteObject: (step, object, below) => {
      for (const at of placesIn(step, object)) add(step, at, below);
    },
    isFailed: (step, object, key) => {
      if (index.count !== paths.length)
        index = { count: paths.length, failures: failuresOf(paths) };
      const { failures } = index;
      return placesIn(step, object).some((at) =>
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
