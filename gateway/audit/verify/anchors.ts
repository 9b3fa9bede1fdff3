import { readCheckpoint, type Checkpoint } from '../tree/checkpoint.ts';
import type { Keyring } from './keyring.ts';
import { appendLeaves, treeRoot, type Tree } from '../tree/merkle-tree.ts';
import { cosignedAt } from '../tree/cosignature.ts';
import type { NoteVerifier, SignedNote } from '../tree/signed-note.ts';
import type { AnchorUse, Findings } from './verdict.ts';

/** A checkpoint note that was remembered outside the ledger. */
export interface AnchorNote {
  readonly source: AnchorUse['source'];
  readonly note: string;
}

/** Checkpoints from outside, compared with the ledger as it is read. */
export interface Anchors {
  /** Compares those that lie within the leaves that these hashes add to the tree. */
  compare(before: Tree, leafHashes: readonly Buffer[]): void;
  /** Judges those that lie beyond the end, and their signatures. */
  finish(size: number, origin: string | null, keyring: Keyring): void;
  /** Size of the largest. */
  largest(): number;
  uses(): readonly AnchorUse[];
}

interface Anchor {
  readonly source: AnchorUse['source'];
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
  agrees: boolean;
}

/** Reads the notes; one that is no checkpoint is a finding. */
export function createAnchors(
  notes: readonly AnchorNote[],
  witnesses: readonly NoteVerifier[],
  findings: Findings,
): Anchors {
  const anchors: Anchor[] = [];
  for (const { source, note } of notes) {
    const read = readCheckpoint(note);
    if (read !== null) anchors.push({ source, ...read, agrees: false });
    else findings.add('CHECKPOINT_SIGNATURE', [0, 0], `The ${source} is no signed checkpoint.`);
  }
  return {
    compare(before, leafHashes) {
      for (const anchor of anchors) {
        const { size, root } = anchor.checkpoint;
        const added = size - before.size;
        // The empty tree is a prefix of all; every other size lies within exactly one batch.
        if (added < 0 || added > leafHashes.length || (added === 0 && size > 0)) continue;
        const then = added === 0 ? before : appendLeaves(before, leafHashes.slice(0, added));
        anchor.agrees ||= treeRoot(then).equals(root);
        if (anchor.agrees) continue;
        const text = `The ledger held other records when the ${anchor.source} saw ${size} of them.`;
        findings.add('ANCHOR_INCONSISTENT', [0, Math.max(size - 1, 0)], text);
      }
    },
    finish(size, origin, keyring) {
      const published: Anchor[] = [];
      for (const anchor of anchors) {
        const { source, checkpoint, note } = anchor;
        const last = Math.max(checkpoint.size - 1, 0);
        const signature = keyring.judge(note, last, null);
        if (signature === 'valid') published.push(anchor);
        if (origin !== null && checkpoint.origin !== origin) {
          const text = `The ${source} is of ${checkpoint.origin}, the ledger of ${origin}.`;
          findings.add('ORIGIN_MISMATCH', [0, 0], text);
        } else if (signature === 'unknown' && !keyring.isEmpty()) {
          const text = `The ${source} is not signed with a key of this ledger.`;
          findings.add('CHECKPOINT_SIGNATURE', [0, 0], text);
        } else if (signature === 'early' || signature === 'late') {
          const text = `The ${source} at ${checkpoint.size} records is signed with a key that was not valid then.`;
          findings.add('KEY_NOT_VALID_AT_SIZE', [last, last], text);
        } else if (checkpoint.size > size) {
          const text = `The ${source} saw ${checkpoint.size} records, the ledger holds ${size}.`;
          findings.add('ROLLBACK', [size, checkpoint.size - 1], text);
        }
      }
      findEquivocation(published, findings);
    },
    largest: () => Math.max(0, ...anchors.map((anchor) => anchor.checkpoint.size)),
    uses: () =>
      anchors.map(({ source, checkpoint, note, agrees }) => ({
        source,
        size: checkpoint.size,
        root: checkpoint.root.toString('hex'),
        agrees,
        cosigned: witnesses.flatMap((witness) => {
          const at = cosignedAt(note, witness);
          return at === null ? [] : [{ witness: witness.name, at }];
        }),
      })),
  };
}

/** Two heads of one size that both were signed: somebody was shown another ledger than somebody else. */
function findEquivocation(published: readonly Anchor[], findings: Findings): void {
  const roots = new Map<number, Buffer>();
  for (const { checkpoint } of published) {
    const { size, root } = checkpoint;
    const other = roots.get(size);
    roots.set(size, other ?? root);
    if (other === undefined || other.equals(root)) continue;
    const text = `Two checkpoints of ${size} records were signed for different records: ${other.toString('hex')} and ${root.toString('hex')}.`;
    findings.add('EQUIVOCATION', [0, Math.max(size - 1, 0)], text);
  }
}
