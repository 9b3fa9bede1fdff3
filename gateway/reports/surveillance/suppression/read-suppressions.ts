import { splitEventId } from '../../catalog/event-id.ts';
import type { EventFilter } from '../../catalog/event-filter.ts';
import type { PlacedEvent } from '../../index/fill-step.ts';
import type { IndexHead } from '../../index/index-head.ts';
import { filterCondition } from '../../query/filter-condition.ts';
import { queryIds } from '../../query/query-events.ts';
import { readEvents } from '../../query/read-events.ts';
import { showEvents, type Refusal } from '../../query/show-events.ts';
import type { CaseSources } from '../case-sources.ts';
import { readReviewNote } from '../read-review.ts';
import { readUnprovenLeaves } from '../read-unproven-leaves.ts';
import { parseSuppressionLeaf, type RecordedSuppression } from './parse-suppression.ts';
import type { Suppression, SuppressionStep } from '../suppression.ts';

/** A suppression that is not proven yet. */
export interface UnprovenSuppression {
  readonly start: Extract<RecordedSuppression, { readonly kind: 'start' }>['start'];
  readonly event: PlacedEvent;
  /** The event of the first record that lifts it; null for none. */
  readonly lift: PlacedEvent | null;
}

/** The suppressions in the index, as their records state them. */
export interface UnprovenSuppressions {
  /** In the order of the ledger. */
  readonly suppressions: readonly UnprovenSuppression[];
  /** Rows whose records can't be read. Each may lift any suppression before it. */
  readonly unread: readonly PlacedEvent[];
}

/** Responses that were not sent don't count. */
const SUPPRESSIONS: EventFilter = { kind: 'suppression', outcome: 'permit' };

type Sources = Pick<CaseSources, 'index' | 'reader'>;

/** Reads the suppressions that were recorded since a time, UTC ms since 1970. They are not proven. */
export async function readUnprovenSuppressions(
  { index, reader }: Sources,
  tree: IndexHead,
  since: number,
): Promise<UnprovenSuppressions> {
  const database = await index.database();
  const condition = await filterCondition(database, { ...SUPPRESSIONS, since }, tree.size);
  if (condition === null) return { suppressions: [], unread: [] };
  const ids = await queryIds(database, condition, tree.size);
  const leaves = await readUnprovenLeaves(
    reader,
    ids.map((id) => splitEventId(id).leaf),
  );
  const starts: Omit<UnprovenSuppression, 'lift'>[] = [];
  const lifts = new Map<number, PlacedEvent>();
  const unread: PlacedEvent[] = [];
  for (const placed of await readEvents(database, ids)) {
    const { leaf: at } = splitEventId(placed.id);
    const leaf = leaves.get(at);
    const recorded =
      leaf === undefined ? null : parseSuppressionLeaf(leaf, { ...placed.event, leaf: at });
    if (recorded === null) unread.push(placed);
    else if (recorded.kind === 'start') starts.push({ start: recorded.start, event: placed });
    // Of two that lift one suppression, the first did.
    else if (!lifts.has(recorded.lifts)) lifts.set(recorded.lifts, placed);
  }
  return {
    suppressions: starts.map((each) => ({ ...each, lift: lifts.get(each.start.leaf) ?? null })),
    unread,
  };
}

/**
 * Proves suppressions and what lifts them, and reads the reasons. Leaves out one of which either is not proven. `refused`
 * has the unread rows too.
 */
export async function proveSuppressions(
  {
    chosen,
    unread,
  }: Pick<UnprovenSuppressions, 'unread'> & { readonly chosen: readonly UnprovenSuppression[] },
  { index, reader }: Sources,
  tree: IndexHead,
): Promise<{
  readonly suppressions: readonly Suppression[];
  readonly refused: readonly Refusal[];
}> {
  if (chosen.length + unread.length === 0) return { suppressions: [], refused: [] };
  const database = await index.database();
  const needed = chosen.flatMap(({ event, lift }) => (lift === null ? [event] : [event, lift]));
  const shown = await showEvents([...unread, ...needed], {
    database,
    reader,
    tree,
    filter: SUPPRESSIONS,
  });
  const refused = [...shown.refused];
  const proven = new Map<number, WithReason>();
  for (const { id, leaf, row } of shown.events) {
    const recorded = parseSuppressionLeaf(leaf, row);
    if (recorded === null) {
      refused.push({ leaf: row.leaf, why: 'differs' });
      continue;
    }
    const { note, notePlaceholder } = await readReviewNote(leaf, row.patient, reader);
    proven.set(id, { recorded, reason: { reason: note, reasonPlaceholder: notePlaceholder } });
  }
  return {
    suppressions: chosen.flatMap(({ event, lift }) => {
      const began = proven.get(event.id);
      const ended = lift === null ? null : proven.get(lift.id);
      if (began?.recorded.kind !== 'start' || ended === undefined) return [];
      const { start } = began.recorded;
      const lifted = ended === null ? null : liftOf(ended, start.leaf);
      return lifted === undefined ? [] : [{ ...start, ...began.reason, lifted }];
    }),
    refused,
  };
}

interface WithReason {
  readonly recorded: RecordedSuppression;
  readonly reason: Pick<SuppressionStep, 'reason' | 'reasonPlaceholder'>;
}

/** What a proven record says about the lifting of a suppression; undefined if it lifts another one. */
function liftOf({ recorded, reason }: WithReason, suppression: number) {
  return recorded.kind === 'lift' && recorded.lifts === suppression
    ? { ...recorded.step, ...reason }
    : undefined;
}
