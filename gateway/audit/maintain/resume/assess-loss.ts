import { StartError } from '../../../platform/errors.ts';
import { compareRemembered, type Comparison } from '../../append/compare-remembered.ts';
import type { Remembered } from '../../append/assert-not-rolled-back.ts';
import { epochIn } from '../../record/control/epoch.ts';
import { parseLeaf } from '../../record/parse-leaf.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';
import { unpackLeaves } from '../../tree/batch.ts';
import { splitOrigin } from '../../tree/origin.ts';
import type { Checkpoint } from '../../tree/checkpoint.ts';
import type { NoteVerifier } from '../../tree/signed-note.ts';

/**
 * What a resumption must do. An epoch is the ledger between two resumptions; each has another origin: `name`, then
 * `name/2`.
 */
export type Loss =
  /** Records are lost, or that is unknown: begin a new epoch. */
  | {
      readonly kind: 'new';
      /** The last remembered checkpoint; null without a checkpoint. */
      readonly known: Checkpoint | null;
      /** Origins of the remembered checkpoints, which the new epoch must not have. */
      readonly usedOrigins: readonly string[];
    }
  /** The ledger was resumed before: update only the guard of this writer, the file with its last checkpoint. */
  | { readonly kind: 'resumed' };

/** The ledger, and its remembered checkpoints. */
export interface LossOptions extends Remembered {
  readonly origin: string;
  /** The keys of the ledger, the writer's own first, under the current origin. */
  readonly keys: readonly [own: NoteVerifier, ...others: NoteVerifier[]];
}

/**
 * Determines what a restored ledger has lost according to remembered checkpoints. Throws a `StartError` if it has lost nothing,
 * or if it is not an older copy but another ledger or a fork: resuming a fork would join two histories.
 */
export async function assessLoss(
  store: LedgerStore,
  { guard, checkpoint, origin, keys }: LossOptions,
): Promise<Loss> {
  /** `called` names the checkpoint in problems. */
  const compare = async (note: string | null, called: string) => {
    const found = note === null ? null : await compareRemembered(store, note, { origin, keys });
    if (found !== null) assertComparable(found, called);
    return found;
  };
  const ofGuard = await compare(guard, 'guard');
  const given = await compare(checkpoint, '--checkpoint');
  const remembered = [ofGuard, given].flatMap((found) =>
    found === null || found.kind === 'unsigned' ? [] : [found],
  );
  const usedOrigins = remembered.map((found) => found.checkpoint.origin);
  const ahead = remembered
    .filter(({ kind }) => kind === 'ahead')
    .map((found) => found.checkpoint)
    .toSorted(byAge);
  const known = ahead.at(-1) ?? null;
  if (known !== null) return { kind: 'new', known, usedOrigins };
  // The guard is of an earlier epoch: another writer has resumed the ledger.
  if (ofGuard?.kind === 'lost') return { kind: 'resumed' };
  if (ofGuard !== null) {
    throw new StartError([
      'The guard agrees with the ledger: nothing is lost. Start the gateway. If there is a checkpoint of a longer ledger, give it with --checkpoint.',
    ]);
  }
  if (given?.kind === 'held') {
    throw new StartError([
      'The checkpoint agrees with the ledger: nothing that it covers is lost. Start the gateway with it: phi-gateway serve --checkpoint FILE',
    ]);
  }
  return (await hasJustBegun(store, keys[0]))
    ? { kind: 'resumed' }
    : { kind: 'new', known, usedOrigins };
}

function assertComparable(found: Comparison, called: string): void {
  if (found.kind === 'held' || found.kind === 'ahead' || found.kind === 'lost') return;
  if (found.kind === 'unsigned') {
    throw new StartError([
      `The ${called} is not a checkpoint that a key of the restored ledger has signed. Move it away, keep it, and run this again.`,
    ]);
  }
  const { size, origin } = found.checkpoint;
  throw new StartError([
    found.kind === 'foreign'
      ? `The ${called} is of the ledger ${origin}, which this one is not.`
      : `The ${called} disagrees with the first ${size} records: the ledger is not an older copy of the ledger that it covers. Restore another copy, or begin another ledger with audit.origin.`,
  ]);
}

/** Whether the last batch of this key began an epoch without a guard: that resumption was interrupted. */
async function hasJustBegun(store: LedgerStore, { id }: NoteVerifier): Promise<boolean> {
  const last = await store.lastOf(id.toString('hex'));
  const [bytes] = (last === null ? null : unpackLeaves(last.leaves)) ?? [];
  const leaf = bytes === undefined ? null : parseLeaf(bytes);
  const begun = leaf === null ? null : epochIn(leaf);
  return begun !== null && begun.known === null;
}

function byAge(a: Checkpoint, b: Checkpoint): number {
  return splitOrigin(a.origin).epoch - splitOrigin(b.origin).epoch || a.size - b.size;
}
