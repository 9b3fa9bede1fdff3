/** Text that is inserted into another one. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** Inserts texts, those with the same offset in their order. Everything else stays as it is. */
export function insertAll(text: string, insertions: readonly Insertion[]): string {
  let result = '';
  let from = 0;
  for (const { offset, text: inserted } of insertions.toSorted((a, b) => a.offset - b.offset)) {
    result += text.slice(from, offset) + inserted;
    from = offset;
  }
  return result + text.slice(from);
}

/** The white space before a place on its line; null if something else is there. */
export function indentationAt(text: string, offset: number): string | null {
  const start =
    Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const before = text.slice(start, offset).replace(/^\uFEFF/, '');
  return /^[ \t]*$/.test(before) ? before : null;
}

/** The line break that ends the line of a place; that of the line before on the last line. */
export function lineBreakAt(text: string, offset: number): string {
  const next = text.indexOf('\n', offset);
  const at = next === -1 ? text.lastIndexOf('\n', offset) : next;
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}
