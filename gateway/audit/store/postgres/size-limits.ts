/**
 * Maximum bytes of a value. The server sends two characters per byte, and neither it nor Node.js supports texts of half a
 * gigabyte: a larger value would make the ledger unreadable.
 */
export const MAX_BYTES = 134_217_728;

/** Maximum bytes of short values, such as a note, which has a few hundred bytes. */
export const MAX_TEXT_BYTES = 65_536;

/** SQL of a column, or of another value if the column exceeds its limit. */
export function bounded(column: string, maxBytes: number, instead = 'NULL'): string {
  return `CASE WHEN pg_catalog.octet_length(${column}) <= ${maxBytes} THEN ${column} ELSE ${instead} END`;
}

/** The columns of a batch. A batch with a value over its limit is read as malformed. */
export const BATCH_COLUMNS = `first, count, ${bounded('leaves', MAX_BYTES)} AS leaves,
  ${bounded('hashes', MAX_BYTES)} AS hashes, size, ${bounded('root', MAX_TEXT_BYTES)} AS root,
  ${bounded('note', MAX_TEXT_BYTES)} AS note`;

/** The columns of a batch without leaves and root. A value over its limit is read as empty. */
export const SEALED_COLUMNS = `first, size, ${bounded('hashes', MAX_BYTES, "''::bytea")} AS hashes,
  ${bounded('note', MAX_TEXT_BYTES, "''::text")} AS note`;
