import type { Leaf } from '../record/parse-leaf.ts';
import type { Checkpoint } from '../tree/checkpoint.ts';
import type { PlainLeaves } from './inspect-batch.ts';

/**
 * A check that reads the leaves of a ledger in order. `signer` is the id of the key that signed the batch; it
 * distinguishes the writers of a shared ledger, and is empty if no valid key signed.
 */
export interface LeafVisitor {
  /** The hashes of the next batch; the leaves at the places `pruned` have no body. */
  visitHashes?(first: number, hashes: Buffer, pruned: readonly number[]): void;
  /** The next leaf that is as it was signed, in a batch that a valid key signed; not called for plain leaves. */
  visit?(leaf: Leaf, index: number, signer: string): void;
  /** The next leaf of a batch that no valid key signed. Its statements about other leaves don't count. */
  visitUnsigned?(leaf: Leaf, index: number): void;
  /** The next leaf without a body. */
  visitPruned?(index: number, signer: string): void;
  /**
   * What the check needs of the plain leaves of a batch. A thread has inspected these leaves and summarized them, and
   * most leaves are plain. `skip`: the check needs nothing of them. Every check states this, since `visit` is not called
   * for plain leaves unless a check rejects their summary. A check that reads leaves of a kind adds it to
   * `VERIFIER_KINDS` of `inspect-batch.ts`: then no leaf of the kind is plain.
   */
  readonly plainLeaves: 'skip' | PlainLeafVisitor;
  /** The end of a batch. */
  endBatch?(checkpoint: Checkpoint, signer: string): void;
}

/** Reads the summaries of plain leaves. The leaves of a summary begin at the index `first`. */
export interface PlainLeafVisitor {
  /** Whether the check needs only the summary; if not, every check visits these leaves one by one. */
  accepts(leaves: PlainLeaves, first: number, signer: string): boolean;
  /** The next summary. Every check has accepted it. */
  visit(leaves: PlainLeaves, first: number, signer: string): void;
}

/** Passes everything on to several visitors. */
export type CombinedVisitor = Required<LeafVisitor> & { readonly plainLeaves: PlainLeafVisitor };

/** One visitor that passes everything on to these, in their order. */
export function combineVisitors(visitors: readonly LeafVisitor[]): CombinedVisitor {
  const plain = visitors.flatMap(({ plainLeaves }) => (plainLeaves === 'skip' ? [] : plainLeaves));
  return {
    visitHashes(first, hashes, pruned) {
      for (const each of visitors) each.visitHashes?.(first, hashes, pruned);
    },
    visit(leaf, index, signer) {
      for (const each of visitors) each.visit?.(leaf, index, signer);
    },
    visitUnsigned(leaf, index) {
      for (const each of visitors) each.visitUnsigned?.(leaf, index);
    },
    visitPruned(index, signer) {
      for (const each of visitors) each.visitPruned?.(index, signer);
    },
    plainLeaves: {
      accepts: (leaves, first, signer) =>
        plain.every((each) => each.accepts(leaves, first, signer)),
      visit(leaves, first, signer) {
        for (const each of plain) each.visit(leaves, first, signer);
      },
    },
    endBatch(checkpoint, signer) {
      for (const each of visitors) each.endBatch?.(checkpoint, signer);
    },
  };
}
