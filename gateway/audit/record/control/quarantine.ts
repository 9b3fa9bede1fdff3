import { controlRecord } from './control-record.ts';
import type { Leaf } from '../parse-leaf.ts';
import type { AuditRecord } from '../record.ts';

/** What a record says was taken off the end of the ledger, where it stands, because no key of it had signed it. */
export interface Quarantine {
  /** Index of the first leaf that went, and of the batch with this record. */
  readonly first: number;
  /** Rows of batches that went; 0 where only the head row was set right. */
  readonly batches: number;
  /** Leaf hashes that were stored with them. */
  readonly records: number;
  /** Merkle tree hash over these, hex. */
  readonly root: string;
  /** How many records the head row named then; null where it was gone or no number. */
  readonly headSize: number | null;
  /** SHA-256 of the file with all that went and the head row as it was, hex. */
  readonly evidence: string;
}

/** The record of a quarantine. Its reason may be PHI: the record only commits to it. */
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

/** What a leaf says was taken off; null for any other leaf, and for one that doesn't say it properly. */
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
