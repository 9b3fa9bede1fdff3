import { readCheckpoint, type Checkpoint } from '../tree/checkpoint.ts';
import type { Keyring, Signature } from '../chain/keyring.ts';
import { widen, type ResumptionCheck, type ResumptionState } from './check-resumptions.ts';
import { isSameLedger } from '../tree/origin.ts';
import { appendLeaves, treeRoot, type Tree } from '../tree/merkle-tree.ts';
import { cosignedAt } from '../tree/cosignature.ts';
import type { NoteVerifier, SignedNote } from '../tree/signed-note.ts';
import type { AnchorUse, Findings } from './verdict.ts';

/** An anchor: a checkpoint note that was remembered outside the ledger. */
export interface AnchorNote {
  readonly source: AnchorUse['source'];
  readonly note: string;
}

/** Compares remembered checkpoints with the ledger while it is read. */
export interface Anchors {
  /** Compares the anchors whose size lies within the leaves that these hashes add to the tree of this origin. */
  compare(before: Tree, leafHashes: readonly Buffer[], origin: string): void;
  /** Checks the signatures of all anchors, and those that are larger than the ledger or of lost records. */
  finish(
    size: number,
    origin: string | null,
    against: { readonly keyring: Keyring; readonly resumptions: ResumptionCheck },
  ): void;
  /** Size of the largest anchor that is not of lost records. */
  largest(): number;
  uses(): readonly AnchorUse[];
}

interface Anchor {
  readonly source: AnchorUse['source'];
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
  agrees: boolean;
  isLost: boolean;
}

/** Reads the notes; a note that is not a checkpoint is a finding. */
export function createAnchors(
  notes: readonly AnchorNote[],
  witnesses: readonly NoteVerifier[],
  findings: Findings,
): Anchors {
  const anchors: Anchor[] = [];
  for (const { source, note } of notes) {
    const read = readCheckpoint(note);
    if (read !== null) anchors.push({ source, ...read, agrees: false, isLost: false });
    else findings.add('CHECKPOINT_SIGNATURE', [0, 0], `The ${source} is not a signed checkpoint.`);
  }
  return {
    compare(before, leafHashes, treeOrigin) {
      for (const anchor of anchors) {
        const { size, root, origin } = anchor.checkpoint;
        // A ledger that was resumed after a restore has another origin: there the same size can mean other records.
        if (origin !== treeOrigin && isSameLedger(origin, treeOrigin)) continue;
        const added = size - before.size;
        // The empty tree is a prefix of every tree; any other size is compared in the one batch that reaches it.
        if (added < 0 || added > leafHashes.length || (added === 0 && size > 0)) continue;
        const then = added === 0 ? before : appendLeaves(before, leafHashes.slice(0, added));
        anchor.agrees ||= treeRoot(then).equals(root);
        if (anchor.agrees) continue;
        const text = `The ledger held other records when the ${anchor.source} was made at ${size} records.`;
        findings.add('ANCHOR_INCONSISTENT', [0, Math.max(size - 1, 0)], text);
      }
    },
    finish(size, origin, { keyring, resumptions }) {
      const published: Anchor[] = [];
      for (const anchor of anchors) {
        const { checkpoint } = anchor;
        const last = Math.max(checkpoint.size - 1, 0);
        const ledgerOrigin = origin ?? checkpoint.origin;
        const state = resumptions.stateOf(checkpoint, ledgerOrigin);
        anchor.isLost = state.kind === 'lost';
        const signature = signatureOf(anchor, { state, ledgerOrigin, size, last, keyring });
        // An empty ledger has no key; that its records are gone is a rollback.
        const isOfUnknownKey = signature === 'unknown' && !keyring.isEmpty();
        if (signature === 'valid') published.push(anchor);
        if (state.kind === 'foreign') {
          const text = `The ${anchor.source} is of ${checkpoint.origin}, the ledger of ${ledgerOrigin}.`;
          findings.add('ORIGIN_MISMATCH', [0, 0], text);
        } else if (isOfUnknownKey) {
          const missing =
            checkpoint.size > size
              ? ` It covers ${checkpoint.size} records and the ledger holds ${size}: the enrollment of its key may be among the missing records.`
              : '';
          const text = `The ${anchor.source} is not signed with a key of this ledger.${missing}`;
          findings.add('CHECKPOINT_SIGNATURE', [0, 0], text);
        } else if (signature === 'early' || signature === 'late') {
          const text = `The ${anchor.source} at ${checkpoint.size} records is signed with a key that was not valid then.`;
          findings.add('KEY_NOT_VALID_AT_SIZE', [last, last], text);
        } else {
          reportState(anchor, state, size, findings);
        }
      }
      findEquivocation(published, findings);
    },
    largest: () =>
      Math.max(0, ...anchors.map(({ isLost, checkpoint }) => (isLost ? 0 : checkpoint.size))),
    uses: () =>
      anchors.map(({ source, checkpoint, note, agrees, isLost }) => ({
        source,
        origin: checkpoint.origin,
        size: checkpoint.size,
        root: checkpoint.root.toString('hex'),
        agrees,
        isLost,
        cosigned: witnesses.flatMap((witness) => {
          const at = cosignedAt(note, witness);
          return at === null ? [] : [{ witness: witness.name, at }];
        }),
      })),
  };
}

/**
 * The validity of an anchor's signature by the keys that were valid at its size. An epoch that is not in the ledger is judged
 * by the keys of the epoch before, one of which signed its first checkpoint.
 */
function signatureOf(
  { checkpoint, note }: Anchor,
  {
    state,
    ledgerOrigin,
    size,
    last,
    keyring,
  }: {
    readonly state: ResumptionState;
    readonly ledgerOrigin: string;
    readonly size: number;
    readonly last: number;
    readonly keyring: Keyring;
  },
): Signature {
  const to = checkpoint.origin;
  if (state.kind === 'lost') {
    const { from, record } = state.resumption;
    return keyring.judgeAs(note, record, { from, to });
  }
  if (state.kind === 'later') return keyring.judgeAs(note, size, { from: ledgerOrigin, to });
  return keyring.judge(note, last, null);
}

/** Reports an anchor that is larger than the ledger or of lost records, if its signature is not a finding. */
function reportState(
  { source, checkpoint }: Anchor,
  state: ResumptionState,
  size: number,
  findings: Findings,
): void {
  const last = Math.max(checkpoint.size - 1, 0);
  if (state.kind === 'lost') {
    const { known, record } = state.resumption;
    widen(state.resumption, checkpoint.size);
    const isOther =
      known?.origin === checkpoint.origin &&
      known.size === checkpoint.size &&
      known.root !== checkpoint.root.toString('hex');
    if (!isOther) return;
    const text = `Record ${record} names another checkpoint of the lost records than the ${source}.`;
    findings.add('ANCHOR_INCONSISTENT', [record, last], text);
  } else if (state.kind === 'later') {
    const text = `The ${source} covers ${checkpoint.size} records of ${checkpoint.origin}, and the ledger holds ${size} records of an earlier epoch.`;
    findings.add('ROLLBACK', [size, Math.max(size, last)], text);
  } else if (checkpoint.size > size) {
    const text = `The ${source} covers ${checkpoint.size} records, the ledger holds ${size}.`;
    findings.add('ROLLBACK', [size, last], text);
  }
}

/** Reports signed checkpoints of one size with different roots: two versions of the ledger were published. */
function findEquivocation(published: readonly Anchor[], findings: Findings): void {
  const roots = new Map<string, Buffer>();
  for (const { checkpoint } of published) {
    const { origin, size, root } = checkpoint;
    const other = roots.get(`${origin} ${size}`);
    roots.set(`${origin} ${size}`, other ?? root);
    if (other === undefined || other.equals(root)) continue;
    const text = `Two checkpoints of ${size} records were signed for different records: ${other.toString('hex')} and ${root.toString('hex')}.`;
    findings.add('EQUIVOCATION', [0, Math.max(size - 1, 0)], text);
  }
}
