import { StartError } from '../../../platform/errors.ts';
import { readSignedLeaves } from '../../chain/read-signed-leaves.ts';
import { holdIn, type Hold } from '../../record/control/hold.ts';
import type { IndexRange } from '../../record/index-ranges.ts';
import { openingStates, openLeaf } from '../../record/open-leaf.ts';
import { parseLeaf, type Leaf } from '../../record/parse-leaf.ts';
import { pruningIn, type Pruning } from '../../record/control/pruning.ts';
import { parseRetention, SIX_YEARS, type Retention } from '../../record/control/retention.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';
import { auditCommand } from '../../store/audit-command.ts';

/** An open hold, and the tiles of 256 leaves that it protects according to the ledger. */
export interface OpenHold extends Hold {
  readonly tiles: readonly IndexRange[];
}

/** Holds, retention and prunings that a ledger records, up to `size`. */
export interface RetentionState {
  readonly size: number;
  readonly holds: readonly OpenHold[];
  readonly retention: Retention;
  readonly prunings: readonly { readonly by: number; readonly pruning: Pruning }[];
}

/**
 * Reads the records about holds, retention and prunings. Throws a `StartError` if the ledger is damaged, or the patient of
 * a hold can't be identified: then nothing may be pruned or erased.
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
      const change = holdIn(leaf);
      if (change?.kind === 'release') holds.delete(change.id);
      const pruning = pruningIn(leaf);
      if (pruning !== null) prunings.push({ by: index, pruning });
      retention = retentionIn(leaf) ?? retention;
    }
  }
  // Holds may have been placed after a changed or missing row.
  if (isEndSigned?.() === false) {
    throw new StartError([
      `The audit ledger ${reader.where} is damaged, so that its legal holds are not known. Run: ${auditCommand('verify', reader.where)}`,
    ]);
  }
  return { size, holds: [...holds.values()], retention, prunings };
}

/** Part of the bytes of every record of the ledger about itself. */
const CONTROL = '"kind":"log.';

/** The retention in a start record; null for any other leaf. */
export function retentionIn({ kind, details }: Leaf): Retention | null {
  const text = kind === 'log.start' ? details?.['retention'] : null;
  return typeof text === 'string' ? parseRetention(text) : null;
}

async function readHold(reader: LedgerReader, leaf: Leaf, index: number): Promise<OpenHold | null> {
  const change = holdIn(leaf);
  if (change?.kind !== 'place') return null;
  const { id, from, until, reasonCommitment, tiles } = change;
  const patient = change.hasPatient ? await readPatient(reader, leaf, index) : null;
  return { id, leaf: index, patient, from, until, reasonCommitment, tiles };
}

async function readPatient(reader: LedgerReader, leaf: Leaf, index: number): Promise<string> {
  const [row] = await reader.identities(index, index);
  const openings = row?.openings ?? null;
  const [patient] = openLeaf(leaf, openings)?.patients ?? [];
  const isOpen = openingStates(leaf, openings).every((state) => state === 'fits');
  if (isOpen && patient !== undefined) return patient;
  throw new StartError([
    `The patient of the legal hold in record ${index} can't be read: its opening was changed. Run: ${auditCommand('verify', reader.where)}`,
  ]);
}

/** Merges the records of one hold: later records add tiles, the first gives the index. */
function merge(known: OpenHold | undefined, again: OpenHold): OpenHold {
  if (known === undefined) return again;
  return { ...known, tiles: [...known.tiles, ...again.tiles] };
}
