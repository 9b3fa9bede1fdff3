const WHOLE = new Intl.NumberFormat('en-US');

/** A whole number with thousands separators. */
export function whole(value: number): string {
  return WHOLE.format(value);
}

/** A number of things: `1 event`, `2 events`. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${whole(value)} ${value === 1 ? one : many}`;
}
