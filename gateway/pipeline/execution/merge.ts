import { isObject, type DataObject } from './data.ts';

/**
 * Merges fetched data into data that is there. Objects merge, lists of one length merge item by item, and a
 * value that is there stays: what was fetched first is what was decided on.
 */
export function merge(into: DataObject, from: DataObject): void {
  for (const key of Object.keys(from)) {
    // `constructor` and its like are ordinary keys, and every object seems to have them.
    const there = Object.hasOwn(into, key) ? into[key] : undefined;
    const value = from[key];
    if (there === undefined || there === null) into[key] = value;
    else mergeValue(there, value);
  }
}

function mergeValue(there: unknown, value: unknown): void {
  if (isObject(there) && isObject(value)) merge(there, value);
  else if (Array.isArray(there) && Array.isArray(value) && there.length === value.length)
    for (const [index, item] of there.entries()) mergeValue(item, value[index]);
}
