import { COMMITMENTS_MARKER, parseLeaf, type Leaf } from '../../record/parse-leaf.ts';
import { openLeaf } from '../../record/open-leaf.ts';
import type { LeafPatients } from '../../record/control/hold.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';
import { isPruned, unpackLeaves, type Batch } from '../../tree/batch.ts';
import { damaged } from '../../store/damaged-ledger.ts';

/** A batch with parsed leaves; null for a pruned leaf, whose body (its bytes) was deleted. */
export interface ReadBatch {
  readonly batch: Batch;
  readonly leaves: readonly (Leaf | null)[];
}

/** The batches of a ledger in order. Throws a `StartError` at the first malformed batch or leaf. */
export async function* readBodies(reader: LedgerReader): AsyncGenerator<ReadBatch> {
  let size = 0;
  for await (const { first, batch } of reader.batches()) {
    const unpacked = batch === null ? null : unpackLeaves(batch.leaves);
    if (batch === null || unpacked === null || first !== size) throw damaged(size, reader.where);
    const leaves = unpacked.map((bytes, place) => {
      const leaf = isPruned(bytes) ? null : parseLeaf(bytes);
      if (leaf === null && !isPruned(bytes)) throw damaged(first + place, reader.where);
      return leaf;
    });
    size += leaves.length;
    yield { batch, leaves };
  }
}

/**
 * The patients of each leaf of a batch, by place, including those in identity openings, the ids that a leaf commits to.
 * Null for a leaf whose patients are not known.
 */
export async function readPatients(
  reader: LedgerReader,
  { batch, leaves }: ReadBatch,
): Promise<readonly LeafPatients[]> {
  const { first } = batch;
  const rows = batch.leaves.includes(COMMITMENTS_MARKER)
    ? await reader.identities(first, first + leaves.length - 1)
    : [];
  const openings = new Map(rows.map((row) => [row.leaf, row.openings]));
  return leaves.map((leaf, place) => {
    if (leaf === null) return NO_PATIENT;
    const opened = openLeaf(leaf, openings.get(first + place) ?? null);
    // The leaf has a form that no gateway writes.
    if (opened === null) return null;
    const { accesses, patients } = opened;
    const objects = accesses.flatMap((entry) => entry.objects.map(([patient]) => patient));
    return new Set([...patients, ...objects]);
  });
}

const NO_PATIENT: LeafPatients = new Set();
