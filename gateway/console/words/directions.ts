/** Directions of an order, in words. */
export const DIRECTION_WORDS: ReadonlyMap<string, string> = new Map([
  ['DESC', 'Descending'],
  ['ASC', 'Ascending'],
]);
