/** What a row of the index tells of its coordinates. */
export interface Shape {
  readonly coordinates: readonly string[];
  readonly categories: readonly string[];
}

/** Each coordinate and each category of a shape, once. */
export function parseShape(text: string): Shape {
  const items = JSON.parse(text) as readonly (readonly [string, string, readonly string[]])[];
  return {
    coordinates: [...new Set(items.map(([coordinate]) => coordinate))],
    categories: [...new Set(items.flatMap(([, , categories]) => categories))],
  };
}

/** Each role of a list, once. */
export function parseRoles(text: string): readonly string[] {
  return [...new Set(JSON.parse(text) as readonly string[])];
}
