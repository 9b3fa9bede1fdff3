/**
 * Whether a text is `(erased)`, `(missing)` or `(changed)`: reports show these in place of a patient's id, or another
 * text that a record commits to, when it can no longer be read and proven.
 */
export function isPlaceholder(text: string): boolean {
  return /^\((?:erased|missing|changed)\)$/.test(text);
}
