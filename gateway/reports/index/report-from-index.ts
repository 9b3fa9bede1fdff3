import { isWithin, type LeafRange } from '../../audit/record/unreleased.ts';
import {
  findUnreleased,
  pickFromBatches,
  pickFromLedger,
  reasonOf,
  rowsAbout,
  type PickOptions,
  type ReportOptions,
} from '../../audit/report/report-accesses.ts';
import { createPrunedLookup } from '../../audit/retain/pruned-lookup.ts';
import { reportRows, type ReportRow, type ReportSubject } from '../../audit/report/report-rows.ts';
import { printLocation, type LedgerLocation } from '../../audit/store/ledger-location.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { openReader } from '../../audit/store/open-reader.ts';
import { StartError } from '../../errors.ts';
import { conditionOf } from './event-condition.ts';
import type { EventFilter } from './event-filter.ts';
import { readHead, type HeadOptions } from './head-of-index.ts';
import type { IndexLocation } from './index-location.ts';
import { placeOf, type IndexDatabase } from './index-tables.ts';
import { UNRELEASED } from './leaf-events.ts';
import { openIndex, type ReportIndex } from './open-index.ts';
import { areMoreThan, queryIds } from './query-events.ts';
import { readEvents } from './read-events.ts';
import { showEvents, type Refusal, type ShownEvent } from './show-events.ts';

/** What to report, from which ledger, and which index finds it. */
export type IndexedReportOptions = ReportOptions & IndexOptions;

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
 * The rows that `reportAccesses` gives, in its order. The index finds them and each is proven against the
 * ledger; what the ledger holds beyond the index is read from it, so that a report is as new as the ledger.
 * A report about much of the ledger reads all of it: one pass costs less than that many proofs. Throws a
 * `StartError` where there is no ledger, or the index is of another one.
 */
export function reportFromIndex(options: IndexedReportOptions): AsyncGenerator<ReportRow> {
  const { by } = options;
  return pickFromIndex({
    ...options,
    filter: filterOf(by, options),
    choice: rowsAbout(options),
    itemsOf: (reader, events, unreleased) => rowsOf(reader, events, { by, unreleased }),
  });
}

/** The same for whatever is shown of a leaf. */
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
      throw new StartError([`${printLocation(location)} cannot be read to its end (${code}).`], {
        cause,
      });
    } finally {
      await reader.close();
    }
  } finally {
    await index.close();
  }
}

/** What a report is about, as a filter of events. */
export function filterOf(
  by: ReportSubject,
  { since, until }: Pick<ReportOptions, 'since' | 'until'>,
): EventFilter {
  const period = { ...(since !== null && { since }), ...(until !== null && { until }) };
  if ('patient' in by) return { ...period, patient: by.patient };
  if ('actor' in by) return { ...period, actor: by.actor };
  if ('field' in by) return { ...period, coordinate: by.field, parts: ['access'] };
  return 'denied' in by ? { ...period, denied: true } : { ...period, breakGlass: true };
}

/** So many rows, or a few more. */
const TOGETHER = 200;

/** An index without a leaf has no row. */
const NO_TREE = { size: 0, root: Buffer.alloc(0) };

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
  const beyond = () => reader.batches(size);
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
  yield* pickFromBatches(reader, { ...options, batches: beyond, unreleased, pruned });
  if (pruned.met().length > 0) options.onPruned(pruned.met());
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

/** Events as the rows of a report; `unreleased` is what is known beyond the index. */
async function rowsOf(
  reader: LedgerReader,
  events: readonly ShownEvent[],
  { by, unreleased }: { readonly by: ReportSubject; readonly unreleased: readonly LeafRange[] },
): Promise<ReportRow[]> {
  const outcomeOf = ({ leaf, outcome }: ReportRow) =>
    isWithin(unreleased, leaf) ? 'unreleased' : outcome;
  if (!('field' in by)) return events.map(({ row }) => ({ ...row, outcome: outcomeOf(row) }));
  // A report of a field counts that field's records alone, and its patients as they come up with it.
  const rows: ReportRow[] = [];
  for (const leaf of new Set(events.map((event) => event.leaf))) {
    const shown = events.filter((event) => event.leaf === leaf);
    const patients = new Set(shown.map(({ part }) => part.patient));
    const facts = { index: shown[0]?.row.leaf ?? 0, isReleased: true, reason: null };
    const reason = await reasonOf(reader, leaf);
    const outcome = shown.map(({ row }) => outcomeOf(row))[0] ?? leaf.outcome;
    for (const row of reportRows(leaf, { ...facts, reason }, by)) {
      if (patients.has(row.patient)) rows.push({ ...row, outcome });
    }
  }
  return rows;
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

/** Leaves that are not what was written, as the index met them. */
export async function readDamaged(
  database: IndexDatabase,
  size: number,
): Promise<readonly number[]> {
  const rows = await database
    .selectFrom('damaged')
    .select('leaf')
    .where('leaf', '<', size)
    .orderBy('leaf')
    .execute();
  return rows.map(({ leaf }) => leaf);
}
