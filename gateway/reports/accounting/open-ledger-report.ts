import { readSignedLeaves } from '../../audit/chain/read-signed-leaves.ts';
import { openRows } from '../../audit/export/open-rows.ts';
import type { IndexRange } from '../../audit/record/index-ranges.ts';
import { isOfLeafForm } from '../../audit/record/leaf-form.ts';
import { timeOfLeaf } from '../../audit/record/leaf-time.ts';
import { parseLeaf } from '../../audit/record/parse-leaf.ts';
import { pruningIn, PRUNE_MARKER } from '../../audit/record/control/pruning.ts';
import {
  isInLeafRanges,
  mergeRanges,
  UNRELEASED_MARKER,
  unreleasedIn,
  type LeafRange,
} from '../../audit/record/unreleased.ts';
import { readLeaves, reasonOf, wholeLedger } from '../../audit/chain/pick-from-ledger.ts';
import { createPrunedLookup, type PrunedLookup } from '../../audit/chain/pruned-lookup.ts';
import { printLocation, type ReadableLocation } from '../../audit/store/ledger-location.ts';
import type { RowReader } from '../../audit/store/ledger-reader.ts';
import { unreadable } from '../../audit/store/unreadable-ledger.ts';
import { isPruned } from '../../audit/tree/batch.ts';
import { readCheckpoint } from '../../audit/tree/checkpoint.ts';
import { StartError } from '../../platform/errors.ts';
import type { AccountedLeaf } from './read-disclosures.ts';
import type { LedgerFacts } from './ledger-facts.ts';
import { auditCommand } from '../../audit/store/audit-command.ts';

/** The leaves of an accounting, and the state of their ledger. */
export interface LedgerReport {
  readonly ledger: LedgerFacts;
  /** In the order of the ledger. They can be read once. */
  readonly leaves: AsyncIterable<AccountedLeaf>;
  /** Indexes of leaves that were changed, or whose batch no key signed, among the leaves read so far. */
  readonly damaged: readonly number[];
  /** Pruned leaves among the leaves read so far. */
  pruned(): readonly IndexRange[];
  close(): Promise<void>;
}

/**
 * Opens a ledger for the leaves that contain the text of a patient id, in themselves or in their openings. Reads the
 * ledger twice, batch by batch, also while a gateway writes. Throws a `StartError` for a missing or unreadable ledger.
 */
export async function openLedgerReport({
  location,
  patientText,
}: {
  readonly location: ReadableLocation;
  readonly patientText: string;
}): Promise<LedgerReport> {
  const reader = await openRows(location);
  const where = printLocation(location);
  try {
    if (!reader.isLedger) throw new StartError([`${where} is not an audit ledger.`]);
    const { ledger, unreleased } = await survey(reader, where);
    if (ledger === null) throw new StartError([`${where} holds no audit ledger.`]);
    const damaged: number[] = [];
    const pruned = createPrunedLookup(reader);
    return {
      ledger,
      leaves: withExplainedErrors(
        read(reader, { patientText, unreleased, damaged, pruned }),
        reader,
        where,
      ),
      damaged,
      pruned: () => pruned.prunedRanges(),
      close: () => reader.close(),
    };
  } catch (cause) {
    await reader.close();
    throw cause instanceof StartError ? cause : explain(cause, reader, where);
  }
}

interface Survey {
  readonly ledger: LedgerFacts | null;
  readonly unreleased: readonly LeafRange[];
}

/**
 * Reads the whole ledger for what must be known before its first leaf is reported: the last checkpoint, the pruned
 * leaves, and the leaves whose responses were not sent. The ledger is null if it has no checkpoint.
 */
async function survey(reader: RowReader, where: string): Promise<Survey> {
  const unreleased: LeafRange[] = [];
  const pruned: LeafRange[] = [];
  let begins: number | null = null;
  let ledger: LedgerFacts | null = null;
  let isEndSigned: (() => boolean) | null = null;
  for await (const { leaves, note, isSigned } of readSignedLeaves(reader)) {
    isEndSigned = isSigned;
    if (leaves.some(mayHideLeaves) && isSigned()) {
      unreleased.push(...leaves.flatMap(readUnreleased));
      pruned.push(...leaves.flatMap(readPruned));
    }
    // What is left of the ledger begins after its last pruned leaf.
    for (const bytes of leaves) begins = isPruned(bytes) ? null : (begins ?? timeOfLeaf(bytes));
    const checkpoint = note === null ? undefined : readCheckpoint(note)?.checkpoint;
    if (checkpoint === undefined) continue;
    const { origin, size, root } = checkpoint;
    const ends = timeOfLeaf(leaves.at(-1));
    ledger = { origin, size, root: root.toString('hex'), begins, ends, pruned: [] };
  }
  if (isEndSigned?.() === false) {
    throw new StartError([
      `${where} does not end with a batch that a key of this ledger signed. Run: ${auditCommand('verify', where)}`,
    ]);
  }
  const ranges = mergeRanges(pruned).map(({ first, count }) => [first, first + count - 1] as const);
  return {
    ledger: ledger && { ...ledger, pruned: ranges },
    unreleased: mergeRanges(unreleased),
  };
}

/** Whether a leaf may state that others were not sent to their caller, or that they were pruned. */
function mayHideLeaves(bytes: Buffer): boolean {
  return bytes.includes(UNRELEASED_MARKER) || bytes.includes(PRUNE_MARKER);
}

function readUnreleased(bytes: Buffer): LeafRange[] {
  const leaf = bytes.includes(UNRELEASED_MARKER) ? parseLeaf(bytes) : null;
  const range = leaf === null || !isOfLeafForm(leaf) ? null : unreleasedIn(leaf);
  return range === null ? [] : [range];
}

function readPruned(bytes: Buffer): LeafRange[] {
  const leaf = bytes.includes(PRUNE_MARKER) ? parseLeaf(bytes) : null;
  const ranges = leaf === null ? [] : (pruningIn(leaf)?.ranges ?? []);
  return ranges.map(([first, to]) => ({ first, count: to - first + 1 }));
}

/** Reads the leaves that contain the text. Adds those that can't be proven to `damaged`. */
async function* read(
  reader: RowReader,
  {
    patientText,
    unreleased,
    damaged,
    pruned,
  }: {
    readonly patientText: string;
    readonly unreleased: readonly LeafRange[];
    readonly damaged: number[];
    readonly pruned: PrunedLookup;
  },
): AsyncGenerator<AccountedLeaf> {
  for await (const { index, leaf } of readLeaves(reader, wholeLedger(reader), {
    text: patientText,
    pruned,
  })) {
    if (leaf === null) damaged.push(index);
    else {
      const reason = await reasonOf(reader, leaf);
      yield { leaf, index, isReleased: !isInLeafRanges(unreleased, index), reason };
    }
  }
}

/** Yields the same leaves; a read error becomes a `StartError` that names the ledger. */
async function* withExplainedErrors(
  leaves: AsyncIterable<AccountedLeaf>,
  reader: RowReader,
  where: string,
): AsyncGenerator<AccountedLeaf> {
  try {
    yield* leaves;
  } catch (cause) {
    throw explain(cause, reader, where);
  }
}

function explain(cause: unknown, reader: RowReader, where: string): unknown {
  const code = reader.faultOf(cause);
  return code === null ? cause : unreadable(where, code, cause);
}
