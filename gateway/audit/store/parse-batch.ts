import type { Batch } from '../tree/batch.ts';
import { HASH_BYTES } from '../tlog/parse-checkpoint.ts';

/** Parses a row as a batch; null if its columns don't have the types of a batch. */
export function parseBatch(row: unknown): Batch | null {
  if (typeof row !== 'object' || row === null) return null;
  const batch = row as Record<keyof Batch, unknown>;
  const isBatch =
    isCount(batch.first) &&
    isCount(batch.count) &&
    isCount(batch.size) &&
    Buffer.isBuffer(batch.leaves) &&
    Buffer.isBuffer(batch.hashes) &&
    // Bytes after the last complete hash would never be compared.
    batch.hashes.length % HASH_BYTES === 0 &&
    Buffer.isBuffer(batch.root) &&
    batch.root.length === HASH_BYTES &&
    typeof batch.note === 'string';
  return isBatch ? (batch as Batch) : null;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
