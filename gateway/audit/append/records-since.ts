import { parseLeaf, type Leaf } from '../record/parse-leaf.ts';
import type { RecordKind } from '../record/record.ts';
import { isInLeafRanges, unreleasedIn, type LeafRange } from '../record/unreleased.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import { unpackLeaves, type Batch } from '../tree/batch.ts';
import { leafHash, splitHashes } from '../tree/merkle-tree.ts';

/** The condition of an append: no other record of a kind about the same subject from a leaf on. */
export interface AppendCondition {
  readonly kind: keyof typeof SUBJECTS;
  readonly subject: string;
  /** The first leaf that the author has not seen. */
  readonly from: number;
}

/** Kinds of records that are appended on a condition, and the detail that names their subject. */
const SUBJECTS = {
  review: 'case',
  suppression: 'suppression',
  question: 'case',
  'log.threshold': 'rule',
} as const satisfies Partial<Record<RecordKind, string>>;

/** A record and the index of its leaf. */
export interface PlacedRecord {
  readonly index: number;
  readonly leaf: Leaf;
}

/**
 * The records of a subject from one leaf on, newest first, without unreleased ones. `batches` are in reverse order. Leaves that
 * don't match their hash are ignored.
 */
export async function recordsSince(
  batches: AsyncIterable<Batch | null>,
  { kind, subject, from }: AppendCondition,
): Promise<readonly PlacedRecord[]> {
  const records: PlacedRecord[] = [];
  const unreleased: LeafRange[] = [];
  for await (const batch of batches) {
    if (batch === null || batch.size <= from) break;
    const leaves = unpackLeaves(batch.leaves) ?? [];
    const hashes = splitHashes(batch.hashes);
    for (let offset = leaves.length - 1; offset >= Math.max(0, from - batch.first); offset -= 1) {
      const bytes = leaves[offset];
      const isHashed =
        bytes !== undefined &&
        mayMatter(bytes, kind) &&
        hashes[offset]?.equals(leafHash(bytes)) === true;
      const leaf = isHashed ? parseLeaf(bytes) : null;
      if (leaf === null) continue;
      const index = batch.first + offset;
      const late = unreleasedIn(leaf);
      if (late !== null) unreleased.push(late);
      else if (leaf.kind === kind && String(leaf.details?.[SUBJECTS[kind]] ?? '') === subject)
        records.push({ index, leaf });
    }
  }
  // An `unreleased` record always follows the record that it names.
  return records.filter(({ index }) => !isInLeafRanges(unreleased, index));
}

/** Whether a leaf may be of a kind, or an `unreleased` record; canonical JSON writes the kind in one way only. */
function mayMatter(bytes: Buffer, kind: string): boolean {
  return bytes.includes(`"kind":"${kind}"`) || bytes.includes('"kind":"unreleased"');
}

/** Index of the last record of a subject between a leaf and a size of the ledger; null for none. */
export async function lastRecord(
  store: Pick<LedgerStore, 'holding'>,
  condition: AppendCondition,
  size: number,
): Promise<number | null> {
  const [last] = await recordsSince(batchesBack(store, size), condition);
  return last?.index ?? null;
}

async function* batchesBack(store: Pick<LedgerStore, 'holding'>, size: number) {
  for (let end = size; end > 0;) {
    const batch = await store.holding(end - 1);
    yield batch;
    // Overlapping batches end the search.
    end = batch === null || batch.first >= end ? 0 : batch.first;
  }
}
