/** The distinct coordinates and categories of an event. */
export interface StoredFieldSet {
  readonly coordinates: readonly string[];
  readonly categories: readonly string[];
}

/** Reads a text that `writeFieldSet` wrote. */
export function readFieldSet(text: string): StoredFieldSet {
  const items = JSON.parse(text) as readonly (readonly [string, string, readonly string[]])[];
  return {
    coordinates: [...new Set(items.map(([coordinate]) => coordinate))],
    categories: [...new Set(items.flatMap(([, , categories]) => categories))],
  };
}

/** Reads a text that `writeRoles` wrote: each role once. */
export function readStoredRoles(text: string): readonly string[] {
  return [...new Set(JSON.parse(text) as readonly string[])];
}
