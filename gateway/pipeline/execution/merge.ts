import { isDataObject, type DataObject } from './data.ts';

/**
 * Merges fetched data into existing data. Objects merge, lists of equal length merge item by item, and other existing
 * values stay: authorization was decided by the value that was fetched first.
 */
export function merge(into: DataObject, from: DataObject): void {
  for (const key of Object.keys(from)) {
    // Keys such as `constructor` are inherited by every object.
    const there = Object.hasOwn(into, key) ? into[key] : undefined;
    const value = from[key];
    if (there === undefined || there === null) into[key] = value;
    else mergeValue(there, value);
  }
}

function mergeValue(there: unknown, value: unknown): void {
  if (isDataObject(there) && isDataObject(value)) merge(there, value);
  else if (Array.isArray(there) && Array.isArray(value) && there.length === value.length)
    for (const [index, item] of there.entries()) mergeValue(item, value[index]);
}
