import { StartError } from '../../../platform/errors.ts';
import { readSignedLeaves } from '../../chain/read-signed-leaves.ts';
import { holdIn, type Hold } from '../../record/control/hold.ts';
import type { IndexRange } from '../../record/index-ranges.ts';
import { openingStates, openLeaf } from '../../record/open-leaf.ts';
import { parseLeaf, type Leaf } from '../../record/parse-leaf.ts';
import { pruningIn, type Pruning } from '../../record/control/pruning.ts';
import { parseRetention, SIX_YEARS, type Retention } from '../../record/control/retention.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';

/** An open hold, and the tiles of 256 leaves that the ledger says it keeps. */
export interface OpenHold extends Hold {
  readonly tiles: readonly IndexRange[];
}

/** What a ledger says about keeping and pruning, up to where it ended when it was read. */
export interface RetentionState {
  readonly size: number;
  readonly holds: readonly OpenHold[];
  readonly retention: Retention;
  readonly prunings: readonly { readonly by: number; readonly pruning: Pruning }[];
}

/**
 * Reads the ledger's own records about holds, retention and prunings. Throws a `StartError` where the ledger is damaged,
 * or the patient of a hold can no longer be identified: nothing may be pruned or erased then.
 */
export async function readRetentionState(reader: LedgerReader): Promise<RetentionState> {
  const holds = new Map<string, OpenHold>();
  const prunings: RetentionState['prunings'][number][] = [];
  let retention = SIX_YEARS;
  let size = 0;
  let isEndSigned: (() => boolean) | null = null;
  for await (const { first, leaves, isSigned } of readSignedLeaves(reader)) {
    isEndSigned = isSigned;
    size = first + leaves.length;
    for (const [offset, bytes] of leaves.entries()) {
      const leaf = bytes.includes(CONTROL) && isSigned() ? parseLeaf(bytes) : null;
      if (leaf === null) continue;
      const index = first + offset;
      const hold = await readHold(reader, leaf, index);
      if (hold !== null) holds.set(hold.id, merge(holds.get(hold.id), hold));
      const note = holdIn(leaf);
      if (note?.kind === 'release') holds.delete(note.id);
      const pruning = pruningIn(leaf);
      if (pruning !== null) prunings.push({ by: index, pruning });
      retention = retentionIn(leaf) ?? retention;
    }
  }
  // A row that is changed or gone ends what is signed, and holds may have been placed behind it.
  if (isEndSigned?.() === false) {
    throw new StartError([
      'The audit ledger is damaged, so that its legal holds are not known. Run: phi-gateway audit verify',
    ]);
  }
  return { size, holds: [...holds.values()], retention, prunings };
}

const CONTROL = '"kind":"log.';

/** What a start of a gateway says of the retention; null for every other leaf. */
export function retentionIn({ kind, details }: Leaf): Retention | null {
  const text = kind === 'log.start' ? details?.['retention'] : null;
  return typeof text === 'string' ? parseRetention(text) : null;
}

async function readHold(reader: LedgerReader, leaf: Leaf, index: number): Promise<OpenHold | null> {
  const note = holdIn(leaf);
  if (note?.kind !== 'place') return null;
  const { id, from, until, reasonCommitment, tiles } = note;
  const patient = note.hasPatient ? await readPatient(reader, leaf, index) : null;
  return { id, leaf: index, patient, from, until, reasonCommitment, tiles };
}

async function readPatient(reader: LedgerReader, leaf: Leaf, index: number): Promise<string> {
  const [row] = await reader.identities(index, index);
  const openings = row?.openings ?? null;
  const [patient] = openLeaf(leaf, openings)?.patients ?? [];
  const isOpen = openingStates(leaf, openings).every((state) => state === 'fits');
  if (isOpen && patient !== undefined) return patient;
  throw new StartError([
    `Whom the legal hold in record ${index} is for can't be read: what opens it was changed. Run: phi-gateway audit verify`,
  ]);
}

/** A hold is written again with what it keeps further; its place is that of the first. */
function merge(known: OpenHold | undefined, again: OpenHold): OpenHold {
  if (known === undefined) return again;
  return { ...known, tiles: [...known.tiles, ...again.tiles] };
}
