import { openingStates } from '../../audit/record/open-leaf.ts';
import { splitEventId } from '../catalog/event-id.ts';
import { reasonOf } from '../../audit/chain/pick-from-ledger.ts';
import { parseLeaf, type PlainLeaf } from '../../audit/record/parse-leaf.ts';
import { leafParts, type LeafPart } from '../../audit/record/leaf-parts.ts';
import { reportRow, type ReportRow } from './report-row.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { deriveLeaf, type StoredLeaf } from '../index/derive-leaf.ts';
import type { PlacedEvent, UnreleasedRange } from '../index/fill-step.ts';
import { readUnreleased, recordsRange } from '../index/unreleased-ranges.ts';
import { type IndexDatabase } from '../index/index-tables.ts';
import { isInLeafRanges } from '../../audit/record/unreleased.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import { matchesEvent } from './match-event.ts';
import { isSameEvent } from '../index/leaf-events.ts';
import { proveLeaves, type LeafProof, type TreeAt } from '../index/prove-leaves.ts';

/** A proven event. */
export interface ShownEvent {
  /** See `eventId`. */
  readonly id: number;
  /** The leaf that proves the event, with ids in place of commitments, and the part of the leaf that is this event. */
  readonly leaf: PlainLeaf;
  readonly part: LeafPart;
  readonly row: ReportRow;
}

/** A row of the index that is not shown. */
export interface Refusal {
  readonly leaf: number;
  /**
   * - `missing`: the ledger does not hold the leaf.
   * - `changed`: its bytes do not match its stored hash.
   * - `not included`: no audit path leads from it to the signed root.
   * - `not signed`: no key of the ledger signed its batch.
   * - `differs`: the leaf gives another event than the index, or one that does not fit the filter.
   * - `erased`: as `differs`, and ids of the leaf were erased, perhaps since the index read it.
   */
  readonly why: 'missing' | 'changed' | 'not included' | 'not signed' | 'differs' | 'erased';
}

/** Proven events in their order, and the refused rows. */
export interface ShownEvents {
  readonly events: readonly ShownEvent[];
  readonly refused: readonly Refusal[];
}

/**
 * Proves events: reads the leaf of each from the ledger, proves that it is in the tree, derives its events anew, and
 * compares the derived event with the index and the filter. The derived event is shown. A range of responses that were
 * not sent is proven by the leaf that records it. Only `compareIndex` shows that the index lacks no range and no event.
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
): Promise<ShownEvents> {
  const indexes = [...new Set(events.map(({ id }) => splitEventId(id).leaf))];
  const ranges = await readUnreleased(database, indexes);
  const needed = [...indexes, ...ranges.map(({ leaf }) => leaf)];
  const proven = new Map(
    (await proveLeaves(database, reader, tree, needed)).map((each) => [each.leaf, each]),
  );
  const isProven = (range: UnreleasedRange) => recordsRange(proven.get(range.leaf), range);
  const provenRanges = ranges.filter(isProven);
  const derive = createDerivation(provenRanges);
  const shown: ShownEvent[] = [];
  const refused: Refusal[] = [];
  for (const { id, event } of events) {
    const { leaf: index, place } = splitEventId(id);
    const found = proven.get(index);
    if (found?.kind !== 'proven') {
      refused.push({ leaf: index, why: found?.kind ?? 'missing' });
      continue;
    }
    const { leaf, isReleased, events: derivedEvents, parts } = derive(found);
    const derived = derivedEvents[place];
    const part = parts[place];
    const isConfirmed =
      derived !== undefined && isSameEvent(derived, event) && matchesEvent({ id, event }, filter);
    if (leaf === null || part === undefined || !isConfirmed) {
      refused.push({ leaf: index, why: hasErased(found.stored) ? 'erased' : 'differs' });
      continue;
    }
    const facts = { index, isReleased, reason: await reasonOf(reader, leaf) };
    shown.push({ id, leaf, part, row: reportRow(leaf, facts, part) });
  }
  return { events: shown, refused };
}

/** Derives the events of proven leaves, each leaf once. */
function createDerivation(provenRanges: readonly UnreleasedRange[]) {
  const known = new Map<number, ReturnType<typeof deriveOnce>>();
  const deriveOnce = ({ leaf: index, stored }: Proven) => {
    const isReleased = !isInLeafRanges(provenRanges, index);
    const { leaf, events } = deriveLeaf(stored, isReleased);
    return { leaf, isReleased, events, parts: leaf === null ? [] : leafParts(leaf) };
  };
  return (found: Proven) => {
    const derivation = known.get(found.leaf) ?? deriveOnce(found);
    known.set(found.leaf, derivation);
    return derivation;
  };
}

type Proven = Extract<LeafProof, { readonly kind: 'proven' }>;

/** Whether openings of a leaf were erased. */
function hasErased({ bytes, openings }: StoredLeaf): boolean {
  const leaf = openings === null ? null : parseLeaf(bytes);
  return leaf !== null && openingStates(leaf, openings).includes('erased');
}
