import { createHash } from 'node:crypto';

/**
 * An id in UUID form for a row of a file without an id column. It depends on the identifying cells and not on the
 * position, so that it survives a new export of the same records.
 */
export function recordId(kind: string, identity: readonly (string | null)[]): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([kind, ...identity]))
    .digest('hex');
  // Version 8: https://www.rfc-editor.org/rfc/rfc9562#section-5.8
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** The id of the `nth` row (from 2) among rows that share `id`. */
export function repeatedRecordId(id: string, nth: number): string {
  return recordId(id, [String(nth)]);
}
