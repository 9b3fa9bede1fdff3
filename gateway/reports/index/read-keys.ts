import { createKeyFollower, type KeyFollower } from '../../audit/chain/follow-keys.ts';
import { keyChange } from '../../audit/record/control/key-change.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { unpackLeaves, type Batch } from '../../audit/tree/batch.ts';
import { readCheckpoint } from '../../audit/tree/checkpoint.ts';
import type { NoteVerifier } from '../../audit/tree/signed-note.ts';
import type { IndexDatabase } from './index-tables.ts';
import type { ReportIndex } from './open-index.ts';
import { proveLeaves } from './prove-leaves.ts';

/** The keys of a ledger up to a size. */
interface KnownKeys {
  readonly size: number;
  readonly keys: KeyFollower;
}

/**
 * Keys that were already proven, for each open index and pinned key. Records are only ever added to a ledger, so these
 * keys stay valid and only later records are read.
 */
const KNOWN = new WeakMap<ReportIndex, Map<string | null, KnownKeys>>();

/**
 * Returns the keys of a ledger up to a size, beginning with the pinned key; null trusts the key that the first leaf
 * enrolls. A leaf that enrolls or retires a key counts only if it is in the tree of its batch's checkpoint.
 */
export async function readIndexedKeys(
  index: ReportIndex,
  reader: LedgerReader,
  { size, pinned }: { readonly size: number; readonly pinned: NoteVerifier | null },
): Promise<KeyFollower> {
  const known = KNOWN.get(index) ?? new Map<string | null, KnownKeys>();
  KNOWN.set(index, known);
  const before = known.get(pinned?.vkey ?? null) ?? { size: 0, keys: createKeyFollower(pinned) };
  const { keys } = before;
  for (const batch of await reader.keyBatches(before.size)) {
    if (batch.first >= size) break;
    if (await isProven(await index.database(), reader, batch)) keys.take(batch);
  }
  known.set(pinned?.vkey ?? null, { size: Math.max(size, before.size), keys });
  return keys;
}

/** Whether every leaf of a batch that enrolls or retires a key is in the tree of the batch's checkpoint. */
async function isProven(
  database: IndexDatabase,
  reader: LedgerReader,
  { first, leaves, note }: Batch,
): Promise<boolean> {
  const checkpoint = readCheckpoint(note)?.checkpoint;
  if (checkpoint === undefined) return false;
  const changes = (unpackLeaves(leaves) ?? []).flatMap((bytes, place) =>
    keyChange(bytes) === null ? [] : [first + place],
  );
  const tree = { ...checkpoint, signatures: null };
  const proven = await proveLeaves(database, reader, tree, changes);
  return proven.every(({ kind }) => kind === 'proven');
}
