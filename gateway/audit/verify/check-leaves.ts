import type { Batch } from '../tree/batch.ts';
import { orderKey, type Contents } from '../chain/contents.ts';
import type { PlainLeaves } from './inspect-batch.ts';
import type { CombinedVisitor } from './leaf-visitor.ts';
import type { SignedHashes } from '../chain/signed-hashes.ts';
import type { Findings } from './verdict.ts';

/** Compares the leaves of a batch with what was signed, and passes those that are as they were signed to a visitor. */
export interface LedgerLeafCheck {
  /** `hashes` are null if it is not known which hashes were signed: then the leaves are compared with the stored hashes. */
  check(
    batch: Batch,
    contents: Contents,
    signed: { readonly hashes: SignedHashes | null; readonly signer: string },
  ): void;
  /** Takes inspected leaves that begin at `first`; false if they must be checked one by one. */
  checkPlain(leaves: PlainLeaves, first: number, signer: string): boolean;
  /** Kind of the last leaf that was checked. */
  lastKind(): string | null;
}

/** A check that has read no leaf. */
export function createLeafCheck(visitor: CombinedVisitor, findings: Findings): LedgerLeafCheck {
  /** The last order key by signer: the ids of each writer ascend, and those of different writers interleave. */
  const lastKeys = new Map<string, string>();
  let lastKind: string | null = null;

  const report = (batch: Batch, contents: Contents, signed: SignedHashes | null) => {
    const { first } = batch;
    const range = [first, first + contents.bodies.length - 1] as const;
    /** Places of leaves whose stored hash is not that of their bytes. */
    const different = contents.bodies.flatMap((body, index) =>
      contents.stored[index]?.equals(body) === true ? [] : [index],
    );
    if (signed?.kind === 'byId') {
      findings.add(
        'ORDER',
        range,
        `Records ${range.join('..')} are in another order than they were signed in.`,
      );
      return;
    }
    if (signed?.kind === 'bodies') {
      for (const index of different) {
        const text = `The stored hash of record ${first + index} was changed; the record agrees with the signed root.`;
        findings.add('TREE_MISMATCH', [first + index, first + index], text);
      }
      return;
    }
    if (signed?.kind === 'unknown') {
      const text = `Records ${range.join('..')} do not lead to the root that was signed with them.`;
      findings.add('TREE_MISMATCH', range, text);
    }
    if (different.length > 1 && isPermutation(contents, different)) {
      const places = different.map((index) => first + index);
      const text = `Records ${places.join(', ')} have changed places.`;
      findings.add('ORDER', [places[0] ?? first, places.at(-1) ?? first], text);
      return;
    }
    for (const index of different) {
      const text = `Record ${first + index}, in the batch at ${first}, was changed.`;
      findings.add('LEAF_MISMATCH', [first + index, first + index], text);
    }
  };
  const checkOrder = (key: string | null, index: number, signer: string) => {
    if (key === null) {
      findings.add('NON_CANONICAL', [index, index], `Record ${index} is not canonical JSON.`);
    } else if (key <= (lastKeys.get(signer) ?? '')) {
      const text = `Record ${index} was written before the one above it.`;
      findings.add('ORDER', [index, index], text);
    } else {
      lastKeys.set(signer, key);
    }
  };
  return {
    check(batch, contents, { hashes: signed, signer }) {
      report(batch, contents, signed);
      const hashes = signed === null || signed.kind === 'unknown' ? contents.stored : signed.hashes;
      const pruned = new Set(contents.pruned);
      visitor.visitHashes(batch.first, Buffer.concat(hashes), contents.pruned);
      for (const [place, leaf] of contents.leaves.entries()) {
        // A changed leaf is reported above. Its content is not evidence.
        const isAsSigned =
          hashes[place]?.equals(contents.bodies[place] ?? Buffer.alloc(0)) === true;
        if (!isAsSigned) continue;
        const index = batch.first + place;
        if (pruned.has(place)) {
          visitor.visitPruned(index, signer);
          continue;
        }
        lastKind = leaf?.kind ?? null;
        if (leaf !== null && signer === '') visitor.visitUnsigned(leaf, index);
        else if (leaf !== null) visitor.visit(leaf, index, signer);
        checkOrder(orderKey(leaf), index, signer);
      }
    },
    checkPlain(leaves, first, signer) {
      const isLater = leaves.firstKey > (lastKeys.get(signer) ?? '');
      if (!isLater || !visitor.plainLeaves.accepts(leaves, first, signer)) return false;
      visitor.plainLeaves.visit(leaves, first, signer);
      lastKeys.set(signer, leaves.lastKey);
      ({ lastKind } = leaves);
      return true;
    },
    lastKind: () => lastKind,
  };
}

function isPermutation({ bodies, stored }: Contents, indexes: readonly number[]): boolean {
  const sorted = (hashes: readonly Buffer[]) =>
    indexes.map((index) => hashes[index]?.toString('hex') ?? '').toSorted();
  return sorted(bodies).join() === sorted(stored).join();
}
