import { HASH_BYTES } from '../tlog/parse-checkpoint.ts';
import { sha256 } from './sha-256.ts';

/** What one commit adds to the ledger, as it is stored. */
export interface Batch {
  /** Index of its first leaf. */
  readonly first: number;
  readonly count: number;
  /** For each leaf its length in four bytes, big-endian, and its bytes; a pruned leaf has the length zero. */
  readonly leaves: Buffer;
  /** The hashes of its leaves, concatenated. */
  readonly hashes: Buffer;
  /** Leaves in the tree including this batch. */
  readonly size: number;
  readonly root: Buffer;
  /** The signed checkpoint that closes it. */
  readonly note: string;
}

/** Domain separator of batch hashes. */
export const BATCH_DOMAIN = 'phi-gateway/batch/v1\n';
const LENGTH_BYTES = 4;

/** The hash in the checkpoint of the next batch: `SHA-256(domain ‖ checkpoint note ‖ leaf hashes)`. */
export function batchHash(note: string, hashes: Buffer): Buffer {
  return sha256(BATCH_DOMAIN, note, hashes);
}

/** The hashes of the leaves `from` up to, not including, `to`, taken from adjacent batches. */
export function sliceHashes(
  batches: readonly Pick<Batch, 'first' | 'hashes'>[],
  from: number,
  to: number,
): Buffer {
  const begin = batches[0]?.first ?? from;
  const hashes = Buffer.concat(batches.map((batch) => batch.hashes));
  return hashes.subarray((from - begin) * HASH_BYTES, (to - begin) * HASH_BYTES);
}

/** Packs leaves into one value. */
export function packLeaves(leaves: readonly Buffer[]): Buffer {
  const packed = Buffer.alloc(leaves.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 0));
  let at = 0;
  for (const leaf of leaves) {
    packed.set(leaf, packed.writeUInt32BE(leaf.length, at));
    at += LENGTH_BYTES + leaf.length;
  }
  return packed;
}

/** The leaves of a packed value; null if the lengths don't add up. */
export function unpackLeaves(packed: Buffer): Buffer[] | null {
  const leaves = [];
  let at = 0;
  while (at + LENGTH_BYTES <= packed.length) {
    const end = at + LENGTH_BYTES + packed.readUInt32BE(at);
    if (end > packed.length) return null;
    leaves.push(packed.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return at === packed.length ? leaves : null;
}

/** Whether only the hash of a leaf is left. A written leaf is never empty. */
export function isPruned(leaf: Buffer): boolean {
  return leaf.length === 0;
}

/** Packed leaves without the bytes of the leaves at these positions. Throws a `RangeError` for a damaged value. */
export function pruneLeaves(packed: Buffer, positions: ReadonlySet<number>): Buffer {
  const leaves = unpackLeaves(packed);
  if (leaves === null) throw new RangeError('The leaves of a batch are damaged.');
  return packLeaves(leaves.map((leaf, position) => (positions.has(position) ? PRUNED : leaf)));
}

const PRUNED = Buffer.alloc(0);
