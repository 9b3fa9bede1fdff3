import { StartError } from '../../platform/errors.ts';
import { createSignedChain, type SignedChain } from './signed-chain.ts';
import { openRows } from '../export/open-rows.ts';
import { isPruned, unpackLeaves } from '../tree/batch.ts';
import { createErasedLookup } from './erased-lookup.ts';
import { createPrunedLookup, type PrunedLookup } from './pruned-lookup.ts';
import type { IndexRange } from '../record/index-ranges.ts';
import { commitmentIn } from '../record/text-commitment.ts';
import { ERASED } from '../tlog/leaf-terms.ts';
import { HASH_BYTES } from '../tlog/parse-checkpoint.ts';
import { leafHash } from '../tree/merkle-tree.ts';
import { fitsCommitment } from '../record/opening.ts';
import {
  erasedPositions,
  openingStates,
  openLeaf,
  type OpeningState,
} from '../record/open-leaf.ts';
import { COMMITMENTS_MARKER, parseLeaf, type PlainLeaf } from '../record/parse-leaf.ts';
import {
  isInLeafRanges,
  mergeRanges,
  UNRELEASED_MARKER,
  unreleasedIn,
  type LeafRange,
} from '../record/unreleased.ts';
import type { LeafFacts } from '../record/leaf-parts.ts';
import { printLocation, type ReadableLocation } from '../store/ledger-location.ts';
import type { BatchRow, RowReader } from '../store/ledger-reader.ts';
import { unreadable } from '../store/unreadable-ledger.ts';

/** Selects what a report shows of each leaf. */
export interface Choice<Item> {
  /**
   * A text that is in the bytes of every leaf that is shown, or in the ids that are stored beside it, such as a patient's id:
   * leaves without it are not parsed. Empty if there is no such text.
   */
  readonly searchText: string;
  readonly pick: (leaf: PlainLeaf, facts: LeafFacts) => readonly Item[];
}

/** The ledger to read, what to select, and callbacks for omitted records. */
export interface PickOptions<Item> {
  readonly location: ReadableLocation;
  readonly choice: Choice<Item>;
  /** Called with each leaf that was changed, or whose batch no key of the ledger signed: reports leave it out. */
  readonly onDamaged: (index: number) => void;
  /** Called once with the pruned records, if there are any. */
  readonly onPruned: (ranges: readonly IndexRange[]) => void;
}

/**
 * Selects items from a ledger, in its order. Reads leaf by leaf, also while a gateway writes. Damaged and unsigned leaves are
 * omitted; `verifyLedger` verifies the ledger as a whole. Throws a `StartError` if there is no ledger.
 */
export async function* pickFromLedger<Item>(options: PickOptions<Item>): AsyncGenerator<Item> {
  const { location, onPruned } = options;
  const where = printLocation(location);
  const reader = await openRows(location);
  try {
    if (!reader.isLedger) throw new StartError([`${where} is not an audit ledger.`]);
    const pruned = createPrunedLookup(reader);
    const source = wholeLedger(reader);
    const unreleased = await findUnreleased(reader, source, pruned);
    yield* pickFromBatches(reader, { ...options, source, unreleased, pruned });
    if (pruned.prunedRanges().length > 0) onPruned(pruned.prunedRanges());
  } catch (cause) {
    const code = reader.faultOf(cause);
    if (code === null) throw cause;
    throw unreadable(where, code, cause);
  } finally {
    await reader.close();
  }
}

/** Adjacent batches that can be read more than once, and a chain that checks their signatures. */
export interface BatchSource {
  readonly batches: () => AsyncIterable<BatchRow>;
  /** Creates a chain before the first batch. */
  readonly chain: () => SignedChain;
}

/** All batches of a ledger. Trusts the key that its first leaf enrolls. */
export function wholeLedger(reader: Pick<RowReader, 'batches'>): BatchSource {
  return { batches: () => reader.batches(), chain: () => createSignedChain() };
}

/** Selects items from these batches; `unreleased` are leaves whose response was not sent. */
export async function* pickFromBatches<Item>(
  reader: RowReader,
  {
    source,
    unreleased,
    choice: { searchText, pick },
    pruned,
    onDamaged,
  }: Pick<PickOptions<Item>, 'choice' | 'onDamaged'> & {
    readonly source: BatchSource;
    readonly unreleased: readonly LeafRange[];
    readonly pruned: PrunedLookup;
  },
): AsyncGenerator<Item> {
  for await (const { index, leaf } of readLeaves(reader, source, { text: searchText, pruned })) {
    if (leaf === null) {
      onDamaged(index);
      continue;
    }
    const reason = await reasonOf(reader, leaf);
    yield* pick(leaf, { index, isReleased: !isInLeafRanges(unreleased, index), reason });
  }
}

/** The reason that a leaf commits to. A text that doesn't fit its commitment is not shown. */
export async function reasonOf(
  reader: Pick<RowReader, 'findOpening'>,
  leaf: PlainLeaf,
): Promise<string | null> {
  const commitment = commitmentIn(leaf);
  if (commitment === null) return null;
  const opening = await reader.findOpening(commitment);
  // The erasure of a patient also erases the reasons of records about the patient.
  if (opening === null) return leaf.patients.includes(ERASED) ? ERASED : '(missing)';
  return fitsCommitment(opening) ? opening.text : '(changed)';
}

/** Leaves that were committed after their response had failed, so that nothing in them was released; later leaves name them. */
export async function findUnreleased(
  reader: RowReader,
  source: BatchSource,
  pruned: PrunedLookup,
): Promise<readonly LeafRange[]> {
  const ranges: LeafRange[] = [];
  for await (const { leaf } of readLeaves(reader, source, { text: UNRELEASED_MARKER, pruned })) {
    const range = leaf === null ? null : unreleasedIn(leaf);
    if (range !== null) ranges.push(range);
  }
  return mergeRanges(ranges);
}

/**
 * The leaves of a ledger that contain a text, in order, with their ids opened. Pruned leaves are left out. `leaf` is null
 * for damage:
 * - a leaf that was changed, or whose stored ids were changed or are missing: it may have contained the text;
 * - a leaf with the text in a batch that no key of the ledger signed;
 * - the first leaf from which on the batches do not lead to their checkpoints;
 * - the end of the ledger, if leaves are missing there or no key of the ledger signed it.
 */
export async function* readLeaves(
  reader: RowReader,
  { batches, chain: createChain }: BatchSource,
  { text, pruned }: { readonly text: string; readonly pruned: PrunedLookup },
): AsyncGenerator<{ readonly index: number; readonly leaf: PlainLeaf | null }> {
  const chain = createChain();
  const erased = createErasedLookup(reader);
  // Read before the batches: a gateway may add batches meanwhile, and those are not missing.
  const size = await reader.size();
  let lastFirst = -1;
  let lastDamaged = -1;
  const damaged = (index: number) => {
    lastDamaged = index;
    return { index, leaf: null };
  };
  for await (const row of batches()) {
    const { first, batch } = row;
    const wasBroken = chain.isBroken();
    chain.add(row);
    if (!wasBroken && chain.isBroken()) yield damaged(chain.followed());
    lastFirst = first;
    const leaves = (batch === null ? null : unpackLeaves(batch.leaves)) ?? [null];
    const openings = await findOpenings(reader, first, leaves);
    for (const [offset, bytes] of leaves.entries()) {
      const index = first + offset;
      if (bytes !== null && isPruned(bytes) && (await pruned.isRecorded(index))) continue;
      const stored = batch?.hashes.subarray(offset * HASH_BYTES, (offset + 1) * HASH_BYTES);
      if (bytes === null || stored === undefined || !leafHash(bytes).equals(stored)) {
        if (index !== lastDamaged) yield damaged(index);
        continue;
      }
      const opening = openings.get(index) ?? null;
      const isAbout = bytes.includes(text) || opening?.includes(text) === true;
      // A leaf with commitments is checked even without the text: its ids may have been changed.
      if (!isAbout && !bytes.includes(COMMITMENTS_MARKER)) continue;
      if (isAbout && !chain.isSigned()) {
        if (index !== lastDamaged) yield damaged(index);
        continue;
      }
      const leaf = parseLeaf(bytes);
      // An exchanged opening would move an event from one patient's report to another's.
      const states = leaf === null ? [] : openingStates(leaf, opening);
      const isGone =
        states.some(isLost) || !(await erased.areRecorded(index, erasedPositions(states)));
      if (leaf === null || isGone) yield damaged(index);
      if (leaf === null || !isAbout) continue;
      yield { index, leaf: openLeaf(leaf, opening) };
    }
  }
  if (chain.isBroken()) return;
  if (chain.followed() < size) yield damaged(chain.followed());
  else if (lastFirst > lastDamaged && !chain.isSigned()) yield damaged(lastFirst);
}

/** The openings of these leaves by leaf index. */
async function findOpenings(
  reader: RowReader,
  first: number,
  leaves: readonly (Buffer | null)[],
): Promise<ReadonlyMap<number, Buffer>> {
  const hasCommitments = leaves.some((bytes) => bytes?.includes(COMMITMENTS_MARKER) === true);
  if (!hasCommitments) return new Map();
  const rows = await reader.identities(first, first + leaves.length - 1);
  return new Map(rows.map(({ leaf, openings }) => [leaf, openings]));
}

function isLost(state: OpeningState): boolean {
  return state === 'missing' || state === 'changed';
}
