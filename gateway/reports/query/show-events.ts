import { placeOf } from '../catalog/event-id.ts';
import { reasonOf } from '../../audit/chain/pick-from-ledger.ts';
import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import {
  leafParts,
  reportRow,
  type LeafPart,
  type ReportRow,
} from '../../audit/record/report-rows.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { hasErased } from '../index/has-erased.ts';
import { deriveLeaf } from '../index/derive-leaf.ts';
import type { PlacedEvent, UnreleasedRange } from '../index/fill-step.ts';
import { type IndexDatabase } from '../index/index-tables.ts';
import { isWithin } from '../../audit/record/unreleased.ts';
import { effectsOf } from '../index/retroactive-effects.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import { matchesEvent } from './match-event.ts';
import { isSameEvent } from '../index/leaf-events.ts';
import { proveLeaves, type ProvenLeaf, type TreeAt } from '../index/prove-leaves.ts';

/** An event that was proven. */
export interface ShownEvent {
  /** Its row in the index. */
  readonly id: number;
  /** The leaf that proves it, opened, and the part of it that this is. */
  readonly leaf: PlainLeaf;
  readonly part: LeafPart;
  readonly row: ReportRow;
}

/** A row of the index that is not shown. */
export interface Refusal {
  readonly leaf: number;
  /**
   * `missing`, `changed`, `not included`: the ledger doesn't hold the leaf, holds other bytes than were hashed,
   * or the index's nodes don't lead from it to the signed root. `not signed`: no key of the ledger signed the
   * leaf's batch. `differs`: the leaf says something else.
   * `erased`: ids were taken out of it since the index read it.
   */
  readonly why: 'missing' | 'changed' | 'not included' | 'not signed' | 'differs' | 'erased';
}

/** Events in their order, without those that are refused. */
export interface Shown {
  readonly events: readonly ShownEvent[];
  readonly refused: readonly Refusal[];
}

/**
 * Proves events and shows what their leaves say: for each, its leaf is read from the ledger and proven to be in
 * the tree; what it derives at this place must be what the index says and what was asked for, and it is what is
 * shown. Whether an
 * answer left is told by another leaf, which is proven as well; that no leaf denies it, and that no event is
 * left out, only `compareIndex` shows.
 */
export async function showEvents(
  events: readonly PlacedEvent[],
  {
    database,
    reader,
    tree,
    filter,
  }: {
    readonly database: IndexDatabase;
    readonly reader: LedgerReader;
    readonly tree: TreeAt;
    readonly filter: EventFilter;
  },
): Promise<Shown> {
  const indexes = [...new Set(events.map(({ id }) => placeOf(id).leaf))];
  const ranges = await readRanges(database, indexes);
  const needed = [...indexes, ...ranges.map(({ leaf }) => leaf)];
  const proven = new Map(
    (await proveLeaves(database, reader, tree, needed)).map((each) => [each.leaf, each]),
  );
  const isTaken = (range: UnreleasedRange) => tellsOf(proven.get(range.leaf), range);
  const taken = ranges.filter(isTaken);
  const told = createTold(taken);
  const shown: ShownEvent[] = [];
  const refused: Refusal[] = [];
  for (const { id, event } of events) {
    const { leaf: index, place } = placeOf(id);
    const found = proven.get(index);
    if (found?.is !== 'proven') {
      refused.push({ leaf: index, why: found?.is ?? 'missing' });
      continue;
    }
    const { leaf, isReleased, ...all } = told(found);
    const said = all.events[place];
    const part = all.parts[place];
    const isSaid =
      said !== undefined && isSameEvent(said, event) && matchesEvent({ id, event }, filter);
    if (leaf === null || part === undefined || !isSaid) {
      refused.push({ leaf: index, why: hasErased(found.stored) ? 'erased' : 'differs' });
      continue;
    }
    const facts = { index, isReleased, reason: await reasonOf(reader, leaf) };
    shown.push({ id, leaf, part, row: reportRow(leaf, facts, part) });
  }
  return { events: shown, refused };
}

/** What a proven leaf tells, derived once. */
function createTold(taken: readonly UnreleasedRange[]) {
  const known = new Map<number, ReturnType<typeof tell>>();
  const tell = ({ leaf: index, stored }: Proven) => {
    const isReleased = !isWithin(taken, index);
    const { leaf, events } = deriveLeaf(stored, isReleased);
    return { leaf, isReleased, events, parts: leaf === null ? [] : leafParts(leaf) };
  };
  return (found: Proven) => {
    const told = known.get(found.leaf) ?? tell(found);
    known.set(found.leaf, told);
    return told;
  };
}

type Proven = Extract<ProvenLeaf, { readonly is: 'proven' }>;

/** What the index says was not released, of these leaves. */
async function readRanges(
  database: IndexDatabase,
  leaves: readonly number[],
): Promise<UnreleasedRange[]> {
  if (leaves.length === 0) return [];
  const all = await database
    .selectFrom('unreleased')
    .selectAll()
    .where(
      'first',
      '<=',
      leaves.reduce((one, other) => Math.max(one, other)),
    )
    .execute();
  return all.filter((range) => leaves.some((leaf) => isWithin([range], leaf)));
}

function tellsOf(found: ProvenLeaf | undefined, { first, count, leaf }: UnreleasedRange): boolean {
  if (found?.is !== 'proven') return false;
  const derived = deriveLeaf(found.stored, true).leaf;
  const told = derived === null ? null : effectsOf(derived, leaf).unreleased;
  return told?.first === first && told.count === count;
}
