import { isDataObject, own, type DataObject } from './data.ts';

/**
 * Merges fetched data into existing data. Objects merge, lists of equal length merge item by item, and other existing
 * values stay: authorization was decided by the value that was fetched first.
 */
export function merge(into: DataObject, from: DataObject): void {
  for (const key of Object.keys(from)) mergeKey(into, key, from[key]);
}

/** Merges the value of one key. */
export function mergeKey(into: DataObject, key: string, value: unknown): void {
  const existing = own(into, key);
  if (existing === undefined || existing === null) into[key] = value;
  else mergeValue(existing, value);
}

function mergeValue(existing: unknown, value: unknown): void {
  if (isDataObject(existing) && isDataObject(value)) merge(existing, value);
  else if (Array.isArray(existing) && Array.isArray(value) && existing.length === value.length)
    for (const [index, item] of existing.entries()) mergeValue(item, value[index]);
}
