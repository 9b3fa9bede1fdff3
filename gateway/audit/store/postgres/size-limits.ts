/**
 * Bytes of a value that a row may hold. The server sends a value as two characters for each byte, and neither it nor
 * Node.js has texts of half a gigabyte: with one longer value, nothing of the ledger could be read.
 */
export const MAX_BYTES = 134_217_728;

/** The same of a note, which is a few hundred bytes, and of other short values. */
export const MAX_TEXT_BYTES = 65_536;

/** A column, or what stands for a value beyond its limit. */
export function bounded(column: string, most: number, instead = 'NULL'): string {
  return `CASE WHEN pg_catalog.octet_length(${column}) <= ${most} THEN ${column} ELSE ${instead} END`;
}

/** The columns of a batch. One with a value beyond its limit is none. */
export const BATCH_COLUMNS = `first, count, ${bounded('leaves', MAX_BYTES)} AS leaves,
  ${bounded('hashes', MAX_BYTES)} AS hashes, size, ${bounded('root', MAX_TEXT_BYTES)} AS root,
  ${bounded('note', MAX_TEXT_BYTES)} AS note`;

/** The same without leaves and root. */
export const SEALED_COLUMNS = `first, size, ${bounded('hashes', MAX_BYTES, "''::bytea")} AS hashes,
  ${bounded('note', MAX_TEXT_BYTES, "''::text")} AS note`;
