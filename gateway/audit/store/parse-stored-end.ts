import type { StoredEnd } from './head-fault.ts';

/** Parses the head row and the row of the last batch, each undefined if it is missing. */
export function parseStoredEnd(head: unknown, last: unknown): StoredEnd {
  return { head: parseHeadRow(head), last: parseLastRow(last) };
}

type Head = NonNullable<StoredEnd['head']>;
type Last = NonNullable<StoredEnd['last']>;

function parseHeadRow(row: unknown): StoredEnd['head'] {
  if (typeof row !== 'object' || row === null) return null;
  // A SQLite store has no root in its head row.
  const { size, edge, batch, root = null } = row as Record<keyof Head, unknown>;
  const isHead =
    typeof size === 'number' &&
    Number.isSafeInteger(size) &&
    size >= 0 &&
    Buffer.isBuffer(edge) &&
    Buffer.isBuffer(batch) &&
    (root === null || Buffer.isBuffer(root));
  return isHead ? { size, edge, batch, root } : null;
}

/**
 * Null in an empty ledger. Also null if the row is malformed: the head row then seems to be wrong, and verification reports
 * the malformed batch.
 */
function parseLastRow(row: unknown): StoredEnd['last'] {
  if (typeof row !== 'object' || row === null) return null;
  const { size, root, note, hashes } = row as Record<keyof Last, unknown>;
  const isBatch =
    typeof size === 'number' &&
    Buffer.isBuffer(root) &&
    Buffer.isBuffer(hashes) &&
    typeof note === 'string';
  return isBatch ? { size, root, note, hashes } : null;
}
