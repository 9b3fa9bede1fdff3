import { controlRecord } from './control-record.ts';
import type { Leaf } from '../parse-leaf.ts';
import type { AuditRecord } from '../record.ts';

/** Batches that were removed from the end of the ledger because no key of the ledger had signed them. */
export interface Quarantine {
  /** Index of the first removed leaf, and of the batch with this record. */
  readonly first: number;
  /** Removed rows of batches; 0 if only the head row was corrected. */
  readonly batches: number;
  /** Number of leaf hashes that were stored with them. */
  readonly records: number;
  /** Merkle tree hash over these leaf hashes, hex. */
  readonly root: string;
  /** Number of records in the head row before the removal; null if the row was missing or malformed. */
  readonly headSize: number | null;
  /** SHA-256 of the file with the removed rows and the old head row, hex. */
  readonly evidence: string;
}

/** The record of a quarantine. Its reason may be PHI, so the record only commits to it. */
export function quarantineRecord(
  quarantine: Quarantine,
  reasonCommitment: string,
  at: number,
): AuditRecord {
  return {
    ...controlRecord('log.quarantine', at, { ...quarantine, reasonCommitment }),
    action: 'D',
  };
}

/** The quarantine that a leaf records; null for any other or a malformed leaf. */
export function quarantineIn({ kind, details }: Pick<Leaf, 'kind' | 'details'>): Quarantine | null {
  if (kind !== 'log.quarantine' || details === null) return null;
  const { first, batches, records, root, headSize, evidence } = details;
  const isWhole =
    [first, batches, records].every((count) => Number.isSafeInteger(count) && Number(count) >= 0) &&
    [root, evidence].every((hash) => typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash));
  if (!isWhole) return null;
  return {
    first: Number(first),
    batches: Number(batches),
    records: Number(records),
    root: String(root),
    headSize: typeof headSize === 'number' ? headSize : null,
    evidence: String(evidence),
  };
}
