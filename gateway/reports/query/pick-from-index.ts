import { placeOf } from '../catalog/event-id.ts';
import { UNRELEASED } from '../catalog/event-filter.ts';
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
import { conditionOf } from './event-condition.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import type { TreeAt } from '../index/prove-leaves.ts';
import { readHead, type HeadOptions } from '../index/head-of-index.ts';
import { printIndex, type IndexLocation } from '../index/index-location.ts';
import { type IndexDatabase } from '../index/index-tables.ts';
import { openIndex, type ReportIndex } from '../index/open-index.ts';
import { areMoreThan, queryIds } from './query-events.ts';
import { readDamaged } from '../index/read-damaged.ts';
import { readEvents } from './read-events.ts';
import { showEvents, type Refusal, type ShownEvent } from './show-events.ts';

/** Which index finds it. */
export interface IndexOptions extends HeadOptions {
  readonly location: LedgerLocation;
  readonly index: IndexLocation;
  /** Told of each row of the index that is not shown. */
  readonly onRefused: (refusal: Refusal) => void;
}

/** What is picked, by which filter the index finds it, and what is shown of events that were proven. */
export type IndexedPickOptions<Item> = PickOptions<Item> &
  IndexOptions & {
    readonly filter: EventFilter;
    /** `unreleased` is what is known beyond the index; all events of a leaf come in one piece. */
    readonly itemsOf: (
      reader: LedgerReader,
      events: readonly ShownEvent[],
      unreleased: readonly LeafRange[],
    ) => Promise<readonly Item[]>;
  };

/**
 * What `pickFromLedger` gives, in its order. The index finds it and each event is proven against the ledger; what
 * the ledger holds beyond the index is read from it, so that a report is as new as the ledger. A report about much
 * of the ledger reads all of it: one pass costs less than that many proofs. Throws a `StartError` where there is no
 * ledger, or the index is of another one.
 */
export async function* pickFromIndex<Item>(
  options: IndexedPickOptions<Item>,
): AsyncGenerator<Item> {
  const { location } = options;
  const index = await openIndex(options.index, 'read');
  try {
    const reader = await openReader(location);
    try {
      if (!reader.isLedger) {
        throw new StartError([`${printLocation(location)} is not an audit ledger.`]);
      }
      yield* report(index, reader, options);
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

/** So many rows, or a few more. */
const TOGETHER = 200;

/** An index without a leaf has no row. */
const NO_TREE: TreeAt = { size: 0, root: Buffer.alloc(0), signatures: null };

/** A proof costs as much as reading so many records. */
const PROOF_WORTH = 20;

/** So few are proven in no time, however small the ledger is. */
const ALWAYS_PROVEN = 1000;

async function* report<Item>(
  index: ReportIndex,
  reader: LedgerReader,
  options: IndexedPickOptions<Item>,
): AsyncGenerator<Item> {
  const { filter, itemsOf, onDamaged, onRefused } = options;
  const head = await readHead(index, reader, options);
  const database = await index.database();
  const size = head?.size ?? 0;
  const condition = await conditionOf(database, filter, size);
  const most = Math.max(ALWAYS_PROVEN, Math.floor(size / PROOF_WORTH));
  // What never left may be told beyond the index of a leaf in it, which that doesn't find then.
  const isLate = filter.outcome === UNRELEASED;
  if (isLate || (condition !== null && (await areMoreThan(database, condition, most)))) {
    yield* pickFromLedger(options);
    return;
  }
  const beyond = {
    batches: () => reader.batches(size),
    chain: () => createSignedChain(head?.signatures, head?.tree),
  };
  const pruned = createPrunedLookup(reader);
  const unreleased = [
    ...(await findUnreleased(reader, beyond, pruned)),
    ...(await readReachingOn(database, size)),
  ];
  for (const leaf of await readDamaged(database, size)) onDamaged(leaf);
  const ids = condition === null ? [] : await queryIds(database, condition, size);
  for (const together of chunksOf(ids)) {
    const found = await readEvents(database, together);
    const tree = head ?? NO_TREE;
    const { events, refused } = await showEvents(found, { database, reader, tree, filter });
    yield* await itemsOf(reader, events, unreleased);
    for (const refusal of refused) onRefused(refusal);
  }
  yield* pickFromBatches(reader, { ...options, source: beyond, unreleased, pruned });
  if (pruned.prunedRanges().length > 0) options.onPruned(pruned.prunedRanges());
}

/** Rows that are proven together, those of one leaf in one piece. */
function* chunksOf(ids: readonly number[]): Generator<readonly number[]> {
  const leafAt = (at: number) => placeOf(ids[at] ?? 0).leaf;
  for (let at = 0; at < ids.length;) {
    let end = Math.min(at + TOGETHER, ids.length);
    while (end < ids.length && leafAt(end) === leafAt(end - 1)) end += 1;
    yield ids.slice(at, end);
    at = end;
  }
}

/** What a leaf in the index says of leaves beyond it that never left. */
async function readReachingOn(
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
