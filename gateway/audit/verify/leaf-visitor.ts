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
  /** The next leaf that is as it was signed, in a batch that a valid key signed. */
  visit?(leaf: Leaf, index: number, signer: string): void;
  /** The next leaf of a batch that no valid key signed. Its statements about other leaves don't count. */
  visitUnsigned?(leaf: Leaf, index: number): void;
  /** The next leaf without a body. */
  visitPruned?(index: number, signer: string): void;
  /** Whether inspected leaves, which begin at `first`, need no visit one by one. */
  acceptsPlain?(leaves: PlainLeaves, first: number, signer: string): boolean;
  /** Inspected leaves that every visitor accepts. */
  visitPlain?(leaves: PlainLeaves, first: number, signer: string): void;
  /** The end of a batch. */
  endBatch?(checkpoint: Checkpoint, signer: string): void;
}

/** One visitor that passes everything on to these, in their order. */
export function combineVisitors(visitors: readonly LeafVisitor[]): Required<LeafVisitor> {
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
    acceptsPlain: (leaves, first, signer) =>
      visitors.every((each) => each.acceptsPlain?.(leaves, first, signer) !== false),
    visitPlain(leaves, first, signer) {
      for (const each of visitors) each.visitPlain?.(leaves, first, signer);
    },
    endBatch(checkpoint, signer) {
      for (const each of visitors) each.endBatch?.(checkpoint, signer);
    },
  };
}
