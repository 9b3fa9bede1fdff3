import type { KeyFollower } from '../../audit/chain/follow-keys.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import type { Batch } from '../../audit/tree/batch.ts';
import { createInclusionCheck } from '../../audit/tree/merkle-proof.ts';
import { leafHash, splitHashes } from '../../audit/tree/merkle-tree.ts';
import { joinParts, pathParts } from './audit-path.ts';
import type { StoredLeaf } from './derive-leaf.ts';
import type { IndexDatabase } from './index-tables.ts';
import { readStored } from './read-batch.ts';
import { KEPT_LEVEL, nodeId, type Subtree } from './tree-nodes.ts';

/** A tree: its size and the root that a signed checkpoint states. */
export interface TreeAt {
  readonly size: number;
  readonly root: Buffer;
  /** The keys that may sign batches. Null checks inclusion in the tree only. */
  readonly signatures: Pick<KeyFollower, 'isSigned'> | null;
}

/** A leaf of the ledger, and whether its bytes are proven to be in the tree. */
export type LeafProof =
  | {
      readonly kind: 'proven';
      readonly leaf: number;
      readonly stored: StoredLeaf;
      /** The audit path, from the leaf up. */
      readonly path: readonly Buffer[];
    }
  | {
      readonly kind: 'changed' | 'not included' | 'not signed';
      readonly leaf: number;
      readonly stored: StoredLeaf;
      /** The hashes of the audit path that are known; they may not be all of it. */
      readonly path: readonly Buffer[];
    }
  | { readonly kind: 'missing'; readonly leaf: number };

/**
 * Reads these leaves from the ledger and proves each: an audit path (RFC 6962, 2.1.1) must lead from the hash of its
 * bytes to the root of the tree. Hashes of small subtrees come from the ledger, of larger ones from the index; a wrong
 * hash leads to another root, so neither is trusted. The batch of the leaf must also be signed by a key of the ledger,
 * since honest batches can have been signed on top of a forged one.
 */
export async function proveLeaves(
  database: IndexDatabase,
  reader: LedgerReader,
  tree: TreeAt,
  leaves: readonly number[],
): Promise<LeafProof[]> {
  const hashes = createLeafHashes(reader);
  const stored = new Map<number, StoredLeaf>();
  /** Leaves of batches that no key of the ledger signed. */
  const unsigned = new Set<number>();
  for (const leaf of leaves) {
    if (leaf >= tree.size || stored.has(leaf)) continue;
    const batch = await readAround(reader, leaf, { stored, hashes });
    if (batch === null || tree.signatures?.isSigned(batch) !== false) continue;
    for (let each = batch.first; each < batch.first + batch.count; each += 1) unsigned.add(each);
  }
  const paths = new Map(
    leaves.flatMap((leaf) => (stored.has(leaf) ? [[leaf, pathParts(leaf, tree.size)]] : [])),
  );
  const parts = [...paths.values()].flat(2);
  const nodes = await readNodes(database, parts);
  await hashes.complete(parts.filter(({ level }) => level < KEPT_LEVEL));
  const hashOf = (part: Subtree) =>
    part.level < KEPT_LEVEL ? hashes.of(part) : (nodes.get(nodeId(part)) ?? null);
  // Adjacent leaves share most of their path: compute the hash of each step once.
  const joined = new Map<string, Buffer | null>();
  const hashOfStep = (step: readonly Subtree[]) => {
    const [only, ...more] = step;
    // A step of one perfect subtree needs no computation.
    if (only !== undefined && more.length === 0) return hashOf(only);
    const key = step.map(nodeId).join();
    let hash = joined.get(key);
    if (hash === undefined) {
      hash = joinAll(step.map(hashOf));
      joined.set(key, hash);
    }
    return hash;
  };
  const isIncluded = createInclusionCheck(tree);
  return leaves.map((leaf) => {
    const found = stored.get(leaf);
    if (found === undefined) return { kind: 'missing', leaf };
    const path = (paths.get(leaf) ?? []).map(hashOfStep);
    const known = path.flatMap((hash) => hash ?? []);
    if (!leafHash(found.bytes).equals(found.hash))
      return { kind: 'changed', leaf, stored: found, path: known };
    const isProven =
      known.length === path.length && isIncluded({ leaf: found.hash, index: leaf }, known);
    if (!isProven) return { kind: 'not included', leaf, stored: found, path: known };
    return { kind: unsigned.has(leaf) ? 'not signed' : 'proven', leaf, stored: found, path: known };
  });
}

/** The hash over adjacent subtrees; null if the hash of one is unknown. */
function joinAll(hashes: readonly (Buffer | null)[]): Buffer | null {
  const known = hashes.flatMap((hash) => hash ?? []);
  return known.length === hashes.length ? joinParts(known) : null;
}

/** Reads the batch of a leaf and keeps the leaves and hashes of all of it. */
async function readAround(
  reader: LedgerReader,
  leaf: number,
  {
    stored,
    hashes,
  }: {
    readonly stored: Map<number, StoredLeaf>;
    readonly hashes: ReturnType<typeof createLeafHashes>;
  },
): Promise<Batch | null> {
  const row = await reader.batchAt(leaf);
  const leaves = row === null ? null : await readStored(reader, row);
  if (row === null || leaves === null) return null;
  for (const [offset, found] of leaves.entries()) {
    stored.set(row.first + offset, found);
    hashes.set(row.first + offset, found.hash);
  }
  return row.batch;
}

/** Reads the hashes of the larger subtrees from the index, by `nodeId`. */
async function readNodes(
  database: IndexDatabase,
  parts: readonly Subtree[],
): Promise<ReadonlyMap<number, Buffer>> {
  const ids = new Set(parts.filter(({ level }) => level >= KEPT_LEVEL).map(nodeId));
  const all = [...ids];
  const nodes = new Map<number, Buffer>();
  for (let at = 0; at < all.length; at += LOOKUP_BATCH) {
    const rows = await database
      .selectFrom('nodes')
      .selectAll()
      .where('id', 'in', all.slice(at, at + LOOKUP_BATCH))
      .execute();
    for (const { id, hash } of rows) nodes.set(id, hash);
  }
  return nodes;
}

/** Nodes that one statement looks up. */
const LOOKUP_BATCH = 1000;

/** Caches leaf hashes as the ledger stores them, and the hashes of small subtrees over them. */
function createLeafHashes(reader: LedgerReader) {
  const known = new Map<number, Buffer>();
  const joined = new Map<number, Buffer>();
  const hashOf = ({ level, position }: Subtree): Buffer | null => {
    if (level === 0) return known.get(position) ?? null;
    const id = nodeId({ level, position });
    const before = joined.get(id);
    if (before !== undefined) return before;
    const halves = [2 * position, 2 * position + 1].map((at) =>
      hashOf({ level: level - 1, position: at }),
    );
    const hash = joinAll(halves);
    if (hash !== null) joined.set(id, hash);
    return hash;
  };
  const isKnown = (from: number, to: number) => {
    for (let leaf = from; leaf < to; leaf += 1) if (!known.has(leaf)) return false;
    return true;
  };
  return {
    set(leaf: number, hash: Buffer) {
      known.set(leaf, hash);
    },
    /** Reads the missing leaf hashes of these subtrees. */
    async complete(parts: readonly Subtree[]) {
      for (const { level, position } of parts) {
        const from = position * 2 ** level;
        const to = from + 2 ** level;
        if (isKnown(from, to)) continue;
        // Read the whole surrounding subtree: the next requested hash is almost always in it.
        const width = 2 ** KEPT_LEVEL;
        const start = Math.floor(from / width) * width;
        for (const { first, hashes } of await reader.hashesBetween(start, start + width)) {
          for (const [offset, hash] of splitHashes(hashes).entries()) {
            known.set(first + offset, hash);
          }
        }
      }
    },
    of: hashOf,
  };
}
