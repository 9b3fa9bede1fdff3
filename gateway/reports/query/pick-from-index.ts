import { splitEventId } from '../catalog/event-id.ts';
import { createSignedChain } from '../../audit/chain/signed-chain.ts';
import type { LeafRange } from '../../audit/record/unreleased.ts';
import {
  findUnreleased,
  pickFromBatches,
  pickFromLedger,
  type PickOptions,
} from '../../audit/chain/pick-from-ledger.ts';
import { createPrunedLookup } from '../../audit/chain/pruned-lookup.ts';
import { printLocation, type LedgerLocation } from '../../audit/store/ledger-location.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { openReader } from '../../audit/store/open-reader.ts';
import { unreadable } from '../../audit/store/unreadable-ledger.ts';
import { StartError } from '../../platform/errors.ts';
import { filterCondition } from './filter-condition.ts';
import { UNRELEASED, type EventFilter } from '../catalog/event-filter.ts';
import type { TreeAt } from '../index/prove-leaves.ts';
import { readIndexHead, type IndexHeadOptions } from '../index/index-head.ts';
import { printIndex, type IndexLocation } from '../index/index-location.ts';
import { type IndexDatabase } from '../index/index-tables.ts';
import { openReportIndex, type ReportIndex } from '../index/open-index.ts';
import { hasMoreThan, queryIds } from './query-events.ts';
import { readDamaged } from '../index/read-damaged.ts';
import { readEvents } from './read-events.ts';
import { showEvents, type Refusal, type ShownEvent } from './show-events.ts';

/** The index that is searched. */
export interface IndexOptions extends IndexHeadOptions {
  readonly location: LedgerLocation;
  readonly index: IndexLocation;
  /** Called for each row of the index that the ledger does not prove. */
  readonly onRefused: (refusal: Refusal) => void;
}

/** Which events are selected, and how proven events become items. */
export type IndexedPickOptions<Item> = PickOptions<Item> &
  IndexOptions & {
    readonly filter: EventFilter;
    /**
     * `unreleased` are ranges of unsent responses that leaves after the index record, or that reach beyond it. All
     * events of a leaf are passed together.
     */
    readonly itemsOf: (
      reader: LedgerReader,
      events: readonly ShownEvent[],
      unreleased: readonly LeafRange[],
    ) => Promise<readonly Item[]>;
  };

/**
 * Returns what `pickFromLedger` returns, in its order. The index finds the events and each is proven against the
 * ledger; leaves after the index are read from the ledger. A report about much of the ledger is read from the ledger
 * alone: one pass costs less than that many proofs. Throws a `StartError` for a missing ledger, or an index of
 * another ledger.
 */
export async function* pickFromIndex<Item>(
  options: IndexedPickOptions<Item>,
): AsyncGenerator<Item> {
  const { location } = options;
  const index = await openReportIndex({ ledger: location, index: options.index }, 'read');
  try {
    const reader = await openReader(location);
    try {
      if (!reader.isLedger) {
        throw new StartError([`${printLocation(location)} is not an audit ledger.`]);
      }
      yield* pickFromOpened(index, reader, options);
    } catch (cause) {
      const code = cause instanceof StartError ? null : reader.faultOf(cause);
      if (code === null) throw cause;
      const both = `${printLocation(location)} or its report index ${printIndex(options.index)}`;
      throw unreadable(both, code, cause);
    } finally {
      await reader.close();
    }
  } finally {
    await index.close();
  }
}

/** Rows that are proven together, at least. */
const PROOF_BATCH = 200;

/** The tree of an index without a leaf, which has no row to prove. */
const NO_TREE: TreeAt = { size: 0, root: Buffer.alloc(0), signatures: null };

/** Records that a scan reads in the time of one proof. */
const RECORDS_PER_PROOF = 20;

/** Rows that are always proven, however small the ledger is. */
const ALWAYS_PROVEN = 1000;

async function* pickFromOpened<Item>(
  index: ReportIndex,
  reader: LedgerReader,
  options: IndexedPickOptions<Item>,
): AsyncGenerator<Item> {
  const { filter, itemsOf, onDamaged, onRefused } = options;
  const head = await readIndexHead(index, reader, options);
  const database = await index.database();
  const size = head?.size ?? 0;
  const condition = await filterCondition(database, filter, size);
  const maxProven = Math.max(ALWAYS_PROVEN, Math.floor(size / RECORDS_PER_PROOF));
  // A leaf after the index can record that a response in the index was not sent: the index does not find that event.
  const needsLaterLeaves = filter.outcome === UNRELEASED;
  if (
    needsLaterLeaves ||
    (condition !== null && (await hasMoreThan(database, condition, maxProven)))
  ) {
    yield* pickFromLedger(options);
    return;
  }
  const afterIndex = {
    batches: () => reader.batches(size),
    chain: () => createSignedChain(head?.signatures, head?.tree),
  };
  const pruned = createPrunedLookup(reader);
  const unreleased = [
    ...(await findUnreleased(reader, afterIndex, pruned)),
    ...(await readRangesFrom(database, size)),
  ];
  // What the index holds.
  for (const leaf of await readDamaged(database, size)) onDamaged(leaf);
  const ids = condition === null ? [] : await queryIds(database, condition, size);
  for (const together of chunksOf(ids)) {
    const found = await readEvents(database, together);
    const tree = head ?? NO_TREE;
    const { events, refused } = await showEvents(found, { database, reader, tree, filter });
    yield* await itemsOf(reader, events, unreleased);
    for (const refusal of refused) onRefused(refusal);
  }
  // What the index has not read yet.
  yield* pickFromBatches(reader, { ...options, source: afterIndex, unreleased, pruned });
  if (pruned.prunedRanges().length > 0) options.onPruned(pruned.prunedRanges());
}

/** Rows that are proven together. The rows of one leaf stay together. */
function* chunksOf(ids: readonly number[]): Generator<readonly number[]> {
  const leafAt = (at: number) => splitEventId(ids[at] ?? 0).leaf;
  for (let at = 0; at < ids.length;) {
    let end = Math.min(at + PROOF_BATCH, ids.length);
    while (end < ids.length && leafAt(end) === leafAt(end - 1)) end += 1;
    yield ids.slice(at, end);
    at = end;
  }
}

/** The parts at or after leaf `from` of the ranges of unsent responses that the index holds. */
async function readRangesFrom(
  database: IndexDatabase,
  from: number,
): Promise<readonly LeafRange[]> {
  const ranges = await database
    .selectFrom('unreleased')
    .select(['first', 'count'])
    .where(({ eb }) => eb(eb('first', '+', eb.ref('count')), '>', from))
    .execute();
  return ranges.map(({ first, count }) => {
    const start = Math.max(first, from);
    return { first: start, count: first + count - start };
  });
}
