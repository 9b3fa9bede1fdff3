import type { Anchors } from './anchors.ts';
import { batchHash, unpackLeaves, type Batch } from '../tree/batch.ts';
import { createLeafCheck } from './check-leaves.ts';
import { combineVisitors, type LeafVisitor } from './leaf-visitor.ts';
import { createNoteCheck, type CheckedNote } from './check-note.ts';
import { NO_BATCH, readCheckpoint, type Checkpoint } from '../tree/checkpoint.ts';
import { readContents } from '../chain/contents.ts';
import type { Inspection, PlainLeaves } from './inspect-batch.ts';
import type { Keyring } from '../chain/keyring.ts';
import { HASH_BYTES } from '../tlog/parse-checkpoint.ts';
import { appendLeaves, EMPTY_TREE, splitHashes, treeRoot, type Tree } from '../tree/merkle-tree.ts';
import { parseLeaf, type Leaf } from '../record/parse-leaf.ts';
import type { ResumptionCheck } from './check-resumptions.ts';
import type { Findings } from './verdict.ts';
import type { BatchRow } from '../store/ledger-reader.ts';
import { parseVerifierKey } from '../tlog/parse-note.ts';
import { findSignedHashes } from '../chain/signed-hashes.ts';

/** What the batches are checked with and where the findings go. */
export interface ChainCheckDependencies {
  readonly findings: Findings;
  readonly keyring: Keyring;
  readonly anchors: Anchors;
  readonly resumptions: ResumptionCheck;
  /** Checks that read the leaves. */
  readonly visitors: readonly LeafVisitor[];
  /** Name that the ledger must have; null takes the name in its first checkpoint. */
  readonly origin: string | null;
}

/** Where the checked batches end. */
export interface ChainEnd {
  readonly origin: string | null;
  /** In the last checkpoint. */
  readonly size: number;
  readonly root: Buffer | null;
  /** Leaves that were hashed and compared. */
  readonly covered: number;
  /** Kind of the last leaf. */
  readonly lastKind: string | null;
}

/** Checks the batches of a ledger in order. Memory does not grow with the ledger. */
export interface ChainCheck {
  /** `inspection` is the result of a thread; null if no thread inspected the batch. */
  check(row: BatchRow, inspection: Inspection | null): void;
  finish(): ChainEnd;
}

type ReadNote = CheckedNote & { readonly checkpoint: Checkpoint };

/** A check that has read no batch. */
export function createChainCheck(dependencies: ChainCheckDependencies): ChainCheck {
  const { findings, keyring, anchors, resumptions, visitors, origin } = dependencies;
  const notes = createNoteCheck(keyring, origin, { findings, resumptions });
  const visitor = combineVisitors(visitors);
  const leafCheck = createLeafCheck(visitor, findings);
  /** Index of the leaf at which the next batch must begin. */
  let expected = 0;
  let covered = 0;
  let last: Checkpoint | null = null;
  /** The tree of the batches so far; null after a batch whose hashes are not known. */
  let tree: Tree | null = EMPTY_TREE;
  /** Hash of the batch before, which the next checkpoint must name; null if it is not known. */
  let previous: Buffer | null = NO_BATCH;

  /** After damage, the batches that follow are checked without a tree. */
  const loseTrack = (next: number) => {
    tree = null;
    previous = null;
    expected = Math.max(expected, next);
  };
  /** Whether a batch is where its checkpoint says, with as many leaves; false if its leaves cannot be checked. */
  const checkPlace = (batch: Batch, count: number | null, checkpoint: Checkpoint): boolean => {
    const { first, note } = batch;
    const range = [first, first + Math.max(batch.count, 1) - 1] as const;
    const followsPrevious = previous === null || previous.equals(checkpoint.previousBatch);
    const hashes = Math.floor(batch.hashes.length / HASH_BYTES);
    const isWhole = count === batch.count && hashes === count && count > 0;
    if (isWhole && checkpoint.size === first + count) {
      if (followsPrevious) return true;
      const text = `The batch at ${first} does not follow the one that its checkpoint names.`;
      findings.add('LINK_MISMATCH', range, text);
      return true;
    }
    if (isWhole && !followsPrevious) {
      const text = `The batch at ${first} ends at ${checkpoint.size}: it is in the place of another batch.`;
      findings.add('ORDER', range, text);
      loseTrack(first + count);
      previous = batchHash(note, batch.hashes);
      return false;
    }
    const closes = checkpoint.size - first;
    const text = `The batch at ${first} holds ${count ?? 'unreadable'} records; its checkpoint closes ${closes}.`;
    findings.add('BATCH_COUNT', range, text);
    loseTrack(checkpoint.size);
    return false;
  };
  const checkColumns = ({ first, size, root }: Batch, checkpoint: Checkpoint) => {
    if (size === checkpoint.size && root.equals(checkpoint.root)) return;
    const text = `Size or root stored with the batch at ${first} are not the signed ones.`;
    findings.add('TREE_MISMATCH', [first, first], text);
  };
  /**
   * Checks a batch by the summary of a thread, as most batches are: false if its leaves are not plain, or do not lead to the
   * signed root, and must be checked one by one.
   */
  const passPlain = (
    batch: Batch,
    plain: PlainLeaves | null,
    {
      checkpoint: { root, origin: treeOrigin },
      signer,
    }: { readonly checkpoint: Checkpoint; readonly signer: string },
  ): boolean => {
    if (tree === null || plain === null) return false;
    const hashes = splitHashes(batch.hashes);
    const next = appendLeaves(tree, hashes);
    if (!treeRoot(next).equals(root) || !leafCheck.checkPlain(plain, batch.first, signer))
      return false;
    covered += plain.count;
    visitor.visitHashes(batch.first, batch.hashes, []);
    expected = next.size;
    previous = batchHash(batch.note, batch.hashes);
    anchors.compare(tree, hashes, treeOrigin);
    tree = next;
    return true;
  };
  const checkBatch = (batch: Batch, inspection: Inspection | null) => {
    const { first } = batch;
    const plain = inspection?.plain ?? null;
    const unpacked = plain === null ? unpackLeaves(batch.leaves) : null;
    if (first === 0 && keyring.isEmpty()) {
      // Without a pinned key, the first leaf states the first key.
      const [leaf] = unpacked ?? unpackLeaves(batch.leaves) ?? [];
      const name = readCheckpoint(batch.note)?.checkpoint.origin ?? '';
      const source = 'beside the ledger';
      enroll(leaf === undefined ? null : parseLeaf(leaf), { source, validFrom: 0, name });
    }
    const { checkpoint, isValid, signer } = notes.check(batch, inspection?.signedBy ?? null, () =>
      tree === null ? null : treeRoot(tree).toString('hex'),
    );
    if (checkpoint === null) return loseTrack(first + Math.max(batch.count, 1));
    last = checkpoint;
    checkColumns(batch, checkpoint);
    const count = plain?.count ?? unpacked?.length ?? null;
    if (!checkPlace(batch, count, checkpoint)) return;
    if (!passPlain(batch, plain, { checkpoint, signer })) {
      const leaves = unpacked ?? unpackLeaves(batch.leaves) ?? [];
      checkLeaves(batch, leaves, { checkpoint, isValid, signer });
    }
    visitor.endBatch(checkpoint, signer);
  };
  const checkLeaves = (batch: Batch, unpacked: readonly Buffer[], note: ReadNote) => {
    const { checkpoint, isValid, signer } = note;
    const contents = readContents(unpacked, splitHashes(batch.hashes));
    const signed = tree === null ? null : findSignedHashes(tree, contents, checkpoint.root);
    leafCheck.check(batch, contents, { hashes: signed, signer });
    covered += unpacked.length - contents.pruned.length;
    expected = checkpoint.size;
    if (signed?.kind === 'unknown') return loseTrack(expected);

    const hashes = signed === null ? contents.stored : signed.hashes;
    previous = batchHash(batch.note, Buffer.concat(hashes));
    if (tree !== null && signed !== null) {
      anchors.compare(tree, hashes, checkpoint.origin);
      tree = signed.tree;
    }
    // Statements about keys and resumptions count only if a valid key signed them.
    if (!isValid) return;
    const name = checkpoint.origin;
    for (const [offset, leaf] of contents.leaves.entries()) {
      if (leaf !== null) resumptions.note(leaf, batch.first + offset, name);
      enroll(leaf, { source: 'enrolled in the ledger', validFrom: expected, name });
      const key = leaf?.kind === 'log.key.retired' ? leaf.details?.['key'] : null;
      if (typeof key === 'string') keyring.retire(key, expected);
    }
  };
  const enroll = (
    leaf: Leaf | null,
    {
      source,
      validFrom,
      name,
    }: {
      readonly source: 'beside the ledger' | 'enrolled in the ledger';
      readonly validFrom: number;
      /** Origin of this batch: a key of another origin must not be valid here. */
      readonly name: string;
    },
  ) => {
    const key = leaf?.kind === 'log.key.enrolled' ? leaf.details?.['key'] : null;
    if (typeof key !== 'string' || parseVerifierKey(key)?.name !== name) return;
    keyring.add(key, source, validFrom);
  };
  return {
    check({ first, batch }, inspection) {
      if (first > expected) {
        findings.add(
          'GAP',
          [expected, first - 1],
          `Records ${expected}..${first - 1} are missing.`,
        );
        loseTrack(first);
      }
      if (batch !== null) return checkBatch(batch, inspection);
      findings.add('BATCH_COUNT', [first, first], `The row at ${first} is not a batch.`);
      loseTrack(first + 1);
    },
    finish() {
      notes.finish();
      const lastKind = leafCheck.lastKind();
      const size = last?.size ?? 0;
      return { origin: notes.origin(), size, root: last?.root ?? null, covered, lastKind };
    },
  };
}
